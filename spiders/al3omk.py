"""Al3omk (العمق المغربي), in Arabic and French. WordPress; each edition with a theme of its own."""

from crawler.site import Feed, Layout, Site
from crawler.spider import NewsSpider
from spiders.families import NUMBER_FILE, WORDPRESS


class Al3omk(NewsSpider):
    """Facts seen in public code, 2023 to 2026; not checked against the live site. The feed answered from Paris."""

    name = "al3omk"
    site = Site(
        title="Al3omk",
        title_ar="العمق المغربي",
        languages=("ar",),
        home="https://al3omk.com/",
        domains=("eco.al3omk.com",),
        sources=(Feed("/feed"),),
        article_url=NUMBER_FILE,
        layouts=(
            Layout(
                seen="2023",
                title=".post-single > .post-title",
                body=".post-single > .post-body",
                published=".post-date",
                section=".post-cat > a",
                image=".post-image > img",
            ),
        ),
        seen="2023-2026",
        verified="feed fetched by others",
    )


class Al3omkFr(NewsSpider):
    """The layout seen in public code, 2023; not checked against the live site. Sources are WordPress' usual ones."""

    name = "al3omk_fr"
    site = Site(
        title="Al3omk Français",
        title_ar="العمق المغربي",
        languages=("fr",),
        home="https://fr.al3omk.com/",
        sources=WORDPRESS,
        layouts=(Layout(seen="2023", title=".title-single", body=".post_content", published=".timePost"),),
        seen="2023",
        verified="public code",
    )
