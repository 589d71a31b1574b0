"""Kill -9 at twenty random moments of an archived crawl: what the database refers to is in the archive, whole."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import cdxj
from tests.crawls import ROOT, articles_in, command, crawl, one, rows
from tests.marks import some_in_ci
from tests.newsroom import spawn
from tests.test_kill import IN_FLIGHT

PAGES = 400
KILLS = 20

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]


def missing(database: Path, folder: Path) -> list[str]:
    """Return the captures that the archive does not hold where the database says."""
    bad = []
    for row in rows(database, "SELECT * FROM captures ORDER BY file, offset"):
        with (folder / row["file"]).open("rb") as stream:
            stream.seek(row["offset"])
            member = stream.read(row["length"])
        try:
            (record,) = ArchiveIterator(BytesIO(member), check_digests="raise")
        except Exception as error:
            bad.append(f"{row['url']}: {error}")
            continue
        head = record.rec_headers
        found = (record.rec_type, head.get_header("WARC-Target-URI"), head.get_header("WARC-Payload-Digest"))
        if found != (row["kind"], row["url"], row["digest"]):
            bad.append(f"{row['url']}: {found}")
    return bad


@pytest.mark.parametrize("number", some_in_ci(range(KILLS)))
def test_killed_anywhere_the_archive_holds_what_the_database_says(number: int, tmp_path: Path) -> None:
    database, folder = tmp_path / "news.db", tmp_path / "archive"
    settings = {"ARCHIVE": folder, "ARCHIVE_FILE_SIZE": "1000000"}
    moment = random.Random(number).uniform(0.02, 0.98)
    with spawn(articles=PAGES, page_kb=20, links=10, crawl_delay=0) as paper:
        arguments = {"url": paper.url, "mode": "backfill", "rest": "no"}
        process = subprocess.Popen(command("news", database, arguments, settings), cwd=ROOT, stderr=subprocess.DEVNULL)
        while articles_in(database) < moment * PAGES and process.poll() is None:
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        killed_at = articles_in(database)
        assert 0 < killed_at < PAGES
        assert missing(database, folder) == []
        sizes = {path: path.stat().st_size for path in folder.glob("*.warc.gz")}

        crawl("news", database, settings=settings, **arguments)

        assert missing(database, folder) == []
        assert one(database, "SELECT count(*) FROM articles") == PAGES
        assert one(database, "SELECT count(*) FROM articles WHERE capture_id IS NULL") == 0
        assert one(database, "SELECT count(*) FROM pages WHERE state IN ('pending', 'retry')") == 0
        asked = Counter(paper.url + entry.path for entry in paper.log())
    files = sorted(folder.glob("*.warc.gz"))
    done = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", *map(str, files)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert not list(folder.glob(f"*{cdxj.OPEN}"))
    kept: Counter[str] = Counter()
    for path in files:
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream):
                if record.rec_type in ("response", "revisit"):
                    kept[record.rec_headers.get_header("WARC-Target-URI")] += 1
    lost = asked - kept
    assert set(kept) == set(asked), "an exchange is in no file"
    # Answers sent to the process as it died never reached it; of those it had, one was being written at most.
    assert sum(lost.values()) <= IN_FLIGHT
    torn = sum(size - path.stat().st_size for path, size in sizes.items() if path.exists())
    print(f"killed at {killed_at}: {torn} bytes of a record cut off, {sum(lost.values())} answers unrecorded")
