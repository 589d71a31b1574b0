"""The log: one line an event, each with its site and run."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

import pytest
from scrapy.settings import Settings

from crawler.logs import JsonFormatter, TextFormatter, belongs_to, set_up
from tests.crawls import crawl, one
from tests.newsroom import Newsroom
from tests.newsroom.press import start_press
from tests.updates import update


def record_of(message: str, error: Exception | None = None) -> logging.LogRecord:
    try:
        if error:
            raise error
    except ValueError:
        return logging.LogRecord("crawler.test", logging.ERROR, "file.py", 1, message, (), sys.exc_info())
    return logging.LogRecord("crawler.test", logging.INFO, "file.py", 1, message, (), None)


def test_a_line_of_text_names_site_and_run_and_is_one_line_a_terminal_does_not_obey() -> None:
    belongs_to("paper", 12)
    line = TextFormatter("%(levelname)s %(message)s").format(
        record_of("a title\n\x1b[31mred", ValueError("bad\nvalue"))
    )
    assert line.startswith("ERROR paper#12 a title [31mred Traceback ")
    assert line.endswith("ValueError: bad value")


def test_a_line_of_json_has_site_run_and_traceback_in_fields_of_their_own() -> None:
    belongs_to("paper", 12)
    line = JsonFormatter().format(record_of("عنوان\n\x1b[31m", ValueError("bad")))
    assert "\n" not in line
    value = json.loads(line)
    assert {name: value[name] for name in ("level", "logger", "site", "run", "message")} == {
        "level": "ERROR",
        "logger": "crawler.test",
        "site": "paper",
        "run": 12,
        "message": "عنوان\n\x1b[31m",
    }
    assert value["exception"].endswith("ValueError: bad")


def test_what_belongs_to_no_crawl_says_so() -> None:
    belongs_to("")
    assert TextFormatter("%(message)s").format(record_of("ready")) == "- ready"
    value = json.loads(JsonFormatter().format(record_of("ready")))
    assert (value["site"], value["run"]) == (None, None)


@pytest.mark.parametrize("append", [True, False])
def test_a_log_file_is_gone_on_with_or_begun_anew(tmp_path: Path, append: bool) -> None:
    file = tmp_path / "log"
    file.write_text("before\n")
    handlers = list(logging.root.handlers)
    set_up(Settings({"LOG_FILE": str(file), "LOG_FILE_APPEND": append, "LOG_FORMAT": "%(message)s"}))
    (ours,) = (handler for handler in logging.root.handlers if handler not in handlers)
    try:
        logging.getLogger("crawler.test").info("after")
    finally:
        logging.root.removeHandler(ours)
        ours.close()
    assert ("before" in file.read_text()) is append
    assert "after" in file.read_text()


def test_every_line_of_a_crawl_logged_as_json_has_its_run(tmp_path: Path) -> None:
    with Newsroom(articles=4) as paper:
        done = crawl("news", tmp_path / "news.db", url=paper.url, settings={"LOG_JSON": True, "LOG_LEVEL": "DEBUG"})
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    opened = next(number for number, line in enumerate(lines) if line["message"] == "Update begins")
    assert {line["run"] for line in lines[opened:]} == {one(tmp_path / "news.db", "SELECT id FROM runs")}
    assert lines[-1]["message"].startswith("Spider closed")
    assert any(line["message"].startswith("Ended (finished): {'pages': ") for line in lines)


def test_sites_crawled_in_one_process_log_each_its_own(tmp_path: Path) -> None:
    with start_press(3, articles=2, rest=False) as press:
        done = update(press, tmp_path / "news.db", "--json", "--processes", "1", LOG_LEVEL="DEBUG")
        hosts = {f"paper{number:02}": f"//127.0.1.{number}:" for number in (1, 2, 3)}
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    crawled = [line for line in lines if line["message"].startswith("Crawled (")]
    assert {line["site"] for line in crawled} == set(hosts)
    assert all(hosts[line["site"]] in line["message"] for line in crawled)
    assert len({(line["site"], line["run"]) for line in crawled}) == 3
