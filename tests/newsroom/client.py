"""What tests ask the paper with: one request over a plain socket, its answer as it came."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

import lxml.html
from lxml import etree


class Reply:
    """An answer as it came over the wire: nothing is followed or decoded."""

    def __init__(self, url: str, method: str = "GET", **headers: str) -> None:
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        connection.request(
            method,
            parts.path + (f"?{parts.query}" if parts.query else ""),
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )
        response = connection.getresponse()
        self.status, self.headers = response.status, response.headers
        self.body = response.read()
        connection.close()

    @property
    def html(self) -> lxml.html.HtmlElement:
        """The body parsed as UTF-8 HTML."""
        return lxml.html.document_fromstring(self.body, parser=lxml.html.HTMLParser(encoding="utf-8"))

    @property
    def xml(self) -> etree._Element:
        """The body parsed as strict XML."""
        return etree.fromstring(self.body)

    @property
    def location(self) -> str | None:
        """Where a redirect leads."""
        return self.headers["Location"]


def flat(text: str) -> str:
    """Return the text with every run of white space, no-break ones too, as one space."""
    return " ".join(text.split())


def text_of(element: lxml.html.HtmlElement) -> str:
    """Return all text of an element, flat."""
    return flat(element.text_content())
