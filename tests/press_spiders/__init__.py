"""A spider for each paper of a press (tests/newsroom/press.py) that runs; the environment says where."""

from __future__ import annotations

import os
import sys

from crawler.site import Feed, Section, Site
from crawler.spider import NewsSpider
from tests.newsroom import ARTICLE_URL
from tests.newsroom.press import host_of_paper, name_of_paper

_PORT = os.environ.get("PRESS_PORT", "9")


def _spider(number: int) -> type[NewsSpider]:
    site = Site(
        title=f"Paper {number}",
        languages=("ar", "fr") if number % 2 else ("fr",),
        home=f"http://{host_of_paper(number)}:{_PORT}/",
        sources=(Feed("/feed/"), Section("/fr/politique/")),
        article_url=ARTICLE_URL,
    )
    facts = {"name": name_of_paper(number), "site": site, "__module__": __name__, "__doc__": "One paper of the press."}
    return type(f"Paper{number}", (NewsSpider,), facts)


for _number in range(1, int(os.environ.get("PRESS_PAPERS", "0")) + 1):
    setattr(sys.modules[__name__], f"Paper{_number}", _spider(_number))
