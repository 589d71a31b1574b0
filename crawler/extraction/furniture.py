"""What surrounds an article inside its page, told by element names, classes and ids.

Names only: phrases are `crawler.text.phrases`. A class is read as its words ("articleRelated" is "article",
"related"), so that "ad" is not found in "header".
"""

from __future__ import annotations

import re
from enum import IntEnum
from itertools import pairwise, takewhile

from crawler.text.remembered import Remembered


class Role(IntEnum):
    """What the names of an element say it is; of several names the greatest counts."""

    NEUTRAL = 0
    CONTENT = 1  # the text of an article
    FURNITURE = 2  # no text of an article
    CAPTION = 3  # belongs to an image
    HIDDEN = 4  # for screen readers only, or shown on touch
    NEVER = 5  # what no newspaper calls its text: consent, comments, newsletters


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _pairs(text: str) -> frozenset[tuple[str, str]]:
    return frozenset((first, second) for first, _, second in (pair.partition("-") for pair in text.split()))


# Never the text of an article, whatever their class; not even looked into.
SKIPPED_TAGS = _words("""
    script style noscript template nav button select input textarea svg label canvas map object embed link meta
    head title iframe video audio source track dialog menu datalist option math param applet
    amp-ad amp-analytics amp-sidebar amp-video amp-youtube amp-iframe amp-social-share
""")

# A body, exactly so named by themes and content management systems.
_CONTENT_TOKENS = _words("""
    entry-content post-content article-content article-body articlebody articleBody article_body article__body
    article__content articlecontent article-text article-txt article-main-text article-fulltext text-article
    story-body storybody story-content story__body post-body postbody post_content post__content entry__content
    news-content news-body news-text body-content content-inner single-content single-post-content
    td-post-content wp-block-post-content jeg_main_content field-name-body field--name-body bodystr
""")

# One of these words anywhere in a class or id.
_FURNITURE_WORDS = _words("""
    share shares sharing sharer sharethis sharedaddy addtoany addthis socials social sociallinks
    related relatedposts yarpp similar similaires connexes recommended recommendation recommendations recirc
    recirculation promo promos promobox promotion sponsor sponsored sponsors advert adverts advertisement
    advertising publicite ads adsense adslot adspot adbox dfp gpt outbrain taboola mgid zergnet revcontent teads
    sidebar aside breadcrumb breadcrumbs navigation navbar nav menu submenu pagination pager paginate prevnext
    footer masthead tags taglist tagcloud keywords widget widgets popup modal overlay lightbox
    toolbar tools print rating ratings vote votes poll login register donate donation
    trending popular mostread mostviewed ticker carousel slider slideshow
    authorbox bio toc tableofcontents skiplink jumplink backtotop gototop totop
    byline timestamp dateline pubdate metadata readtime
    whatsapp telegram facebook twitter pinterest copyright
""")
# Two words that follow each other.
_FURNITURE_PAIRS = _pairs("""
    read-also lire-aussi a-lire see-also check-also read-more lire-suite more-stories more-news more-from
    most-read most-popular most-viewed up-next you-may you-might next-post prev-post next-prev prev-next
    about-author author-box author-info author-bio author-name post-author article-author
    entry-meta post-meta article-meta story-meta meta-info entry-footer post-footer post-date article-date
    post-navigation post-nav post-tags post-views view-count reading-time read-time
    table-contents key-points key-takeaways jump-to go-top scroll-top back-top
    inline-promo call-action sign-up follow-us
    current-issue latest-issue
    ad-container ad-wrapper ad-slot ad-unit ad-label google-ad a-rec
""")
# Telling only where the class is nothing else: "ad", but not "ad-free".
_LONE_WORDS = _words("ad pub pubs")

_NEVER_WORDS = _words("""
    comment comments commentlist commentaires respond disqus discussion livefyre
    newsletter newsletters subscribe subscription signup optin mailchimp
    cookie cookies consent gdpr ccpa onetrust
""")

_NEVER_PAIRS = _pairs("forum-fil forum-message forum-texte")  # comments of SPIP

_CAPTION_WORDS = _words("caption captions figcaption imagecaption legende legend credit credits")

_HIDDEN_TOKENS = _words("""
    screen-reader-text sr-only visually-hidden visuallyhidden element-invisible a11y-hidden
""")
_HIDDEN_WORDS = _words("tooltiptext hovercard")
_HIDDEN_PAIRS = frozenset(
    (cause, part)
    for cause in ("tooltip", "rollover", "popover", "hover")
    for part in ("text", "content", "box", "block", "body", "inner", "card", "popup")
)

# Names without any of these words say nothing; that is most of them, and found out by one look.
_TELLING = (
    _FURNITURE_WORDS
    | _LONE_WORDS
    | _NEVER_WORDS
    | _CAPTION_WORDS
    | _HIDDEN_WORDS
    | {second for _, second in _FURNITURE_PAIRS | _HIDDEN_PAIRS | _NEVER_PAIRS}
    | {re.split(r"[-_]", token)[-1].lower() for token in _CONTENT_TOKENS | _HIDDEN_TOKENS}
)

# WordPress puts the slugs of an article's tags and categories into its classes; themes put flags of the page
# there ("no-sidebar"). Slugs are told from names of parts ("tag-list") by what stands behind them, or not at all.
_SLUG_OR_FLAG = re.compile(
    r"(?:tag|category|format|type|status|has|no|with|without|is|not|hentry|wp-embed|td_tag|cat)-", re.IGNORECASE
)
_MOST_HYPHENS = 2  # of a flag; "has-text-align-right-related-box" is somebody's part
# What follows one of these is another part: "content-with-sidebar", "anchorWithStickyNavbar".
_COMPANY = _words("with without has no")

NAMES_KEPT = 32_768
"""Names of elements of which is kept what they say: the press of a country has so many, and an archive all of them."""

_LONGEST_NAMES = 2_000  # characters; utility classes come in hundreds, not thousands

_SMALL_WORD = re.compile(r"[a-z]+")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


def _role_of(names: str) -> Role:
    names = names[:_LONGEST_NAMES]
    words = _SMALL_WORD.findall(names) if names.islower() else [word.lower() for word in _WORD.findall(names)]
    if _TELLING.isdisjoint(words):
        return Role.NEUTRAL
    tokens = names.split()
    if not _CONTENT_TOKENS.isdisjoint(tokens):
        return Role.CONTENT
    if not _HIDDEN_TOKENS.isdisjoint(tokens):
        return Role.HIDDEN
    return max(map(_role_of_token, tokens))


role_of = Remembered(_role_of, NAMES_KEPT).__getitem__
"""Return what an element's classes and id, separated by blanks, say of it."""


def _role_of_token(token: str) -> Role:
    if ":" in token or "[" in token:  # a utility class, which says how it looks
        return Role.NEUTRAL
    if _SLUG_OR_FLAG.match(token) and token.count("-") <= _MOST_HYPHENS:
        return Role.NEUTRAL
    words = [word.lower() for word in _WORD.findall(token)]
    words = [*words[:1], *takewhile(lambda word: word not in _COMPANY, words[1:])]
    if _TELLING.isdisjoint(words):
        return Role.NEUTRAL
    pairs = set(pairwise(words))
    if not _NEVER_WORDS.isdisjoint(words) or not _NEVER_PAIRS.isdisjoint(pairs):
        return Role.NEVER
    if not _HIDDEN_WORDS.isdisjoint(words) or not _HIDDEN_PAIRS.isdisjoint(pairs):
        return Role.HIDDEN
    if not _CAPTION_WORDS.isdisjoint(words):
        return Role.CAPTION
    if not _FURNITURE_WORDS.isdisjoint(words) or not _FURNITURE_PAIRS.isdisjoint(pairs):
        return Role.FURNITURE
    return Role.FURNITURE if len(words) == 1 and words[0] in _LONE_WORDS else Role.NEUTRAL
