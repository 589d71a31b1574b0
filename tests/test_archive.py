"""The archive: what is kept of an exchange, byte for byte, and what the database says of it."""

from __future__ import annotations

import gzip
import json
import os
import resource
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler import extract
from crawler.archive import cdxj
from crawler.archive.exchange import Exchange, replayable_head
from crawler.archive.mend import mend
from crawler.archive.wire import final_head
from crawler.archive.writer import Archive, ArchiveError
from crawler.visits import Original, Recording
from tests.crawls import ROOT, command, crawl, one, rows
from tests.newsroom import Newsroom

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def exchange(path: str = "/a", body: bytes = b"<p>body</p>", **changes: Any) -> Exchange:
    """Return an exchange with a page."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body)
    known: dict[str, Any] = {
        "url": f"http://paper.example{path}",
        "at": NOON,
        "request": f"GET {path} HTTP/1.1\r\nHost: paper.example\r\n\r\n".encode(),
        "head": head,
        "body": body,
        "status": 200,
        "mime": "text/html",
    }
    return Exchange(**known | changes)


def archive_in(folder: Path, file_size: int = 10**9, name: str = "paper-run1") -> Archive:
    return Archive(folder, name, {"software": "test"}, file_size)


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.warc.gz"))


def records(path: Path) -> list[tuple[str, str | None, bytes]]:
    """Return type, address and block of each record, as warcio reads them."""
    found = []
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, no_record_parse=True):
            head = record.rec_headers
            found.append((record.rec_type, head.get_header("WARC-Target-URI"), record.raw_stream.read()))
    return found


def check(folder: Path) -> None:
    """Have warcio check every file of an archive."""
    command = [sys.executable, "-m", "warcio.cli", "check", *map(str, files(folder))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def original(recording: Recording) -> Original:
    """Return what the database would say of a recording later."""
    return Original(7, recording.url, "2026-11-24T12:00:00Z", recording.digest, recording.file)


# Records


def test_an_exchange_is_a_response_and_a_request_record_after_one_on_the_software(tmp_path: Path) -> None:
    archive = archive_in(tmp_path)
    kept = exchange()
    archive.write(kept)
    archive.close()
    (path,) = files(tmp_path)
    info, response, request = records(path)
    assert info[0] == "warcinfo" and b"software: test" in info[2]
    assert response == ("response", kept.url, kept.head + kept.body)
    assert request == ("request", kept.url, kept.request)
    check(tmp_path)


def test_a_recording_says_where_exactly_the_record_stands(tmp_path: Path) -> None:
    archive = archive_in(tmp_path)
    recordings = [archive.write(exchange(f"/{number}", b"x" * number)) for number in range(5)]
    archive.close()
    for number, recording in enumerate(recordings):
        data = (tmp_path / recording.file).read_bytes()
        member = gzip.decompress(data[recording.offset : recording.offset + recording.length])
        (record,) = ArchiveIterator(BytesIO(member))
        assert record.rec_headers.get_header("WARC-Target-URI") == f"http://paper.example/{number}"
        assert record.rec_headers.get_header("WARC-Payload-Digest") == recording.digest


def test_the_same_payload_of_the_same_address_is_a_revisit(tmp_path: Path) -> None:
    archive = archive_in(tmp_path)
    first = archive.write(exchange())
    again = archive.write(exchange(), original(first))
    changed = archive.write(exchange(body=b"another"), original(first))
    moved = archive.write(exchange("/b"), original(first))
    archive.close()
    assert [r.kind for r in (first, again, changed, moved)] == ["response", "revisit", "response", "response"]
    assert again.original and again.digest == first.digest
    with (tmp_path / again.file).open("rb") as stream:
        (revisit,) = [record for record in ArchiveIterator(stream) if record.rec_type == "revisit"]
    assert revisit.rec_headers.get_header("WARC-Profile").endswith("1.1/revisit/identical-payload-digest")
    assert revisit.rec_headers.get_header("WARC-Refers-To-Target-URI") == first.url
    assert revisit.rec_headers.get_header("WARC-Refers-To-Date") == "2026-11-24T12:00:00Z"
    check(tmp_path)


def test_not_modified_is_a_revisit_with_the_payload_digest_of_what_still_holds(tmp_path: Path) -> None:
    archive = archive_in(tmp_path)
    first = archive.write(exchange())
    same = exchange(status=304, head=b"HTTP/1.1 304 Not Modified\r\n\r\n", body=b"")
    again = archive.write(same, original(first))
    archive.close()
    assert (again.kind, again.digest) == ("revisit", first.digest)
    with (tmp_path / again.file).open("rb") as stream:
        (revisit,) = [record for record in ArchiveIterator(stream) if record.rec_type == "revisit"]
    assert revisit.rec_headers.get_header("WARC-Profile").endswith("1.1/revisit/server-not-modified")


def test_a_file_is_closed_once_it_is_large_enough(tmp_path: Path) -> None:
    archive = archive_in(tmp_path, file_size=3_000)
    for number in range(12):
        archive.write(exchange(f"/{number}", os.urandom(1_000)))
    archive.close()
    assert len(files(tmp_path)) > 3
    assert all(3_000 <= file.stat().st_size < 6_000 for file in files(tmp_path)[:-1])
    assert all(records(file)[0][0] == "warcinfo" for file in files(tmp_path))
    check(tmp_path)


def test_two_archives_in_one_folder_never_share_a_file(tmp_path: Path) -> None:
    first, second = archive_in(tmp_path), archive_in(tmp_path)
    recordings = [archive.write(exchange()) for archive in (first, second)]
    first.close()
    second.close()
    assert len({recording.file for recording in recordings}) == 2
    check(tmp_path)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(ArchiveError, match=r"cannot write the archive .*file.*-s ARCHIVE="):
        archive_in(tmp_path / "file")


def test_a_full_disk_leaves_whole_records_and_an_archive_to_be_mended(tmp_path: Path) -> None:
    archive = archive_in(tmp_path)
    archive.write(exchange())
    (path,) = files(tmp_path)
    whole = path.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(whole) + 500, limits[1]))
    try:
        with pytest.raises(ArchiveError, match="File too large"):
            archive.write(exchange("/b", os.urandom(5_000)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert path.read_bytes() == whole
    with pytest.raises(ArchiveError):
        archive.write(exchange("/c"))
    archive.close()
    assert mend(tmp_path) == [path.name]
    assert path.read_bytes() == whole and path.with_name(path.name + cdxj.NAME).exists()


# The bytes of the wire


def test_a_head_without_transfer_encoding_is_kept_byte_for_byte() -> None:
    head = b"HTTP/1.0 200 All is  fine\nx-ODD:spelling \nContent-LENGTH: 3\n\n"
    assert replayable_head(head, 3) == head


def test_a_chunked_head_says_how_long_the_joined_body_is_and_what_it_was() -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\ncontent-length: 9\r\nA: b\r\n\r\n"
    assert replayable_head(head, 42) == (
        b"HTTP/1.1 200 OK\r\nX-Crawler-Transfer-Encoding: chunked\r\nX-Crawler-content-length: 9\r\nA: b\r\n"
        b"Content-Length: 42\r\n\r\n"
    )


def test_interim_answers_are_no_part_of_the_head() -> None:
    received = b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\n\r\nbody\r\n\r\n"
    assert final_head(received) == b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n"


HTML = b"<html><title>t</title><body><p>" + "نص المقال ".encode() * 200 + b"</p></body></html>"
ZIPPED = gzip.compress(HTML)
ODD_HEAD = (
    b"HTTP/1.1 200 Tout va bien\r\nx-lower: 1\r\nX-UPPER: 2\r\nSet-Cookie: a=1\r\nx-between: 3\r\nset-COOKIE: b=2\r\n"
    b"Content-Type: text/html; charset=utf-8\r\nX-Latin: caf\xe9\r\nno colon here\r\n"
)
ANSWERS = {
    "/robots.txt": b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
    "/": ODD_HEAD
    + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    + b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (ZIPPED[:100], ZIPPED[100:]))
    + b"0\r\n\r\n",
}


class OddServer(socketserver.StreamRequestHandler):
    """Answers with bytes that no library would send."""

    def handle(self) -> None:
        asked = b""
        while not asked.endswith(b"\r\n\r\n"):
            line = self.rfile.readline()
            if not line:
                return
            asked += line
        self.server.asked.append(asked)  # type: ignore[attr-defined]
        self.wfile.write(
            ANSWERS.get(asked.split()[1].decode(), b"HTTP/1.1 404 Gone fishing\r\nContent-Length: 0\r\n\r\n")
        )


@contextmanager
def odd_server() -> Iterator[tuple[str, list[bytes]]]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), OddServer) as server:
        server.asked = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", server.asked  # type: ignore[attr-defined]
        server.shutdown()


def test_requests_and_responses_are_kept_as_they_went_over_the_wire(tmp_path: Path) -> None:
    with odd_server() as (url, asked):
        crawl("news", tmp_path / "n.db", settings={"ARCHIVE": tmp_path / "archive"}, url=url)
    (path,) = files(tmp_path / "archive")
    kept = records(path)
    requests = [block for kind, _, block in kept if kind == "request"]
    assert sorted(requests) == sorted(asked) and len(asked) >= 2
    (front,) = [block for kind, address, block in kept if kind == "response" and address == f"{url}/"]
    assert front == (
        ODD_HEAD
        + b"Content-Encoding: gzip\r\nX-Crawler-Transfer-Encoding: chunked\r\nContent-Length: %d\r\n\r\n" % len(ZIPPED)
        + ZIPPED
    )
    robots = [block for kind, address, block in kept if kind == "response" and address == f"{url}/robots.txt"]
    assert robots == [ANSWERS["/robots.txt"]]
    check(tmp_path / "archive")


# The index


def test_a_key_reverses_the_host_and_folds_what_makes_no_difference() -> None:
    assert cdxj.key_of("https://www.Site.ma/A/b/?y=2&x=%D8%A7") == "ma,site)/a/b?x=%d8%a7&y=2"
    assert cdxj.key_of("http://127.0.0.1:8080/") == "1,0,0,127:8080)/"
    assert cdxj.key_of("https://site.ma/مقال-1.html") == cdxj.key_of(
        "https://site.ma:443/%D9%85%D9%82%D8%A7%D9%84-1.html#top"
    )


def test_an_index_is_sorted_and_leads_to_the_records(tmp_path: Path) -> None:
    archive = archive_in(tmp_path)
    for path in ("/b", "/c", "/a"):
        archive.write(exchange(path))
    archive.close()
    (index,) = tmp_path.glob(f"*{cdxj.NAME}")
    lines = index.read_text().splitlines()
    assert [line.split()[0] for line in lines] == [f"example,paper)/{name}" for name in "abc"]
    for line in lines:
        fields = json.loads(line.split(" ", 2)[2])
        with (tmp_path / fields["filename"]).open("rb") as stream:
            stream.seek(int(fields["offset"]))
            record = next(iter(ArchiveIterator(stream)))
            assert record.rec_headers.get_header("WARC-Target-URI") == fields["url"]


# After a kill


def left_open(folder: Path) -> tuple[Path, list[Recording]]:
    """Write three exchanges and leave the file as a killed process does."""
    archive = archive_in(folder)
    recordings = [archive.write(exchange(f"/{number}", os.urandom(300))) for number in range(3)]
    os.close(archive._file._stream.fileno())  # type: ignore[union-attr]
    return folder / recordings[0].file, recordings


def test_a_torn_tail_is_cut_off_wherever_it_was_torn(tmp_path: Path) -> None:
    path, recordings = left_open(tmp_path / "whole")
    whole = path.read_bytes()
    index = path.with_name(path.name + cdxj.OPEN).read_bytes()
    last = recordings[-1]
    for end in range(last.offset, len(whole), 97):
        folder = tmp_path / str(end)
        folder.mkdir()
        (folder / path.name).write_bytes(whole[:end])
        (folder / (path.name + cdxj.OPEN)).write_bytes(index if end >= last.offset + last.length else b"")
        assert mend(folder) == [path.name]
        held = (folder / path.name).read_bytes()
        complete = last.offset + last.length if end >= last.offset + last.length else last.offset
        assert held == whole[:complete]
        assert len((folder / (path.name + cdxj.NAME)).read_text().splitlines()) == 2 + (complete > last.offset)
        check(folder)


def test_a_record_whose_index_line_was_lost_is_found_again(tmp_path: Path) -> None:
    path, _ = left_open(tmp_path)
    part = path.with_name(path.name + cdxj.OPEN)
    complete = part.read_bytes()
    part.write_bytes(complete[: len(complete) // 2])
    mend(tmp_path)
    assert sorted(path.with_name(path.name + cdxj.NAME).read_bytes().splitlines()) == sorted(complete.splitlines())


def test_index_lines_of_records_that_a_power_cut_took_are_dropped(tmp_path: Path) -> None:
    path, recordings = left_open(tmp_path)
    path.write_bytes(path.read_bytes()[: recordings[1].offset] + bytes(4096))
    mend(tmp_path)
    assert path.stat().st_size == recordings[1].offset
    assert len(path.with_name(path.name + cdxj.NAME).read_text().splitlines()) == 1


def test_a_file_without_one_whole_record_is_removed(tmp_path: Path) -> None:
    path, _ = left_open(tmp_path)
    path.write_bytes(path.read_bytes()[:50])
    path.with_name(path.name + cdxj.OPEN).write_bytes(b"")
    mend(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_still_being_written_is_left_alone(tmp_path: Path) -> None:
    archive = archive_in(tmp_path)
    archive.write(exchange())
    assert mend(tmp_path) == []
    archive.write(exchange("/b"))
    archive.close()
    check(tmp_path)


# Crawls


def test_a_crawl_is_kept_whole_and_every_article_knows_its_record(tmp_path: Path) -> None:
    database, folder = tmp_path / "n.db", tmp_path / "archive"
    with Newsroom(articles=12) as paper:
        crawl("news", database, settings={"ARCHIVE": folder}, url=paper.url, mode="backfill", rest="no")
        asked = [entry.path for entry in paper.log]
    (path,) = files(folder)
    kept = [address for kind, address, _ in records(path) if kind == "response"]
    assert sorted(kept) == sorted(paper.url + path for path in asked)
    assert one(database, "SELECT count(*) FROM articles WHERE capture_id IS NULL") == 0
    for row in rows(
        database,
        "SELECT articles.content_hash, captures.* FROM articles JOIN captures ON captures.id = capture_id",
    ):
        with (folder / row["file"]).open("rb") as stream:
            stream.seek(row["offset"])
            record = next(iter(ArchiveIterator(stream)))
            assert record.rec_headers.get_header("WARC-Payload-Digest") == row["digest"]
            assert extract(record.content_stream().read(), row["url"]).content_hash == row["content_hash"]
    check(folder)


def test_a_second_crawl_writes_revisits_and_an_edit_is_kept_with_its_revision(tmp_path: Path) -> None:
    database, folder = tmp_path / "n.db", tmp_path / "archive"
    with Newsroom(articles=60) as paper:
        crawl("news", database, settings={"ARCHIVE": folder}, url=paper.url)
        story = [story for story in paper.stories if story.edition == "newspaper"][-1]
        time.sleep(1.1)  # a change within the second of the visit cannot be told from none
        paper.edit(story.id, text="Ce paragraphe a été corrigé par la rédaction une heure après sa parution.")
        crawl("news", database, settings={"ARCHIVE": folder}, url=paper.url)
    assert one(database, "SELECT count(*) FROM captures WHERE kind = 'revisit' AND status = 304") > 0
    assert one(
        database,
        "SELECT count(*) FROM captures JOIN captures AS original ON original.id = captures.original_id"
        " WHERE captures.kind = 'revisit' AND original.digest = captures.digest AND original.kind = 'response'",
    ) == one(database, "SELECT count(*) FROM captures WHERE kind = 'revisit'")
    (change,) = rows(
        database,
        "SELECT revisions.capture_id AS was, articles.capture_id AS is_now"
        " FROM revisions JOIN articles ON articles.id = article_id",
    )
    captured = "SELECT kind, status FROM captures WHERE id = ?"
    assert rows(database, captured, change["was"]) == rows(database, captured, change["is_now"])
    assert change["was"] < change["is_now"]
    check(folder)


def test_a_page_the_archive_does_not_hold_is_asked_for_whole(tmp_path: Path) -> None:
    database, folder = tmp_path / "n.db", tmp_path / "archive"
    with Newsroom(articles=12) as paper:
        crawl("news", database, url=paper.url)
        before = len(paper.log)
        crawl("news", database, settings={"ARCHIVE": folder}, url=paper.url)
        assert all(entry.if_none_match is None for entry in paper.log[before:])
    assert one(database, "SELECT count(*) FROM captures WHERE status = 304") == 0


def test_crawls_of_two_sites_side_by_side_keep_to_files_of_their_own(tmp_path: Path) -> None:
    database, folder = tmp_path / "n.db", tmp_path / "archive"
    with Newsroom(articles=12) as one_paper, Newsroom(articles=12, seed=1) as other_paper:
        crawls = [
            subprocess.Popen(
                command("news", database, {"url": paper.url}, {"ARCHIVE": folder}), cwd=ROOT, stdout=subprocess.DEVNULL
            )
            for paper in (one_paper, other_paper)
        ]
        assert [crawl.wait(200) for crawl in crawls] == [0, 0]
        sites = {urlsplit(paper.url).netloc.replace(":", "_") for paper in (one_paper, other_paper)}
    assert {path.name.split("-run")[0] for path in files(folder)} == sites
    for path in files(folder):
        addresses = {urlsplit(address).netloc.replace(":", "_") for _, address, _ in records(path) if address}
        assert addresses == {path.name.split("-run")[0]}
    check(folder)


def test_an_archive_that_cannot_be_written_stops_the_crawl(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with Newsroom(articles=4) as paper:
        done = crawl("news", tmp_path / "n.db", settings={"ARCHIVE": tmp_path / "file"}, check=False, url=paper.url)
        assert done.returncode == 1 and "cannot write the archive" in done.stderr
        assert not paper.log
