"""Spiders that tests crawl the sample newspaper with: -s SPIDER_MODULES=tests.spiders."""
