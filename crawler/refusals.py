"""What sites send in place of a page to whom they do not want: the kinds, what they are called, what a person can do.

`crawler/extraction/refusal.py` tells them. Nothing is done to get past.
"""

from __future__ import annotations

from typing import Literal

Refusal = Literal["challenge", "captcha", "cookies", "region", "javascript", "blocked", "pace"]

REASONS: dict[Refusal, str] = {
    "challenge": "a browser challenge in place of the page",
    "captcha": "a captcha in place of the page",
    "cookies": "a cookie wall in place of the page",
    "region": "closed to our region",
    "javascript": "nothing is shown without JavaScript",
    "blocked": "blocked by a firewall",
    "pace": "too many requests",
}
"""What `pages.reason` says, the same for every page, so that it can be counted."""

ADVICE: dict[str, str] = {
    "challenge": "ask the publisher to let our user agent in; where feeds answer, declare nothing else in {file}",
    "captcha": "ask the publisher to let our user agent in; where feeds answer, declare nothing else in {file}",
    "cookies": "ask the publisher for a way without consent; where feeds answer, declare nothing else in {file}",
    "region": "crawl from another region, Morocco best, or ask the publisher",
    "javascript": "declare rendered=True in {file} (docs/add-a-site.md), or its feed only",
    "blocked": "ask the publisher to let our user agent in, or crawl from another region or network",
    "pace": "raise DOWNLOAD_DELAY for this site",
}
"""What a person can do, by kind; `{file}` declares the site."""
