"""Rebuilding: captures go through the spiders, pipelines and the writer of a crawl, with no network."""
