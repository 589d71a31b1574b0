"""Le Site Info (لوسيت أنفو), in French and Arabic. WordPress."""

from crawler.site import Feed, Section, Site
from crawler.spider import NewsSpider


class LeSiteInfo(NewsSpider):
    """Facts seen in public code, 2025; not checked against the live site. The shape of addresses decides."""

    name = "lesiteinfo"
    site = Site(
        title="Le Site Info",
        title_ar="لوسيت أنفو",
        languages=("fr",),
        home="https://www.lesiteinfo.com/",
        sources=(Section("/economie"),),
        seen="2025",
        verified="public code",
    )


class LeSiteInfoAr(NewsSpider):
    """The feed listed in public code, 2026; not checked against the live site. The shape of addresses decides."""

    name = "lesiteinfo_ar"
    site = Site(
        title="Le Site Info Arabe",
        title_ar="لوسيت أنفو",
        languages=("ar",),
        home="https://ar.lesiteinfo.com/",
        sources=(Feed("/feed"),),
        seen="2026",
        verified="listed only",
    )
