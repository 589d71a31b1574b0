"""Le Desk, in French and Arabic."""

from crawler.site import Feed, Section, Site
from crawler.spider import NewsSpider


class LeDesk(NewsSpider):
    """Facts seen in public code, 2025 to September 2026; not checked against the live site.

    Polite requests were refused (403). Where the Arabic edition lies was not seen. The shape of addresses decides.
    """

    name = "ledesk"
    site = Site(
        title="Le Desk",
        languages=("fr", "ar"),
        home="https://ledesk.ma/",
        sources=(Feed("/feed/"), Section("/thematiques/business/")),
        seen="2025-2026",
        verified="public code",
    )
