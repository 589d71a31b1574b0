"""What an element is, by its tag, class, id and style: text, furniture, a caption, nothing that is seen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice

from crawler.extraction.furniture import NAMES_KEPT, Role, role_of
from crawler.extraction.tree import Node
from crawler.text.remembered import Remembered

_TAG_ROLES = {
    "aside": Role.FURNITURE,
    "footer": Role.FURNITURE,
    "form": Role.FURNITURE,
    "header": Role.FURNITURE,
    "fieldset": Role.FURNITURE,
    "figure": Role.CAPTION,
    "figcaption": Role.CAPTION,
}
# Where the name says the same as the tag there is no doubt.
_ASIDE = frozenset({"aside", "footer"})
# Where these stand, classes tell the state of the page rather than what the element is.
_UNNAMED = frozenset({"html", "body", "main"})
# What the embedding scripts of social networks look for in a <blockquote>.
_EMBEDDED_POSTS = ("twitter-", "instagram-media", "tiktok-embed", "bluesky-embed", "fb-post", "mastodon-embed")
_NETWORK = re.compile("twitter|facebook|instagram|tiktok|mastodon|bluesky|tweet", re.IGNORECASE)
_of_network = Remembered(lambda names: _NETWORK.search(names) is not None, NAMES_KEPT).__getitem__
_FIGURED = frozenset({"table", "blockquote"})
_FIGURE_PARTS = 12  # elements

_HIDING = re.compile(r"display\s*:\s*none|clip\s*:\s*rect|visibility\s*:\s*hidden", re.IGNORECASE)

_HIDEABLE = frozenset({"div", "section", "aside", "article", "ul", "ol", "p", "form", "span", "table", "figure"})


def role_of_element(element: Node, tag: str, attributes: Mapping[str, str | None]) -> Role:
    """Return what an element is, given its tag and attributes, which the caller has at hand."""
    names, identifier = attributes.get("class"), attributes.get("id")
    if tag in _UNNAMED or (tag == "blockquote" and is_embedded_post(names)):
        return Role.NEUTRAL
    role = role_of(f"{names or ''} {identifier or ''}") if names or identifier else Role.NEUTRAL
    if role is Role.FURNITURE:
        if tag in _ASIDE:
            return Role.NEVER
        if _of_network(names or "") and _holds_post(element):  # not buttons: the frame of a post
            return Role.NEUTRAL
    elif role is Role.NEUTRAL:
        role = _TAG_ROLES.get(tag, role)
        # a figure may hold a table or quotation; looked for as deep as editors put them
        if tag == "figure" and any(part.tag in _FIGURED for part in islice(element.traverse(), _FIGURE_PARTS)):
            role = Role.NEUTRAL
    if tag in _HIDEABLE:
        style = attributes.get("style")
        if (style and hides(style)) or "hidden" in attributes:
            return Role.HIDDEN
    return role


def is_embedded_post(names: str | None) -> bool:
    """Say whether a quotation of this class is a post of a social network."""
    return names is not None and any(map(names.__contains__, _EMBEDDED_POSTS))


def _holds_post(element: Node) -> bool:
    """Say whether the first quotation within an element is a post of a social network."""
    quote = element.css_first("blockquote")
    return quote is not None and is_embedded_post(quote.attrs.get("class"))


def hides(style: str) -> bool:
    """Say whether a `style` attribute hides its element."""
    return _HIDING.search(style) is not None
