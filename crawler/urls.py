"""URL identity and shape: which URL to fetch, which URLs are one page, which look like an article.

Strings in, strings out; nothing is fetched. A crawled page holds some 300 anchors and each of them passes
through here, most of them again and again (navigation is the same on every page), so everything is cached.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from ipaddress import IPv6Address
from urllib.parse import quote, unquote_to_bytes, urljoin

from crawler.url_shape import is_about_site, looks_like_article, looks_like_section

__all__ = [
    "MAX_URL_LENGTH",
    "ORIGIN",
    "absolute_url",
    "clean_url",
    "host_of",
    "identity",
    "is_about_site",
    "looks_like_article",
    "looks_like_section",
    "same_site",
    "url_key",
]

MAX_URL_LENGTH = 2000  # sitemaps.org allows 2,048; longer ones met in the wild are traps and session dumps

CACHE_SIZE = 4_096  # a dozen pages of 300 anchors: holds every navigation link, some 1 MB a function

# Parameters that never change which article is shown, by who adds them. Names are compared in lower case.
TRACKING_PARAMETERS = frozenset(
    {
        # advertisers' click identifiers
        "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ysclid", "twclid",
        "ttclid", "li_fat_id", "igshid", "igsh", "mibextid", "sfnsn", "s_kwcid", "epik", "rdt_cid",
        # newsletters and marketing suites
        "mc_cid", "mc_eid", "mkt_tok", "_hsenc", "_hsmi", "vero_id", "oly_enc_id", "oly_anon_id", "cmpid",
        "ocid",
        # analytics: Google's cross-domain linkers, AT Internet, Yandex
        "_ga", "_gl", "xtor", "_openstat",
        # who linked here
        "ref", "ref_src", "ref_url", "fref", "fb_ref", "fb_source", "fb_action_ids", "fb_action_types",
        "__twitter_impression", "ncid",
        # WordPress: Jetpack's share and related-post counters, comment forms, the cron's loop-back
        "share", "nb", "replytocom", "unapproved", "moderation-hash", "like_comment", "relatedposts_hit",
        "relatedposts_origin", "relatedposts_position", "doing_wp_cron", "_wpnonce",
        # AMP viewers and caches
        "amp_js_v", "amp_gsa", "amp_markup", "usqp", "noamp",
        # sessions
        "phpsessid", "jsessionid",
    }
)  # fmt: skip

# utm_: Google Analytics; at_: AT Internet; pk_, mtm_: Matomo; hsa_: HubSpot; __cf_chl: Cloudflare.
TRACKING_PREFIXES = ("utm_", "at_medium", "at_campaign", "at_custom", "pk_", "mtm_", "hsa_", "__cf_chl")

# Parameters that only choose how the same article is dressed, with the values that say so: AMP (WordPress'
# `amp`, Arc's `outputType`), Blogger's mobile skin (`m`, with other values a date archive of WordPress).
DRESS_PARAMETERS = {
    "amp": frozenset({"", "1", "0", "true", "false"}),
    "outputtype": frozenset({"amp"}),
    "m": frozenset({"0", "1"}),
}


# What RFC 3986 allows unencoded, less [ ] | which Scrapy's own safe_url_string would encode: the request that
# leaves must carry the URL the row holds. An apostrophe is encoded in queries, as the URL standard says.
class _Quoter(dict[int, str]):
    """A table for `str.translate` that percent-encodes, filled as characters are met."""

    largest_kept = 0x1FFF  # all alphabets; a page in ideographs or emoji must not fill memory

    def __init__(self, safe: str) -> None:
        super().__init__()
        self.safe = safe

    def __missing__(self, code: int) -> str:
        quoted = quote(chr(code), safe=self.safe) if not 0xD800 <= code <= 0xDFFF else "%EF%BF%BD"
        if code <= self.largest_kept:
            self[code] = quoted
        return quoted


_PATH_QUOTER = _Quoter(safe="-._~:/?@!$&'()*+,;=%")
_QUERY_QUOTER = _Quoter(safe="-._~:/?@!$&()*+,;=%")

_CLEAN = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?)(?P<port>:(?:[1-5]\d{4}|[1-9]\d{0,3}))?"
    r"(?P<path>/[A-Za-z0-9\-._~:/@!$&'()*+,;=%]*)(?:\?(?P<query>[A-Za-z0-9\-._~:/?@!$&()*+,;=%]*))?"
)
_DOT_SEGMENT = re.compile(r"/(?:\.|%2e){1,2}(?=/|$)", re.IGNORECASE)
_SPLIT = re.compile(r"(https?):[/\\]{2,}([^/\\?#]*)([^?#]*)(?:\?([^#]*))?(?:#.*)?", re.IGNORECASE | re.DOTALL)
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?")
_LOOKS_NUMERIC = re.compile(r"(?:.*\.)?(?:\d+|0x[0-9a-f]*)")
_IPV4 = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)")
_C0_AND_SPACE = "".join(map(chr, range(0x21)))
_REMOVED = str.maketrans("", "", "\t\n\r")  # the URL standard removes these wherever they stand

_SIMPLE_HOST = re.compile(r"(https?)://(?:www\.)?([a-z0-9_.-]*[a-z0-9])(?::([1-9]\d{0,4}))?(?=[/?#]|\Z)")
_MIRROR = re.compile(r"(?:www\.)?(?:www\.|m\.|amp\.|mobile\.)?(?=[^.]+\.[^.])")
_DEFAULT_PORT = {"http": "80", "https": "443"}

ORIGIN = re.compile(r"https?://[^/?#\\]+")
"""Scheme and host that an absolute URL begins with."""

_BEFORE_QUERY = re.compile(r"[^?#]*")
_SLASHES = re.compile(r"/{2,}")
_RESERVED = re.compile(r"%(?=2f|3f)", re.IGNORECASE)
_INDEX_FILES = ("/index.html", "/index.php", "/index.htm")


@lru_cache(CACHE_SIZE)
def clean_url(url: str) -> str | None:
    """Return the absolute http(s) URL fit to be fetched and stored, or None if there is none in `url`.

    The fragment and tracking parameters are dropped; the host is lower-cased and IDNA-encoded, the default
    port dropped; dot segments are resolved; anything outside ASCII is percent-encoded as UTF-8. What is
    percent-encoded already stays as it is. URLs with credentials, a port out of range, an unusual spelling of
    an IP address or more than `MAX_URL_LENGTH` characters are refused. Never raises.
    """
    match = _CLEAN.fullmatch(url)
    if not match or len(url) > MAX_URL_LENGTH:
        return _clean_slowly(url)
    scheme, host, port, path, query = match.groups()
    if not _is_host(host) or (port and port[1:] == _DEFAULT_PORT[scheme]) or "/." in path or "/%2" in path:
        return _clean_slowly(url)
    if query is None:
        return url
    kept = _without_tracking(query)
    return url if kept and kept == query else _joined(url[: match.end("path")], kept)


def _is_host(host: str) -> bool:
    if _LOOKS_NUMERIC.fullmatch(host):  # a browser would read it as an address, however it is spelt
        return bool(_IPV4.fullmatch(host))
    return bool(_HOST.fullmatch(host)) and ".." not in host


def _joined(base: str, query: str) -> str:
    return f"{base}?{query}" if query else base


def _clean_slowly(url: str) -> str | None:
    if len(url) > 4 * MAX_URL_LENGTH:  # nothing this long can become short enough; don't work on it
        return None
    match = _SPLIT.fullmatch(url.strip(_C0_AND_SPACE).translate(_REMOVED))
    if not match:
        return None
    scheme = match[1].lower()
    authority = _clean_authority(scheme, match[2])
    if authority is None:
        return None
    path = _without_dots(match[3].replace("\\", "/") or "/").translate(_PATH_QUOTER)
    query = _without_tracking((match[4] or "").translate(_QUERY_QUOTER))
    cleaned = _joined(f"{scheme}://{authority}{path}", query)
    return cleaned if len(cleaned) <= MAX_URL_LENGTH else None


def _clean_authority(scheme: str, authority: str) -> str | None:
    if "@" in authority:  # credentials: no link of a newspaper has them, links that pose as another site do
        return None
    host, port = authority, ""
    if ":" in authority and not authority.endswith("]"):
        host, _, port = authority.rpartition(":")
    if port and not (port.isascii() and port.isdigit() and 0 < int(port[-6:]) <= 65535 and len(port) <= 6):
        return None
    try:
        host = host.lower() if host.isascii() else host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    host = host.removesuffix(".")
    if host.startswith("[") and host.endswith("]"):
        try:
            host = f"[{IPv6Address(host[1:-1])}]"
        except ValueError:
            return None
    elif not _is_host(host):
        return None
    number = str(int(port)) if port else ""
    return f"{host}:{number}" if number and number != _DEFAULT_PORT[scheme] else host


def _without_dots(path: str) -> str:
    if not _DOT_SEGMENT.search(path):
        return path if path.startswith("/") else "/" + path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for position, segment in enumerate(segments):
        plain = segment.lower().replace("%2e", ".") if len(segment) <= len("%2e%2e") else segment
        if plain == "..":
            del kept[-1:]
        if plain not in (".", ".."):
            kept.append(segment)
        elif position == len(segments) - 1:
            kept.append("")
    return "/" + "/".join(kept)


def _without_tracking(query: str) -> str:
    if not query:
        return ""
    return "&".join([pair for pair in query.split("&") if pair and not _is_tracking(pair)])


@lru_cache(CACHE_SIZE)
def _is_tracking(pair: str) -> bool:
    name, _, value = pair.partition("=")
    name = name.lower()
    if name in TRACKING_PARAMETERS or name.startswith(TRACKING_PREFIXES):
        return True
    return name in DRESS_PARAMETERS and value.lower() in DRESS_PARAMETERS[name]


def absolute_url(base: str, link: str) -> str | None:
    """Return the clean URL a link leads to from the absolute URL `base`, or None if that is none to fetch."""
    if link.startswith(("https://", "http://")):
        return clean_url(link)
    if link.startswith("/") and link[1:2] not in ("/", "\\") and (origin := ORIGIN.match(base)):
        return clean_url(origin[0] + link)
    link = link.strip(_C0_AND_SPACE).translate(_REMOVED)
    if "\\" in link:  # a browser reads it as a slash
        link = _BEFORE_QUERY.sub(lambda path: path[0].replace("\\", "/"), link, count=1)
    try:
        return clean_url(urljoin(base, link))
    except ValueError:  # "http://["
        return None


@lru_cache(CACHE_SIZE)
def identity(url: str) -> str:
    """Return the readable form of what `url_key` digests: two URLs with one identity show the same page.

    Host without scheme and mirror prefix (www. m. amp. mobile.), percent-decoded NFC path without the signs
    of AMP, index file and trailing slash, remaining parameters sorted. Path case is kept. A URL that
    `clean_url` refuses is its own identity.
    """
    cleaned = clean_url(url)
    if cleaned is None:
        return url.strip()
    host, _, tail = cleaned.partition("://")[2].partition("/")
    path, _, query = tail.partition("?")
    mirror = _MIRROR.match(host)
    if mirror:
        host = host[mirror.end() :]
    path = "/" + (_decoded(path) if "%" in path else path)
    if "//" in path:
        path = _SLASHES.sub("/", path)
    path = path.rstrip("/")
    if path.endswith("/amp"):
        path = path[:-4].rstrip("/")
    elif path.endswith(".amp.html"):
        path = path[: -len(".amp.html")] + ".html"
    if path.endswith(_INDEX_FILES):
        path = path[: path.rindex("/")].rstrip("/")
    if path.startswith("/amp/"):
        path = path[4:]
    if query:
        pairs = [_decoded(pair.replace("+", " ")).replace("&", "%26") for pair in query.split("&")]
        query = "&".join(sorted(pairs))
    return f"{host}{path or '/'}" + (f"?{query}" if query else "")


def _decoded(text: str) -> str:
    """Percent-decode to NFC, but for an encoded slash or question mark, which is not the plain one."""
    if "%" not in text:
        return text
    if "%2" in text or "%3" in text:
        text = _RESERVED.sub("%25", text)
    decoded = unquote_to_bytes(text).decode(errors="backslashreplace")
    return decoded if decoded.isascii() else unicodedata.normalize("NFC", decoded)


@lru_cache(CACHE_SIZE)
def url_key(url: str) -> bytes:
    """Return the 16-byte digest of `identity(url)`: the key pages and articles are stored under."""
    return hashlib.blake2b(identity(url).encode("utf-8", "surrogatepass"), digest_size=16).digest()


@lru_cache(CACHE_SIZE)
def host_of(url: str) -> str:
    """Return the lower-case host without a leading "www." and with its port unless default; "" if none."""
    match = _SIMPLE_HOST.match(url)
    if match:
        scheme, host, port = match.groups()
        return host if port is None or port == _DEFAULT_PORT[scheme] else f"{host}:{port}"
    cleaned = clean_url(url)
    return cleaned.partition("://")[2].partition("/")[0].removeprefix("www.") if cleaned else ""


@lru_cache(CACHE_SIZE)
def same_site(url: str, hosts: frozenset[str]) -> bool:
    """Say whether the URL lies on one of `hosts`, or on its mobile or AMP mirror.

    Other subdomains are other sites: fr.hespress.com is another edition than hespress.com.
    """
    host = host_of(url)
    if host in hosts:
        return True
    mirror = _MIRROR.match(host)
    return mirror is not None and host[mirror.end() :] in hosts
