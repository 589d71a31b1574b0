"""Hosts of the Moroccan press that have no spider, and why. `scrapy sites` lists them after the sites."""

from crawler.site import Unfit

UNFIT = (
    Unfit(
        host="nadorcity.ma",
        title="NadorCity (copy)",
        reason="A copy whose text is scrambled letter by letter; the newspaper itself is nadorcity.com.",
        seen="2026",
    ),
    Unfit(
        host="almassae.press.ma",
        title="Al Massae",
        reason="Dead: nothing answers at this address; almassaa.com has a spider.",
        seen="2026",
    ),
    Unfit(
        host="maroc-hebdo.com",
        title="Maroc Hebdo",
        reason="robots.txt refuses crawlers by name, /feed is only the shell of the front page, and no address of an "
        "article is known.",
        seen="2026",
    ),
)
