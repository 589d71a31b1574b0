"""Which extraction read a record: written beside it, so that it is known what a better one would improve."""

from __future__ import annotations

import hashlib

from crawler.site import Site

EXTRACTOR = "5"
"""Raised by whoever changes what extraction or the pipelines make of a page."""


def extractor_of(site: Site) -> str:
    """Return the version that reads a site's pages: the extractor's and, where the site declares layouts, theirs."""
    if not site.layouts:
        return EXTRACTOR
    layouts = hashlib.blake2b(repr(site.layouts).encode(), digest_size=4).hexdigest()
    return f"{EXTRACTOR}-{layouts}"
