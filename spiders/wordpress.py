"""Any WordPress site, by its address: `scrapy crawl wordpress -a url=https://some.site`."""

from crawler.site import Feed, Sitemap, WordPress
from spiders.news import News


class AnyWordPress(News):
    """Crawls a WordPress site through the sources every WordPress has; those of a site with plain permalinks are
    named by its front page and robots.txt.
    """

    name = "wordpress"
    assumed_sources = (Feed("feed/"), Sitemap("wp-sitemap.xml"), WordPress("wp-json/wp/v2/posts"))
