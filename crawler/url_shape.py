"""Whether a URL has the shape of an article's or a section's, for sites that declare no pattern of their own.

Judged from the string alone: dates, numbers and headlines in a path speak for an article; the paths and
parameters that content management systems use for listings, feeds, files and legal pages speak against it.
In doubt the answer is yes: a listing taken for an article costs one request, a missed article is lost.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, unquote

CACHE_SIZE = 4_096  # a dozen pages of 300 anchors

# A path with one of these segments is a section's, whatever follows it.
_SECTION_SEGMENTS = frozenset(
    {
        "category", "categories", "categorie", "categoria", "cat", "rubrique", "rubriques", "section",
        "sections", "thematique", "thematiques", "theme", "themes", "تصنيف", "التصنيف", "تصنيفات", "قسم",
        "أقسام", "اقسام",
    }
)  # fmt: skip
# With one of these it is a list by tag or person, a search, a service or machinery.
_OTHER_SEGMENTS = frozenset(
    {
        "tag", "tags", "mot-cle", "mots-cles", "keyword", "keywords", "topic", "topics", "label", "labels",
        "taxonomy", "author", "authors", "auteur", "auteurs", "user", "users", "profile", "journaliste",
        "journalistes", "page", "search", "recherche", "comments", "trackback", "attachment", "embed",
        "login", "logout", "register", "forgot", "abonnement", "abonnements", "subscribe", "account",
        "mon-compte", "cart", "panier", "checkout", "api", "ajax", "cdn-cgi", "assets", "static", "uploads",
        "outboundfeeds", "وسم", "الوسم", "وسوم", "كاتب", "الكاتب", "بحث",
    }
)  # fmt: skip
_LISTING_SEGMENTS = _SECTION_SEGMENTS | _OTHER_SEGMENTS

_MACHINERY = re.compile(
    r"page[:_-]?\d*|comment-page-\d+|index\.\d+|(?:rss|feeds?|atom)(?:[._-].*)?|"
    r"wp-(?:content|admin|json|login|includes|cron).*|.*sitemap.*|xmlrpc"
)
_SECTION_FILE = re.compile(r"index(?:\.\w+)*|.+_r\d+")  # on the WMaker platform _r12 is a section, _a12 an article

_LEGAL = re.compile(
    r"contact(?:ez)?(?:-us|-nous)?|nous-(?:contacter|rejoindre|ecrire)|about(?:-us)?|a-propos(?:-de-nous)?|equipe|"
    r"mentions-l[eé]gales.*|privacy(?:-policy)?|cookies?(?:-policy)?|politique-(?:de-)?(?:confidentialit|cookies).*|"
    r"conditions-(?:g[eé]n[eé]rales|d-?utilisation).*|terms(?:-(?:of|and)-.*)?|cgu|qui-sommes-nous|"
    r"charte-(?:[eé]ditoriale|d-|de-|d[eé]ontolog).*|publicit[eé]|advertis(?:e|ing).*|newsletters?|"
    r"[إا]تصل-بنا|تواصل-معنا|من-نحن|عن-الموقع|سياسة-الخصوصية|شروط-الاست(?:خدام|عمال)|هي[ئأ]ة-التحرير|فريق-العمل|"
    r"[أا]علن-معنا|للإ?ا?شهار"
)

_STATIC_EXTENSIONS = frozenset(
    {
        "jpg", "jpeg", "png", "gif", "webp", "avif", "svg", "ico", "bmp", "tif", "tiff", "mp3", "m4a", "ogg",
        "wav", "mp4", "m4v", "webm", "mov", "avi", "flv", "m3u8", "pdf", "doc", "docx", "xls", "xlsx", "ppt",
        "pptx", "odt", "epub", "csv", "txt", "css", "js", "mjs", "json", "xml", "rss", "atom", "rdf", "gz",
        "zip", "rar", "7z", "tar", "woff", "woff2", "ttf", "eot", "map", "swf", "apk", "exe", "webmanifest",
        "ics", "vcf",
    }
)  # fmt: skip
_INDEX_FILES = frozenset({"index.html", "index.htm", "index.php"})
_PAGE_EXTENSIONS = frozenset({"html", "htm", "shtml", "xhtml", "php", "asp", "aspx", "jsp"})

# Parameters of listings, feeds, searches and attachments in WordPress, SPIP and Joomla.
_LISTING_PARAMETERS = frozenset(
    {
        "cat", "category", "category_name", "author", "author_name", "tag", "tag_id", "taxonomy", "paged",
        "page", "page_id", "s", "q", "search", "feed", "rest_route", "attachment_id", "post_type", "year",
        "monthnum", "day", "action", "orderby", "start", "offset",
    }
)  # fmt: skip
_NUMBER_PARAMETERS = frozenset({"id", "nid", "aid", "id_article", "article_id", "news_id", "idarticle", "article"})
_ARTICLE_WORDS = frozenset(
    {
        "article",
        "articles",
        "node",
        "news",
        "permalink",
        "details",
        "detail",
        "story",
        "post",
        "posts",
        "archives",
    }
)

_PARTS = re.compile(r"https?://[^/?#]+([^?#]*)(?:\?([^#]*))?", re.IGNORECASE)
_SECTION_QUERY = re.compile(r"cat=\d+|(?:id_)?rubrique=?\d+")  # WordPress without permalinks, SPIP
_DEEPEST_SECTION = 4  # segments: /categorie/sport/football/can-2025/
_LONGEST_SECTION = 80  # characters, decoded
_EXTENSION = re.compile(r"\.([a-z0-9]{2,11})$")
_DATE_ARCHIVE = re.compile(r"(?:(?:[a-z]{2}|blog|archives?|date)/)?(?:19|20)\d\d(?:/\d{1,2}){0,2}")
_DATED = re.compile(r"(?:^|/)(?:19|20)\d\d[/-]\d{1,2}(?:[/-]\d{1,2})?/[^/]")
_YEAR = re.compile(r"(?:19|20)\d\d")
# A number of four digits or more that is no year, or the 26 letters and digits of an Arc article.
_NUMBERED = re.compile(r"(?<!\d)(?!(?:19|20)\d\d(?!\d))\d{4,}|_a\d+$|_[a-z0-9]{26}$")
_WORD_BREAK = re.compile(r"[-_+\s.,:;–—]+")

# Words that join rather than tell: "marocains-du-monde" and "art-et-culture" are sections.
_CONNECTORS = frozenset(
    {
        "a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "par", "pour", "sur",
        "un", "une", "and", "for", "in", "of", "on", "the", "to", "و", "في", "من", "على", "إلى", "الى", "عن",
    }
)  # fmt: skip
# Words a section's name opens with; a headline that does is longer than three words.
_SECTION_OPENINGS = frozenset(
    {
        "actu",
        "actualite",
        "actualites",
        "dossier",
        "dossiers",
        "espace",
        "guide",
        "nos",
        "les",
        "أخبار",
        "اخبار",
    }
)
_SHORTEST_HEADLINE = 3  # telling words; two are a section's name more often than a headline


@lru_cache(CACHE_SIZE)
def looks_like_article(url: str) -> bool:
    """Say whether an absolute URL has the shape of an article's. Never raises."""
    match = _PARTS.match(url)
    if not match:
        return False
    query = match[2]
    segments = _segments(match[1])
    if segments and segments[-1] == "amp":
        segments.pop()
    if len(segments) > 1 and segments[0] == "index.php":
        del segments[0]
    if len(segments) > 1 and segments[-1] in _INDEX_FILES:
        segments.pop()
    stem, extension = _split_extension(segments[-1]) if segments else ("", "")
    if extension in _STATIC_EXTENSIONS:
        return False
    if query:
        verdict = _judge_query(query, stem, extension)
        if verdict is not None:
            return verdict
    if not segments or not _LISTING_SEGMENTS.isdisjoint(segments) or stem in _LISTING_SEGMENTS:
        return False
    if _is_machinery(segments, stem) or _SECTION_FILE.fullmatch(stem) or _LEGAL.fullmatch(stem):
        return False
    return _judge_path(segments, stem, extension)


@lru_cache(CACHE_SIZE)
def looks_like_section(url: str) -> bool:
    """Say whether an absolute URL, found in a site's navigation, may be a section's. Never raises.

    Anything short that is no list by tag or person, service, feed, file or legal page. That it is no article,
    the caller makes sure of.
    """
    match = _PARTS.match(url)
    if not match or (match[2] and not _SECTION_QUERY.fullmatch(match[2])):
        return False
    segments = _segments(match[1])
    if not segments:
        return bool(match[2])
    stem, extension = _split_extension(segments[-1])
    return not (
        len(segments) > _DEEPEST_SECTION
        or len("/".join(segments)) > _LONGEST_SECTION
        or extension in _STATIC_EXTENSIONS
        or not _OTHER_SEGMENTS.isdisjoint(segments)
        or stem in _OTHER_SEGMENTS
        or _is_machinery(segments, stem)
        or _LEGAL.fullmatch(stem)
        or _DATE_ARCHIVE.fullmatch("/".join(segments))
    )


def is_about_site(url: str) -> bool:
    """Say whether an absolute URL is of a page about the site itself: contact, imprint, terms. Never raises."""
    match = _PARTS.match(url)
    segments = _segments(match[1]) if match else []
    return bool(segments) and bool(_LEGAL.fullmatch(_split_extension(segments[-1])[0]))


def _segments(path: str) -> list[str]:
    return [segment for segment in (unquote(path) if "%" in path else path).lower().split("/") if segment]


def _is_machinery(segments: list[str], stem: str) -> bool:
    return any(map(_MACHINERY.fullmatch, segments)) or bool(_MACHINERY.fullmatch(stem))


def _split_extension(segment: str) -> tuple[str, str]:
    match = _EXTENSION.search(segment)
    if match and match[1] in _PAGE_EXTENSIONS | _STATIC_EXTENSIONS:
        return segment[: match.start()], match[1]
    return segment, ""


def _judge_query(query: str, stem: str, extension: str) -> bool | None:
    """Judge by parameters; None where they say nothing and the path decides."""
    try:
        parameters = {name.lower(): value for name, value in parse_qsl(query, keep_blank_values=True)}
    except ValueError:  # more fields than the standard library takes
        return False
    if not _LISTING_PARAMETERS.isdisjoint(parameters):
        return False
    if any(name.startswith("debut_") for name in parameters):  # SPIP's pagination
        return False
    if len(parameters.get("m", "")) >= 4 or parameters.get("format") in ("feed", "rss", "atom"):
        return False
    if stem in ("", "index") and parameters.get("p", "").isdigit():  # WordPress' plain permalink
        return True
    if re.match(r"article\d+", query) or parameters.get("view") == "article":  # SPIP, Joomla
        return True
    if extension and stem not in _LISTING_SEGMENTS:
        for name in _NUMBER_PARAMETERS.intersection(parameters):
            number = parameters[name]
            if number.isdigit() and (len(number) >= 3 or stem in _ARTICLE_WORDS):
                return True
    return None


def _judge_path(segments: list[str], stem: str, extension: str) -> bool:
    path = "/".join(segments)
    if _DATE_ARCHIVE.fullmatch(path):
        return False
    parent = segments[-2] if len(segments) > 1 else ""
    if stem.isdigit():
        return len(stem) >= 4 or parent in _ARTICLE_WORDS
    if _NUMBERED.search(stem) or _DATED.search(path):
        return True
    joined = "-" in stem or "_" in stem
    if joined and any(len(part) >= 4 and part.isdigit() and not _YEAR.fullmatch(part) for part in segments[:-1]):
        return True
    if joined and "article" in segments[:-1]:
        return True
    return _is_headline(stem, extension, shortest=_SHORTEST_HEADLINE + (2 if parent == "articles" else 0))


def _is_headline(stem: str, extension: str, *, shortest: int) -> bool:
    words = [word for word in _WORD_BREAK.split(stem) if word]
    if words and _YEAR.fullmatch(words[-1]):  # "coupe-du-monde-2026" is a section
        words.pop()
    if extension:  # a section is seldom a file
        return len(words) >= shortest
    telling = sum(word not in _CONNECTORS for word in words)
    return telling >= shortest and not (telling == _SHORTEST_HEADLINE and words[0] in _SECTION_OPENINGS)
