"""A spider for each paper of a press (tests/newsroom/press.py) that runs; the environment says where."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from crawler.site import Feed, Section, Site
from crawler.spider import NewsSpider
from tests.newsroom import ARTICLE_URL
from tests.newsroom.press import host_of_paper, name_of_paper

_DEADLY = os.environ.get("PRESS_DEADLY")
"""The paper whose articles kill the process that reads them, as the system does that runs out of memory."""

_PORT = os.environ.get("PRESS_PORT", "9")


def _die(self: NewsSpider, *_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _spider(number: int) -> type[NewsSpider]:
    site = Site(
        title=f"Paper {number}",
        languages=("ar", "fr") if number % 2 else ("fr",),
        home=f"http://{host_of_paper(number)}:{_PORT}/",
        sources=(Feed("/feed/"), Section("/fr/politique/")),
        article_url=ARTICLE_URL,
    )
    facts: dict[str, Any] = {
        "name": name_of_paper(number),
        "site": site,
        "__module__": __name__,
        "__doc__": "One paper of the press.",
    }
    if facts["name"] == _DEADLY:
        facts["parse_article"] = _die
    return type(f"Paper{number}", (NewsSpider,), facts)


for _number in range(1, int(os.environ.get("PRESS_PAPERS", "0")) + 1):
    setattr(sys.modules[__name__], f"Paper{_number}", _spider(_number))
