"""How texts, languages and times are set on our pages: the filters of the templates."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from crawler.terminal import reads_from_right, shown_url

LANGUAGES = {"ar": "العربية", "ary": "الدارجة", "en": "English", "es": "Español", "fr": "Français", "zgh": "ⵜⴰⵎⴰⵣⵉⵖⵜ"}
"""Languages by their own names."""


def attributes(text: str, language: str | None = None) -> Markup:
    """Return the attributes of an element that holds a text: its direction and, where it is known, its language.

    The letters tell the direction, not the language: an Arabic article may have a headline in French.
    """
    from_right = reads_from_right(text)
    direction = Markup('dir="{}"').format("rtl" if from_right else "ltr")
    if language and (language in ("ar", "ary")) == from_right:
        return direction + Markup(' lang="{}"').format(language)
    return direction


def language_name(code: str) -> str:
    """Return a language's own name."""
    return LANGUAGES.get(code, code)


def minute(text: str | None) -> str:
    """Return a time as the database writes it for readers: "2026-11-24 10:00"."""
    return text[:16].replace("T", " ") if text else ""


def published(article: Any) -> str:
    """Return when an article was published, as precisely as is known: a day, or a minute in UTC."""
    if not article["published_at"]:
        return ""
    if article["published_precision"] == "day":
        return str(article["published_at"][:10])
    return f"{minute(article['published_at'])} UTC"


def web_url(url: str | None) -> str | None:
    """Return an address that may be a link, None for any that is not one of the web."""
    return url if url and url.startswith(("http://", "https://")) else None


FILTERS = {
    "attributes": attributes,
    "language_name": language_name,
    "minute": minute,
    "published": published,
    "shown_url": shown_url,
    "web_url": web_url,
}
