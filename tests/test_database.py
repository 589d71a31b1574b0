"""Opening databases: made once, refused by name where they are none of ours, a site's lock held by one process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlite_utils import Database

from crawler.database import DatabaseError, open_database
from crawler.database.schema import migrations
from crawler.database.site_lock import SiteLock


def test_a_second_process_cannot_take_the_lock_of_a_site(tmp_path: Path) -> None:
    lock = SiteLock(tmp_path / "news.db", 1, "sample")
    code = (
        "import sys; from pathlib import Path; from crawler.database.site_lock import SiteLock\n"
        f"SiteLock(Path({str(tmp_path / 'news.db')!r}), int(sys.argv[1]), 'sample')"
    )
    other_site = subprocess.run([sys.executable, "-c", code, "2"], capture_output=True, text=True, check=False)
    assert other_site.returncode == 0, other_site.stderr
    same_site = subprocess.run([sys.executable, "-c", code, "1"], capture_output=True, text=True, check=False)
    assert "another process is crawling sample" in same_site.stderr
    lock.release()
    assert subprocess.run([sys.executable, "-c", code, "1"], check=False).returncode == 0


def test_processes_that_make_one_database_at_the_same_moment_all_open_it(tmp_path: Path) -> None:
    opening = "import sys; from crawler.database import open_database; sys.stdin.read(1); open_database(sys.argv[1])"
    command = [sys.executable, "-c", opening, str(tmp_path / "news.db")]
    processes = [subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(8)]
    for process in processes:
        assert process.stdin
        process.stdin.close()
        process.stdin = None
    assert [process.communicate()[1] for process in processes] == [b""] * 8


def test_sites_crawled_in_one_process_hold_their_locks_each_for_itself(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    first, second = SiteLock(database, 1, "first"), SiteLock(database, 2, "second")
    with pytest.raises(DatabaseError, match="another process is crawling second"):
        SiteLock(database, 2, "second")
    first.release()
    code = (
        f"from pathlib import Path; from crawler.database.site_lock import SiteLock; SiteLock(Path({str(database)!r}), "
    )
    held = subprocess.run([sys.executable, "-c", f"{code}2, 'second')"], capture_output=True, text=True, check=False)
    assert "another process is crawling second" in held.stderr, "closing one lock let go of the other"
    assert subprocess.run([sys.executable, "-c", f"{code}1, 'first')"], check=False).returncode == 0
    second.release()
    assert subprocess.run([sys.executable, "-c", f"{code}2, 'second')"], check=False).returncode == 0


def test_a_foreign_database_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    Database(path)["shopping"].insert({"milk": 1})
    with pytest.raises(DatabaseError, match=r"another program \(tables: shopping\)"):
        open_database(path)
    assert Database(path).table_names() == ["shopping"]


def test_a_database_whose_making_was_cut_off_is_made_to_the_end(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    begun = Database(path)
    migrations.ensure_migrations_table(begun)
    begun.close()
    db = open_database(path)
    assert db.execute("SELECT count(*) FROM articles").fetchone() == (0,)
    db.close()


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("hello, this is no database at all, only some text " * 40)
    with pytest.raises(DatabaseError, match="no SQLite database"):
        open_database(path)


def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    db = open_database(path)
    db["_sqlite_migrations"].insert({"migration_set": "moroccan-news", "name": "m999_future", "applied_at": "x"})
    db.close()
    with pytest.raises(DatabaseError, match=r"newer version.*m999_future"):
        open_database(path)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseError, match="file"):
        open_database(tmp_path / "file" / "news.db")
