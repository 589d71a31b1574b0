"""The sample newspaper: a local web site with every oddity a crawler meets, and the truth about its stories.

    with Newsroom(articles=60) as paper:
        crawl(paper.url)
        assert stored == paper.stories

Three editions on one address: Arabic in the DOM of a TieLabs theme, French in that of tagDiv's Newspaper, and a
magazine in both languages whose theme nobody knows. Everything is generated from a seed, so two papers with the
same options are the same. `python -m tests.newsroom` serves it to look at; loopback only.
"""

from tests.newsroom.content import Story, make_articles
from tests.newsroom.editions import ARTICLE_URL
from tests.newsroom.oddities import ODDITIES, Oddity
from tests.newsroom.server import Newsroom, Spawned, spawn
from tests.newsroom.site import LogEntry, Options

__all__ = [
    "ARTICLE_URL", "ODDITIES", "LogEntry", "Newsroom", "Oddity", "Options", "Spawned", "Story", "make_articles",
    "spawn",
]  # fmt: skip
