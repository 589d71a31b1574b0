"""What surrounds an article inside its page, told by element names, classes and ids.

Structure only: phrases are `crawler.text.phrases`. A class is read as its words ("articleRelated" is
"article", "related"), so that "ad" is not found in "header".
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise


class Role(IntEnum):
    """What the names of an element say it is."""

    NEUTRAL = 0
    CONTENT = 1  # names the text of an article
    FURNITURE = 2  # names what is no text of an article
    CAPTION = 3  # names what belongs to an image
    HIDDEN = 4  # text for screen readers only, or shown on touch
    NEVER = 5  # names that no newspaper gives to its text: consent, comments, newsletters


# Never the text of an article, whatever their class; not even looked into.
SKIPPED_TAGS = frozenset(
    {
        "script", "style", "noscript", "template", "nav", "button", "select", "input", "textarea", "svg", "label",
        "canvas", "map", "object", "embed", "link", "meta", "head", "title", "iframe", "video", "audio",
        "source", "track", "dialog", "menu", "datalist", "option", "math", "amp-ad", "amp-analytics",
        "amp-sidebar", "amp-video", "amp-youtube", "amp-iframe", "amp-social-share", "param", "applet",
    }
)  # fmt: skip

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")

# One of these words anywhere in a class or id.
_FURNITURE_WORDS = """
    share shares sharing sharer sharethis sharedaddy addtoany addthis socials social sociallinks
    related relatedposts yarpp similar similaires recommended recommendation recommendations recirc recirculation
    promo promos promobox promotion sponsor sponsored sponsors advert adverts advertisement advertising
    publicite ads adsense adslot adbox dfp gpt outbrain taboola mgid zergnet revcontent teads
    sidebar breadcrumb breadcrumbs navigation navbar nav menu submenu pagination pager paginate prevnext
    footer masthead tags taglist tagcloud keywords
    widget widgets popup modal overlay lightbox
    toolbar tools print rating ratings vote votes poll login register donate donation
    trending popular mostread mostviewed ticker carousel slider slideshow
    authorbox bio toc tableofcontents skiplink jumplink backtotop gototop totop
    byline timestamp dateline pubdate metadata readtime
    whatsapp telegram facebook twitter pinterest copyright
"""

_NEVER_WORDS = """
    comment comments commentlist commentaires respond disqus discussion livefyre
    newsletter newsletters subscribe subscription signup optin mailchimp
    cookie cookies consent gdpr ccpa onetrust
"""
_HIDDEN_WORDS = frozenset({"tooltiptext", "hovercard"})
_HIDDEN_PAIRS = frozenset(
    (cause, part)
    for cause in ("tooltip", "rollover", "popover", "hover")
    for part in ("text", "content", "box", "block", "body", "inner", "card", "popup")
)

# Two words that follow each other.
_FURNITURE_PAIRS = frozenset(
    {
        ("read", "also"), ("lire", "aussi"), ("read", "more"), ("lire", "suite"), ("see", "also"),
        ("more", "stories"), ("more", "news"), ("more", "from"), ("most", "read"), ("most", "popular"),
        ("most", "viewed"), ("author", "box"), ("about", "author"), ("author", "info"), ("author", "bio"),
        ("entry", "meta"), ("post", "meta"), ("article", "meta"), ("story", "meta"), ("meta", "info"),
        ("entry", "footer"), ("post", "footer"), ("post", "navigation"), ("post", "nav"), ("post", "tags"),
        ("post", "date"), ("post", "author"), ("article", "author"), ("article", "date"), ("author", "name"),
        ("check", "also"), ("table", "contents"), ("go", "top"), ("scroll", "top"), ("jump", "to"),
        ("view", "count"), ("post", "views"), ("reading", "time"), ("read", "time"), ("next", "post"),
        ("prev", "post"), ("next", "prev"), ("prev", "next"), ("up", "next"), ("you", "may"), ("you", "might"), ("inline", "promo"),
        ("ad", "container"), ("ad", "wrapper"), ("ad", "slot"), ("ad", "unit"), ("ad", "label"), ("google", "ad"),
        ("follow", "us"), ("call", "action"), ("sign", "up"), ("back", "top"), ("a", "lire"), ("key", "points"), ("key", "takeaways"),
    }
)  # fmt: skip

_CAPTION_WORDS = frozenset(
    {"caption", "captions", "figcaption", "legende", "legend", "credit", "credits", "imagecaption"}
)
_CAPTION_PAIRS = frozenset({("photo", "credit"), ("image", "credit"), ("image", "caption"), ("photo", "caption")})

_HIDDEN_TOKENS = frozenset(
    {"screen-reader-text", "sr-only", "visually-hidden", "visuallyhidden", "element-invisible", "a11y-hidden"}
)

# A body, exactly so named by themes and content management systems.
_CONTENT_TOKENS = """
    entry-content post-content article-content article-body articlebody article__body article__content articlecontent
    story-body storybody story-content single-content post-body postbody td-post-content wp-block-post-content
    articleBody article_body article-text article-txt text-article news-content news-body news-text field-name-body
    content-inner jeg_main_content post__content entry__content post_content story__body body-content article-fulltext
    theiaPostSlider_preloadedSlide article-main-text single-post-content
"""  # fmt: skip

# WordPress puts the slugs of an article's own tags and categories into its classes, and flags like "no-sidebar".
_IGNORED_TOKEN = re.compile(
    r"(?:tag|category|format|type|status|post|page|has|no|with|without|is|not|hentry|wp-embed|td_tag|cat)-",
    re.IGNORECASE,
)


_FURNITURE = frozenset(_FURNITURE_WORDS.split())
_NEVER = frozenset(_NEVER_WORDS.split())
_CONTENT = frozenset(_CONTENT_TOKENS.split())


_PAIRS = _FURNITURE_PAIRS | _CAPTION_PAIRS | _HIDDEN_PAIRS
# Names without any of these words say nothing; that is most of them, and found out by one look.
_TELLING = (
    _FURNITURE | _NEVER | _HIDDEN_WORDS | _CAPTION_WORDS | {"ad", "pub", "pubs"} | {second for _, second in _PAIRS}
)


@lru_cache(16_384)
def role_of(names: str) -> Role:
    """Return what an element's classes and id, separated by blanks, say of it."""
    tokens = names.split()
    if not _CONTENT.isdisjoint(tokens):
        return Role.CONTENT
    if not _HIDDEN_TOKENS.isdisjoint(tokens):
        return Role.HIDDEN
    if _TELLING.isdisjoint(map(str.lower, _WORD.findall(names))):
        return Role.NEUTRAL
    return max(map(_role_of_token, tokens))


def _role_of_token(token: str) -> Role:
    if ":" in token or "[" in token:  # a utility class, which says how it looks
        return Role.NEUTRAL
    if _IGNORED_TOKEN.match(token) and token.count("-") < 3 and not token.startswith("post-"):
        return Role.NEUTRAL
    words = [word.lower() for word in _WORD.findall(token)]
    pairs = set(pairwise(words))
    if not _NEVER.isdisjoint(words):
        return Role.NEVER
    if not _HIDDEN_WORDS.isdisjoint(words) or not _HIDDEN_PAIRS.isdisjoint(pairs):
        return Role.HIDDEN
    if not _CAPTION_WORDS.isdisjoint(words) or not _CAPTION_PAIRS.isdisjoint(pairs):
        return Role.CAPTION
    if not _FURNITURE.isdisjoint(words) or not _FURNITURE_PAIRS.isdisjoint(pairs) or words in _LONE_WORDS:
        return Role.FURNITURE
    return Role.NEUTRAL


# Telling only where the class is nothing else: "ad", but not "ad-free".
_LONE_WORDS = (["ad"], ["pub"], ["pubs"])
