"""L'Economiste, in French. WordPress since 2025, Drupal before."""

from crawler.site import Feed, Site, WordPress
from crawler.spider import NewsSpider


class LEconomiste(NewsSpider):
    """Facts seen in public code, 2025 to September 2026; not checked against the live site.

    Articles are headlines at the root, in Drupal's days below /article/ and /flash-infos/: their shape decides.
    Polite requests were refused (403).
    """

    name = "leconomiste"
    site = Site(
        title="L'Economiste",
        languages=("fr",),
        home="https://www.leconomiste.com/",
        sources=(Feed("/rss-leconomiste"), Feed("/categorie/economie/feed"), WordPress()),
        seen="2025-2026",
        verified="public code",
    )
