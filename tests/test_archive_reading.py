"""Archives of every format and packing: what is read out of them, and what is said where they are damaged."""

from __future__ import annotations

import gzip
import struct
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import brotli
import pytest
from backports import zstd
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.archive.capture import Capture, Damage
from crawler.archive.reading import captures_in, files_in
from crawler.rebuild.payloads import SetOfFiles
from tests.warcs import AT, HTML, page, write_warc

PAGES = [(f"https://paper.example/story-{number}.html", page(number)) for number in range(6)]
AT_TIME = datetime(2019, 3, 4, 5, 6, 7, tzinfo=UTC)


def read(path: Path) -> tuple[list[Capture], list[Damage]]:
    """Return the captures of a file, and the damage."""
    found = list(captures_in(path, SetOfFiles([path])))
    return [each for each in found if isinstance(each, Capture)], [each for each in found if isinstance(each, Damage)]


def is_whole(captures: list[Capture]) -> bool:
    return [(capture.url, capture.body) for capture in captures] == PAGES


@pytest.mark.parametrize("packed", [True, False])
def test_a_warc_file_gives_its_responses_with_time_place_and_digest(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    offsets = write_warc(path, PAGES, gzip=packed)

    captures, damage = read(path)

    assert is_whole(captures) and not damage
    assert [capture.offset for capture in captures] == offsets
    first = captures[0]
    assert (first.at, first.status, first.source) == (AT_TIME, 200, str(path))
    assert first.header("content-type") == "text/html; charset=utf-8"
    assert first.digest and first.digest.startswith("sha1:")


def zstd_warc(path: Path, *, dictionary: bool, packed_dictionary: bool = False) -> list[bytes]:
    """Write the pages as zstd, a frame a record, behind a skippable frame with the dictionary; return the frames."""
    plain = path.with_name("plain.warc")
    offsets = write_warc(plain, PAGES, gzip=False)
    data = plain.read_bytes()
    records = [data[start:end] for start, end in zip(offsets, [*offsets[1:], len(data)], strict=True)]
    if not dictionary:
        frames = [zstd.compress(record) for record in records]
    else:
        samples = [record[start : start + 300] for record in records for start in range(0, len(record), 100)]
        trained = zstd.train_dict(samples, 2048)
        content = zstd.compress(trained.dict_content) if packed_dictionary else trained.dict_content
        head = struct.pack("<II", 0x184D2A5D, len(content)) + content
        frames = [head, *(zstd.compress(record, zstd_dict=trained) for record in records)]
    path.write_bytes(b"".join(frames))
    return frames


@pytest.mark.parametrize(("dictionary", "packed"), [(False, False), (True, False), (True, True)])
def test_zstd_is_read_with_and_without_its_dictionary(tmp_path: Path, dictionary: bool, packed: bool) -> None:
    path = tmp_path / "a.warc.zst"
    zstd_warc(path, dictionary=dictionary, packed_dictionary=packed)

    captures, damage = read(path)

    assert is_whole(captures) and not damage


def test_behind_a_damaged_frame_of_zstd_the_dictionary_still_holds(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.zst"
    frames = zstd_warc(path, dictionary=True)
    frames[3] = frames[3][:40] + bytes(len(frames[3]) - 40)
    path.write_bytes(b"".join(frames))

    captures, damage = read(path)

    assert [capture.url for capture in captures] == [url for number, (url, _) in enumerate(PAGES) if number != 2]
    assert len(damage) == 1


def test_a_record_cut_off_is_named_with_its_place_and_those_before_are_kept(tmp_path: Path) -> None:
    for suffix, packed in ((".warc.gz", True), (".warc", False)):
        path = tmp_path / f"cut{suffix}"
        offsets = write_warc(path, PAGES, gzip=packed)
        whole = path.read_bytes()
        half = (offsets[4] + offsets[5]) // 2  # packed, records differ in size: their names are random
        for cut in (offsets[4] + 3, offsets[4] + 30, half, offsets[5] - 60):
            path.write_bytes(whole[:cut])

            captures, damage = read(path)

            assert [capture.url for capture in captures] == [url for url, _ in PAGES[:4]], (suffix, cut)
            assert [each.source for each in damage] == [str(path)], (suffix, cut)
            behind = damage[0].reason.startswith("behind this")
            assert damage[0].offset == (offsets[3] if behind else offsets[4])


def test_behind_a_damaged_record_reading_goes_on(tmp_path: Path) -> None:
    for suffix, packed in ((".warc.gz", True), (".warc", False)):
        path = tmp_path / f"hole{suffix}"
        offsets = write_warc(path, PAGES, gzip=packed)
        data = bytearray(path.read_bytes())
        data[offsets[2] : offsets[2] + 60] = b"\xee" * 60
        path.write_bytes(data)

        captures, damage = read(path)

        assert [capture.url for capture in captures] == [url for number, (url, _) in enumerate(PAGES) if number != 2]
        assert [each.offset for each in damage] == [offsets[1]]


@pytest.mark.parametrize("content", [b"", b"no archive at all " * 50, b"\x1f\x8b\x08 no gzip", bytes(4000)])
def test_a_file_that_is_no_archive_is_named_as_such(tmp_path: Path, content: bytes) -> None:
    for name in ("a.warc.gz", "a.warc", "a.warc.zst", "a.wacz"):
        path = tmp_path / name
        path.write_bytes(content)

        captures, damage = read(path)

        assert not captures
        assert len(damage) == 1 and str(path) in str(damage[0])


def test_bodies_are_unpacked_and_what_claims_to_be_packed_and_is_not_is_taken_as_it_is(tmp_path: Path) -> None:
    url, body = PAGES[0]
    chunked = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (body[:500], body[500:])) + b"0\r\n\r\n"
    packings = {
        "gzip": gzip.compress(body),
        "br": brotli.compress(body),
        "zstd": zstd.compress(body),
        "deflate": __import__("zlib").compress(body),
    }
    cases = [(*HTML, ("Content-Encoding", name)) for name in packings]
    sent = [*packings.values(), chunked, body, body]
    cases += [(*HTML, ("Transfer-Encoding", "chunked"))] * 2 + [(*HTML, ("Content-Encoding", "gzip"))]
    for number, (headers, packed) in enumerate(zip(cases, sent, strict=True)):
        path = tmp_path / f"{number}.warc.gz"
        write_warc(path, [(url, packed)], headers=headers)

        ((capture,), damage) = read(path)

        assert (capture.body, capture.headers, damage) == (body, HTML, []), headers


def test_a_body_made_to_exhaust_is_refused(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(80_000_000))
    write_warc(tmp_path / "a.warc.gz", [(PAGES[0][0], bomb)], headers=(*HTML, ("Content-Encoding", "gzip")))

    captures, damage = read(tmp_path / "a.warc.gz")

    assert not captures
    assert "unpacks to more than" in damage[0].reason


def test_a_revisit_is_what_it_refers_to_at_its_own_time(tmp_path: Path) -> None:
    write_warc(tmp_path / "a.warc.gz", PAGES[:1])
    (first,), _ = read(tmp_path / "a.warc.gz")
    later = "2020-01-01T00:00:00Z"
    with (tmp_path / "b.warc.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        http = StatusAndHeaders("200 OK", list(HTML), protocol="HTTP/1.1")
        record = writer.create_revisit_record(
            PAGES[0][0], first.digest, PAGES[0][0], AT, http_headers=http, warc_headers_dict={"WARC-Date": later}
        )
        writer.write_record(record)

    alone = list(captures_in(tmp_path / "b.warc.gz", SetOfFiles([tmp_path / "b.warc.gz"])))
    (together,) = captures_in(tmp_path / "b.warc.gz", SetOfFiles([tmp_path]))

    assert isinstance(alone[0], Damage)
    assert isinstance(together, Capture)
    assert (together.body, together.at.isoformat()) == (PAGES[0][1], "2020-01-01T00:00:00+00:00")


def test_wacz_is_read_without_unpacking_and_one_made_to_exhaust_is_not(tmp_path: Path) -> None:
    write_warc(tmp_path / "data.warc.gz", PAGES)
    bomb = BytesIO()
    write_warc(tmp_path / "zeros.warc", [(PAGES[0][0], bytes(30_000_000))], gzip=False)
    assert not bomb.getvalue()
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as wacz:
        wacz.write(tmp_path / "data.warc.gz", "archive/data.warc.gz")
        wacz.write(tmp_path / "data.warc.gz", "archive/../../escaped.warc.gz")
        wacz.write(tmp_path / "zeros.warc", "archive/bomb.warc", zipfile.ZIP_DEFLATED)
        wacz.writestr("datapackage.json", "{}")
    before = sorted(path.name for path in tmp_path.parent.iterdir())

    captures, damage = read(tmp_path / "a.wacz")

    assert {capture.url for capture in captures} == {url for url, _ in PAGES}
    assert ["bomb.warc" in str(each) for each in damage] == [True]
    assert sorted(path.name for path in tmp_path.parent.iterdir()) == before


def test_a_saved_page_says_where_it_is_from(tmp_path: Path) -> None:
    url, body = PAGES[0]
    noted = b"<!-- saved from url=(0035)" + url.encode() + b" -->\n" + body
    single = (
        f"<!--\n Page saved with SingleFile\n url: {url}\n saved date: Mon Mar 04 2019 05:06:07 GMT+0000 (UTC)\n-->"
    )
    linked = body.replace(b"</head>", b'<link rel="canonical" href="%b"></head>' % url.encode())
    (tmp_path / "paper.example").mkdir()
    files = {"a.html": noted, "b.html": single.encode() + body, "c.htm": linked, "paper.example/story-0.html": body}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        ((capture,), damage) = read(tmp_path / name)
        assert (capture.url, damage) == (url, []), name
    ((dated,), _) = read(tmp_path / "b.html")
    assert dated.at == AT_TIME
    (tmp_path / "d.html").write_bytes(body)
    ((unknown,), _) = read(tmp_path / "d.html")
    assert unknown.url == (tmp_path / "d.html").as_uri()


def test_mhtml_gives_its_page_at_the_address_and_time_it_was_saved(tmp_path: Path) -> None:
    from email.message import EmailMessage

    url, body = PAGES[0]
    message = EmailMessage()
    message["Snapshot-Content-Location"] = url
    message["Date"] = "Mon, 4 Mar 2019 05:06:07 -0000"
    message.set_content("other")
    message.add_related(body, "text", "html", cte="quoted-printable")
    path = tmp_path / "a.mhtml"
    path.write_bytes(message.as_bytes())

    ((capture,), damage) = read(path)

    assert (capture.url, capture.at, damage) == (url, AT_TIME, [])
    assert capture.body.strip() == body.strip()


def test_a_folder_gives_its_archives_in_order_of_name(tmp_path: Path) -> None:
    for name in ("b/2.warc.gz", "a/1.html", "c.txt", "robots.txt", "picture.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")

    assert [path.name for path in files_in([tmp_path])] == ["c.txt", "1.html", "2.warc.gz"]


def test_a_file_that_warcio_packed_anew_gives_the_same(tmp_path: Path) -> None:
    write_warc(tmp_path / "a.warc", PAGES, gzip=False)
    command = [sys.executable, "-m", "warcio.cli", "recompress", tmp_path / "a.warc", tmp_path / "b.warc.gz"]
    subprocess.run(command, check=True, capture_output=True)

    captures, damage = read(tmp_path / "b.warc.gz")

    assert is_whole(captures) and not damage
