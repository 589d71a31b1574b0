"""Finds the lead image of an article, with its caption and whose it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from crawler.extraction import layout as layouts
from crawler.extraction.document import Document
from crawler.extraction.structured import text_of
from crawler.extraction.tree import Node, attribute, nearest
from crawler.extraction.view import View
from crawler.items import Image
from crawler.urls import clean_url

_LONGEST_CAPTION = 500  # characters
# WordPress and its kin serve one image in many sizes: "name-1024x768.jpg", "name-scaled.jpg".
_SIZE = re.compile(r"(?:-\d{2,4}x\d{2,4}|-scaled|-\d{13})?\.\w{3,4}$")
_CREDIT = re.compile(
    r"(?:\(|\b|^)(?:photo(?:graphe?)?s?|crédits?(?:\s+photo)?|credits?|photo\s+credit|ph|image|©|"
    r"صورة|الصورة|تصوير|عدسة)\s*(?:by|par|de)?\s*[:：/©]\s*(?P<who>[^()|]{2,80}?)\s*[).]?\s*$|"
    r"©\s*(?P<owner>[^()|]{2,80}?)\s*[).]?\s*$|[(/]\s*(?P<agency>(?:AFP|MAP|AP|EPA|EFE|Reuters|Getty)[^()]{0,40}?)\s*\)?\s*$",
    re.IGNORECASE,
)


def lead_image(view: View, containers: Sequence[Node] = ()) -> tuple[Image | None, str]:
    """Return the lead image and the method that gave it.

    Without a declared or stated one it is the first image in `containers`, the elements of the text.
    """
    document = view.document
    for method, layout in view.declared:
        for element in layouts.find(document, layout.image)[:1]:
            url = clean_url(layouts.image_url(document, element) or "")
            if url:
                caption = next(iter(layouts.texts(document, layout.caption)), None)
                return _credited(Image(url, caption or _caption_beside(element))), method
    for method, find in (("json-ld", _from_json), ("opengraph", _from_meta), ("html", _from_microdata)):
        if (image := find(view)) is not None:
            if image.caption is None:
                image.caption = _caption_of(document, image.url)
            return _credited(image), method
    for container in containers:
        for element in container.css("img"):
            url = clean_url(layouts.image_url(document, element) or "")
            if url:
                return _credited(Image(url, _caption_beside(element))), "html"
    return None, ""


def _from_json(view: View) -> Image | None:
    stated: Any = view.structured.article.get("image")
    stated = view.structured.resolve(stated[0] if isinstance(stated, list) and stated else stated)
    if isinstance(stated, dict):
        image = _image(view, stated.get("url") or stated.get("contentUrl"))
        if image is not None:
            image.caption = text_of(stated.get("caption")) or None
            image.credit = text_of(stated.get("creditText")) or text_of(stated.get("creator")) or None
        return image
    return _image(view, stated)


def _from_meta(view: View) -> Image | None:
    return _image(view, view.structured.first_meta("og:image", "og:image:url", "og:image:secure_url", "twitter:image"))


def _from_microdata(view: View) -> Image | None:
    document = view.document
    urls = (layouts.image_url(document, element) for element in document.with_itemprop("image"))
    return next((image for url in urls if (image := _image(view, url))), None)


def _image(view: View, url: Any) -> Image | None:
    cleaned = clean_url(view.document.absolute(url)) if isinstance(url, str) else None
    return Image(cleaned) if cleaned else None


def _caption_of(document: Document, url: str) -> str | None:
    """Return the caption printed with an image, found by the image's file name."""
    name = _stem(url)
    if not name:
        return None
    for figure in document.tagged("figure"):
        for image in figure.css("img, amp-img, source"):
            shown = (attribute(image, key) for key in ("src", "data-src", "data-lazy-src", "srcset", "data-srcset"))
            if any(name in source for source in shown):
                return _caption_in(figure)
    return None


def _stem(url: str) -> str:
    return _SIZE.sub("", url.partition("?")[0].rsplit("/", 1)[-1])


def _caption_beside(element: Node) -> str | None:
    figure = element if element.tag == "figure" else nearest(element, "figure")
    return _caption_in(figure) if figure is not None else None


def _caption_in(figure: Node) -> str | None:
    caption = figure.css_first("figcaption")
    text = layouts.text_of(caption) if caption is not None else ""
    return text if 0 < len(text) <= _LONGEST_CAPTION else None


def _credited(image: Image) -> Image:
    """Read the photographer or agency from the end of the caption, where nothing else names them."""
    if image.credit is None and image.caption and (match := _CREDIT.search(image.caption)):
        image.credit = next(filter(None, match.groups()), "").strip() or None
    return image
