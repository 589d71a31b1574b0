"""URL identity and shape: what is fetched, which URLs are one page, which look like an article."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote, urljoin

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from w3lib.url import safe_url_string

from crawler.urls import (
    MAX_URL_LENGTH,
    absolute_url,
    clean_url,
    host_of,
    identity,
    looks_like_article,
    looks_like_section,
    same_site,
    url_key,
)

SLUG = "ارتفاع-أسعار-الخضر-في-الأسواق"
ARTICLE = f"https://www.journal.example/{SLUG}-123456.html"


# --- clean_url ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "cleaned"),
    [
        ("https://journal.example", "https://journal.example/"),
        ("  HTTPS://WWW.Journal.Example/A#top ", "https://www.journal.example/A"),
        ("http://journal.example:80/a", "http://journal.example/a"),
        ("https://journal.example:443/a", "https://journal.example/a"),
        ("http://journal.example:443/a", "http://journal.example:443/a"),
        ("http://journal.example:0080/a", "http://journal.example/a"),
        ("http://journal.example:/a", "http://journal.example/a"),
        ("http://journal.example./a", "http://journal.example/a"),
        ("http://127.0.0.1:8085/?p=3", "http://127.0.0.1:8085/?p=3"),
        ("http://[0:0::1]:8085/a", "http://[::1]:8085/a"),
        ("https://journal.example/a/./b/../c", "https://journal.example/a/c"),
        ("https://journal.example/a/..", "https://journal.example/"),
        ("https://journal.example/../../a", "https://journal.example/a"),
        ("https://journal.example/%2e%2E/a/%2e", "https://journal.example/a/"),
        ("https://journal.example/a.../b", "https://journal.example/a.../b"),
        (r"https:\\journal.example\a\b", "https://journal.example/a/b"),
        ("https:////journal.example/a", "https://journal.example/a"),
        ("https://journal.example/a\n b\tc", "https://journal.example/a%20bc"),
        ("https://journal.example/a b?c d", "https://journal.example/a%20b?c%20d"),
        ("https://journal.example/a|b[1]?c='d'", "https://journal.example/a%7Cb%5B1%5D?c=%27d%27"),
        ("https://journal.example/été?q=été", "https://journal.example/%C3%A9t%C3%A9?q=%C3%A9t%C3%A9"),
        ("https://journal.example/%c3%a9t%C3%A9", "https://journal.example/%c3%a9t%C3%A9"),
        ("https://journal.example/100%", "https://journal.example/100%"),
        ("https://journal.example/\ud800", "https://journal.example/%EF%BF%BD"),
        ("https://صحيفة.المغرب/أ", "https://xn--ogbhx3c3b.xn--mgbc0a9azcg/%D8%A3"),
        ("https://journal.example/a?", "https://journal.example/a"),
        ("https://journal.example/a?&b=1&&c=2", "https://journal.example/a?b=1&c=2"),
        ("https://journal.example/rss/?outputType=xml", "https://journal.example/rss/?outputType=xml"),
        ("https://journal.example/?m=202405", "https://journal.example/?m=202405"),
        ("https://journal.example/?example=1", "https://journal.example/?example=1"),
    ],
)
def test_a_url_is_cleaned(url: str, cleaned: str) -> None:
    assert clean_url(url) == cleaned


@pytest.mark.parametrize(
    "tracking",
    [
        "utm_source=x&utm_medium=y", "UTM_Source=x", "fbclid=a", "gclid=a", "gclsrc=a", "dclid=a",
        "msclkid=a", "yclid=a", "igshid=a", "mc_cid=a", "mc_eid=a", "_ga=a", "ref=home", "ref_src=a", "amp",
        "amp=1", "outputType=amp", "share=facebook&nb=1", "replytocom=12", "m=1",
    ],
)  # fmt: skip
def test_tracking_parameters_are_dropped_and_others_kept(tracking: str) -> None:
    assert clean_url(f"https://journal.example/a?{tracking}") == "https://journal.example/a"
    assert clean_url(f"https://journal.example/?p=7&{tracking}&x=1#c") == "https://journal.example/?p=7&x=1"


@pytest.mark.parametrize(
    "url",
    [
        "", " ", "/a", "//journal.example/a", "a.html", "?p=1", "#top", "mailto:a@journal.example",
        "javascript:void(0)", "data:text/html,x", "tel:+212", "ftp://journal.example/", "http:", "http://",
        "https:///", "https:/journal.example", "http://journal.example:0/", "http://journal.example:65536/",
        "http://journal.example:x/", "http://journal.example:123456789/",
        "http://user:password@journal.example/", "https://journal.example@other.example/",
        "http://jour nal.example/", "http://journal..example/", "http://.example/",
        "http://journal%2eexample/", "http://2130706433/", "http://0x7f.1/", "http://127.1/",
        "http://256.0.0.1/", "http://journal.0x10/", "http://[::g]/", "http://[::1/",
        "http://\u2100.example/", "http://-a.example/",
        "http://" + "é" * 70 + ".example/",
        "https://journal.example/" + "a" * 2000, "https://journal.example/" + "م" * 400,
        "x" * 100_000,
    ],
)  # fmt: skip
def test_what_cannot_be_fetched_or_stored_is_refused(url: str) -> None:
    assert clean_url(url) is None


def test_the_longest_url_is_kept() -> None:
    base = "https://journal.example/"
    url = base + "a" * (MAX_URL_LENGTH - len(base))
    assert clean_url(url) == url
    assert clean_url(url + "a") is None
    assert clean_url(url + "#" + "a" * 500) == url


urlish = st.one_of(
    st.text(max_size=60),
    st.builds(
        "{}{}{}{}".format,
        st.sampled_from(["http://", "HTTPS://", "https:\\\\", "//", "http:", ""]),
        st.one_of(
            st.text("aB.:@[]0x17-_%/\\ é\tم", max_size=12),
            st.sampled_from(["journal.example", "[::1]", "1.2.3.4:80"]),
        ),
        st.text("/.%2eEfFaم?#&=+ \t\n\\|[]'\"<>\x00\ud800~", max_size=30),
        st.text("?&=#aم%2;+ amp_utm\\'", max_size=20),
    ),
)


@given(urlish)
@example("http://a-.b/")
@example("http://A-.b/")
@example("https://journal.example/%2525")
@example("https://journal.example/%%32%66")
@example("https://journal.example/?%75tm_source=1")
@example("https://journal.example/?a='&''='")
@example("http://[::ffff:1.2.3.4]/")
def test_cleaning_twice_is_cleaning_once_and_keeps_the_key(url: str) -> None:
    cleaned = clean_url(url)
    key = url_key(url)
    assert len(key) == 16
    if cleaned is None:
        assert not same_site(url, frozenset({"journal.example"}))
        return
    assert clean_url(cleaned) == cleaned
    assert url_key(cleaned) == key
    assert host_of(cleaned) == host_of(url)
    assert cleaned.isascii()
    assert len(cleaned) <= MAX_URL_LENGTH
    assert safe_url_string(cleaned) == cleaned, "the request that leaves must carry the stored URL"


@given(st.one_of(urlish, st.text()))
def test_nothing_raises_on_any_text(url: str) -> None:
    clean_url(url), identity(url), url_key(url), host_of(url), looks_like_article(url), looks_like_section(url)
    same_site(url, frozenset({"journal.example"}))


# --- url_key -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "variant",
    [
        f"{ARTICLE}?utm_source=newsletter",
        f"{ARTICLE}?fbclid=IwAR0",
        f"{ARTICLE}?fbclid=IwAR0&utm_campaign=a#comments",
        f"{ARTICLE}#comments",
        ARTICLE.replace("https:", "http:"),
        ARTICLE.replace("www.", ""),
        ARTICLE.replace("www.", "m."),
        ARTICLE.replace("www.", "amp."),
        ARTICLE.replace("www.", "mobile."),
        ARTICLE.replace("www.", "WWW."),
        ARTICLE.replace(SLUG, quote(SLUG)),
        ARTICLE.replace(SLUG, quote(SLUG).lower()),
        f"{ARTICLE}/",
        f"{ARTICLE}/amp",
        f"{ARTICLE}/amp/",
        f"{ARTICLE}?amp",
        f"{ARTICLE}?amp=1",
        f"{ARTICLE}?outputType=amp",
        ARTICLE.replace(".html", ".amp.html"),
        ARTICLE.replace(".example/", ".example/amp/"),
        ARTICLE.replace(".example/", ".example//"),
        ARTICLE.replace(".example/", ".example:443/"),
    ],
)
def test_variants_of_one_article_have_one_key(variant: str) -> None:
    assert url_key(variant) == url_key(ARTICLE), identity(variant)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://j.example/?p=123", "https://j.example/?p=124"),
        ("https://j.example/?p=123", "https://j.example/"),
        ("https://j.example/Slug", "https://j.example/slug"),
        ("https://j.example/a%2Fb", "https://j.example/a/b"),
        ("https://j.example/a%3Fb", "https://j.example/a?b"),
        ("https://j.example/?a=1%262", "https://j.example/?a=1&2"),
        ("https://fr.j.example/a", "https://j.example/a"),
        ("http://127.0.0.1:8001/a", "http://127.0.0.1:8002/a"),
        ("https://j.example/%C7", "https://j.example/%C8"),
        ("https://j.example/camp", "https://j.example/c"),
        ("https://m.example/", "https://www.example/"),
    ],
)
def test_different_pages_have_different_keys(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://j.example/a?x=1&y=2", "https://j.example/a?y=2&x=1"),
        ("https://j.example/a?x=a+b", "https://j.example/a?x=a%20b"),
        ("https://j.example/index.php?p=1", "https://j.example/?p=1"),
        ("https://j.example/politique/index.html", "https://j.example/politique"),
        ("https://j.example/e\u0301", "https://j.example/\u00e9"),
        ("https://j.example/amp", "https://j.example/amp/"),
    ],
)
def test_spellings_of_one_page_have_one_key(one: str, other: str) -> None:
    assert url_key(one) == url_key(other)


def test_the_identity_is_readable() -> None:
    url = f"https://www.journal.example/{quote(SLUG)}/?utm_source=x&b=2&a=1#c"
    assert identity(url) == f"journal.example/{SLUG}?a=1&b=2"


slugs = st.text("abcdeéèابتثج0123456789-", min_size=1, max_size=30)


@given(st.lists(slugs, min_size=1, max_size=3), st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_variants_agree_for_any_slug(segments: list[str], http: bool, www: bool, encoded: bool, amp: bool) -> None:
    path = "/".join(segments)
    variant = "http://" if http else "https://"
    variant += "www.journal.example/" if www else "journal.example/"
    variant += quote(path).lower() if encoded else path
    variant += "/amp/" if amp else "/"
    assert url_key(f"{variant}?fbclid=x#y") == url_key(f"https://journal.example/{path}")


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("https://other.example/a", "https://other.example/a"),
        ("/b?utm_source=x#c", "https://journal.example/b"),
        (" /b ", "https://journal.example/b"),
        ("/../b", "https://journal.example/b"),
        ("//other.example/a", "https://other.example/a"),
        ("/\\other.example/a", "https://other.example/a"),
        ("b", "https://journal.example/news/b"),
        ("../b", "https://journal.example/b"),
        ("?page=2", "https://journal.example/news/a?page=2"),
        ("#top", "https://journal.example/news/a"),
        ("", "https://journal.example/news/a"),
        ("javascript:void(0)", None),
        ("mailto:a@journal.example", None),
        ("http://[", None),
        ("//[", None),
    ],
)
def test_a_link_is_followed_from_its_page(link: str, url: str | None) -> None:
    assert absolute_url("https://journal.example/news/a", link) == url


@given(urlish, urlish)
def test_no_link_breaks_the_joining(base: str, link: str) -> None:
    url = absolute_url(base, link)
    assert url is None or clean_url(url) == url


# --- host_of, same_site ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.journal.example/a", "journal.example"),
        ("https://WWW.Journal.Example", "journal.example"),
        ("https://fr.journal.example?x", "fr.journal.example"),
        ("http://127.0.0.1:8085/a", "127.0.0.1:8085"),
        ("http://journal.example:80", "journal.example"),
        ("http://journal.example:443/", "journal.example:443"),
        ("https://journal.example\\@other.example/", "journal.example"),
        ("https://journal.example\n@other.example/", ""),
        ("https://journal.example@other.example/", ""),
        ("/a", ""),
        ("mailto:a@journal.example", ""),
    ],
)
def test_the_host_is_read_as_a_browser_reads_it(url: str, host: str) -> None:
    assert host_of(url) == host


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("https://journal.example/a", True),
        ("http://www.journal.example/a", True),
        ("https://m.journal.example/a", True),
        ("https://amp.journal.example/a", True),
        ("https://mobile.journal.example/a", True),
        ("https://fr.journal.example/a", False),
        ("https://journal.example.other.example/a", False),
        ("https://otherjournal.example/a", False),
        ("https://journal.example:8080/a", False),
        ("https://journal.example@other.example/", False),
        ("//journal.example/a", False),
        ("", False),
    ],
)
def test_a_site_owns_its_host_and_mirrors_only(url: str, own: bool) -> None:
    assert same_site(url, frozenset({"journal.example"})) is own


def test_sites_on_one_address_are_told_apart_by_port() -> None:
    hosts = frozenset({"127.0.0.1:8001"})
    assert same_site("http://127.0.0.1:8001/a", hosts)
    assert not same_site("http://127.0.0.1:8002/a", hosts)


# --- looks_like_article ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/?p=123", "/index.php?p=5", "/2024/01/02/slug", "/2024/01/slug/", "/news/2024-01-02/slug",
        "/politique/490220.html", "/414668/", "/494654", "/reportage/208501/", "/barlamane/8768", "/node/123",
        "/permalink/21.html", "/archives/77", "/article/101131/maroc/un-titre", "/details-122278.html",
        "/le-parlement-adopte-la-loi-312860/",
        "/le-parlement-adopte-la-loi/", "/economie/le-parlement-adopte.html",
        "/" + SLUG, "/" + quote(SLUG) + "/",
        "/" + SLUG + "_a77378.html", "/economie/titre_YG2XWXNV2NFIJJMOCCTEOFMJ5Q/",
        "/news.php?id=55088", "/spip.php?article12",
        "/article/marches/veolia-ammc", "/le-parlement-adopte-la-loi/amp/",
        "/le-parlement-adopte-la-loi/?amp=1", "/le-parlement-adopte-la-loi?utm_source=x#c",
        "/12/34567-titre-court", "/about-500-people-rescued-at-sea", "/index.php/2024/01/02/slug",
        "/2024/01/02/politique/slug-long/index.html", "/le-parlement-adopte-la-loi.php",
        "/contact-prolonge-entre-les-deux-ministres",
    ],
)  # fmt: skip
def test_articles_are_recognised(path: str) -> None:
    assert looks_like_article("https://journal.example" + path)


@pytest.mark.parametrize(
    "path",
    [
        "", "/", "/amp/", "/fr", "/politique", "/politique/", "/economie/economie-nationale/",
        "/marocains-du-monde", "/art-et-culture/", "/maroc-sport.html", "/coupe-du-monde-2026/",
        "/actualite-finance-maroc/", "/tag/le-parlement-adopte-la-loi",
        "/category/economie/le-monde-des-affaires-ici", "/categorie/a-b-c-d", "/author/a-b-c-d/",
        "/auteur/a-b-c-d", "/page/1234", "/politique/page/2", "/actualites/page:3", "/feed",
        "/le-parlement-adopte-la-loi/feed/", "/feed/index.rss", "/rss", "/rss-journal", "/rss/1.xml",
        "/search/le-parlement-adopte-la-loi", "/wp-content/a-b-c-d", "/wp-admin/admin-ajax.php",
        "/wp-json/wp/v2/posts/12345", "/wp-login.php", "/sitemap.xml", "/post-sitemap12.xml",
        "/sitemap-2024-01-02", "/contact", "/contact.html", "/about", "/about-us/", "/mentions-legales",
        "/privacy-policy", "/politique-de-confidentialite", "/conditions-generales-d-utilisation",
        "/qui-sommes-nous", "/a-propos-de-nous/", "/2024/01/02/photo.jpg", "/le-parlement-adopte-la-loi.pdf",
        "/a-b-c-d-12345.mp4", "/a-b-c-d.css", "/a-b-c-d.xml", "/a-b-c-d.zip", "/?cat=1234", "/?author=1234",
        "/?tag=a-b-c-d", "/?paged=1234", "/?s=a", "/?page_id=1234", "/?feed=rss2",
        "/?rest_route=/wp/v2/posts", "/?m=202405", "/le-parlement-adopte-la-loi?replytocom=1&s=x", "/2024/",
        "/2024/05/",
        "/2024/05/12/", "/blog/2024/05", "/ar/2024/05", "/وسم/ارتفاع-أسعار-الخضر-في-الأسواق",
        "/" + quote("تصنيف") + "/أ-ب-ج-د-ه",
        "/كاتب/أ-ب-ج-د-ه", "/قسم/أ-ب-ج-د-ه", "/من-نحن", "/سياسة-الخصوصية", "/إتصل-بنا/", "/هيئة-التحرير",
        "/وطنية_r185.html", "/Economie_r3.html", "/politique/index.2.html",
        "/articles/graphiques-et-analyse-technique", "/spip.php?page=backend", "/spip.php?rubrique12",
        "/economie.php", "/politique/index.html", "/category.php?id=1234",
        "/rabat,333.html?debut_suite_rubrique=24",
        "/ar/economie?format=feed&type=rss",
    ],
)  # fmt: skip
def test_other_pages_are_not_taken_for_articles(path: str) -> None:
    assert not looks_like_article("https://journal.example" + path)


@pytest.mark.parametrize("url", ["", "mailto:a@b.example", "/2024/01/02/slug", "javascript:a-b-c-d()"])
def test_only_absolute_urls_can_be_articles(url: str) -> None:
    assert not looks_like_article(url)


SITES = Path(__file__).parents[1] / ".." / "shared" / "facts" / "sites.yaml"


def facts() -> tuple[list[str], list[str]]:
    """Read article examples, and listing, feed and sitemap URLs, from the fact sheet's lines."""
    articles: list[str] = []
    others: list[str] = []
    key, domain = "", ""
    for line in SITES.read_text(encoding="utf-8").splitlines():
        if match := re.match(r"  (\w+):", line):
            key = match[1]
        if key == "domains" and line.startswith("  - ") and not domain:
            domain = line[4:]
        if line.startswith("- id: "):
            domain = ""
        if key == "article_examples" and line.startswith("  - "):
            articles.append(urljoin(f"https://{domain}/", line[4:].split(" ")[0]))
        elif key in ("listing", "rss", "sitemap"):
            for found in re.findall(r"https?://[^\s'\"]+", line):
                others.extend(expanded(found.rstrip(",);")))
    return articles, others


def expanded(url: str) -> list[str]:
    """Write out the alternatives in braces; a placeholder in capitals gets a value."""
    url = url.replace("{slug}", "slug").replace("KEYWORD", "x").replace("NAME", "a-name")
    url = re.sub(r"(?<=[.=:/])N\b", "2", url)
    match = re.search(r"\{([^{}]*)\}", url)
    if not match:
        return [url]
    return [e for choice in match[1].split(",") for e in expanded(url[: match.start()] + choice + url[match.end() :])]


@pytest.mark.skipif(not SITES.exists(), reason="the fact sheet is not at hand")
def test_the_shapes_of_the_moroccan_press_are_recognised() -> None:
    articles, others = facts()
    assert len(articles) > 40
    assert len(others) > 100
    assert [url for url in articles if not looks_like_article(url)] == []
    assert [url for url in others if looks_like_article(url)] == []
