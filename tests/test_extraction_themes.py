"""Each theme's templates, in small: the parts of an article are found where the theme prints them."""
# ruff: noqa: E501 - markup reads best element by element

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.extraction import Document, extract_page
from crawler.items import ArticlePage

URL = "https://jarida.example/2024/05/02/wizara-mashrou-jadid/"
NOW = datetime(2024, 5, 3, tzinfo=UTC)

TITLE = "الوزارة تعرض مشروعا جديدا لحماية الواحات"
FIRST = "عرضت الوزارة، اليوم الخميس بمدينة زاكورة، مشروعا جديدا لحماية الواحات من زحف الرمال ومن ندرة المياه."
SECOND = "ويمتد المشروع على خمس سنوات، ويشمل ثلاثة أقاليم، حسب ما جاء في بلاغ صدر عقب الاجتماع مع الجمعيات المحلية."
COMMENT = "تعليق من قارئ لا علاقة له بنص المقال ولا يجب أن يظهر فيه بأي حال."
SIDEBAR = '<aside id="sidebar"><div class="widget"><h3>الأكثر قراءة</h3><ul><li><a href="/a">خبر آخر في الشريط</a></li></ul></div></aside>'
PARAGRAPHS = f"<p>{FIRST}</p><p>{SECOND}</p>"

JANNAH = f"""
<body class="tie-has-sidebar postid-77 single"><div id="the-post"><header class="entry-header-outer"><div class="entry-header">
<span class="post-cat-wrap"><a class="post-cat tie-cat-3" href="/category/region/">جهات</a></span>
<h1 class="post-title entry-title">{TITLE}</h1><h2 class="entry-sub-title">خطة من خمس سنوات لثلاثة أقاليم في الجنوب الشرقي</h2>
<div class="post-meta"><span class="meta-author"><a href="/author/salma/" class="author-name">سلمى أوحدو</a></span>
<span class="date meta-item">2 ماي 2024 - 10:30</span></div></div></header>
<div class="featured-area"><figure class="single-featured-image"><img src="/up/oasis.jpg" alt="واحة">
<figcaption class="single-caption-text">واحة في زاكورة</figcaption></figure></div>
<div class="entry-content entry clearfix">{PARAGRAPHS}<div class="stream-item stream-item-in-post">إعلان</div>
<div id="inline-related-post"><h3>مقالات ذات صلة</h3><a href="/2024/05/01/khabar-dhu-sila/">خبر ذو صلة داخل النص</a></div>
<div class="post-bottom-meta post-bottom-tags"><span class="tagcloud"><a href="/tag/wahat/" rel="tag">الواحات</a></span></div></div>
<div id="share-buttons-bottom" class="share-buttons"><a>فيسبوك</a></div>
<div id="related-posts"><h3>مقالات ذات صلة</h3><a href="/2024/04/30/khabar-mushabih/">خبر مشابه من الأرشيف القريب</a></div>
<div id="comments" class="comments-area"><ol class="comment-list"><li><p>{COMMENT}</p></li></ol></div></div>{SIDEBAR}
<a id="go-to-top">زر الذهاب إلى الأعلى</a></body>"""

SAHIFA = f"""
<body><article class="post-listing post-12"><div class="post-inner"><h1 class="name post-title entry-title">
<span itemprop="name">{TITLE}</span></h1><p class="post-meta"><span class="post-meta-author"><a href="/author/salma/">سلمى أوحدو</a></span>
<span class="tie-date">2 ماي، 2024</span><span class="post-cats"><a href="/category/region/">جهات</a></span></p>
<div class="entry">{PARAGRAPHS}<div class="share-post"><span>شارك</span></div></div>
<div id="related_posts"><div class="block-head"><h3>مقالات ذات صلة</h3></div><a href="/2024/04/30/khabar-mushabih/">خبر مشابه من الأرشيف</a></div>
</div></article><p class="post-tag"><a href="/tag/wahat/" rel="tag">الواحات</a></p>
<div id="comments"><p>{COMMENT}</p></div>{SIDEBAR}</body>"""

NEWSPAPER = f"""
<body class="td-standard-pack"><article class="post"><div class="td-post-header"><ul class="td-category">
<li><a href="/category/region/">جهات</a></li></ul><h1 class="entry-title">{TITLE}</h1>
<p class="td-post-sub-title">خطة من خمس سنوات لثلاثة أقاليم في الجنوب الشرقي</p>
<div class="td-module-meta-info"><div class="td-post-author-name"><a href="/author/salma/">سلمى أوحدو</a></div>
<span class="td-post-date"><time class="entry-date" datetime="2024-05-02T10:30:00+01:00">2 ماي 2024</time></span></div></div>
<div class="td-post-content"><div class="td-post-featured-image"><figure><img src="/up/oasis.jpg"><figcaption>واحة في زاكورة</figcaption></figure></div>
{PARAGRAPHS}<div class="td-a-rec">إعلان</div></div>
<footer><div class="td-post-source-tags"><ul class="td-tags"><li><span>الوسوم</span></li><li><a href="/tag/wahat/">الواحات</a></li></ul></div></footer>
</article><div class="td_block_related_posts"><h4><a>أخبار ذات صلة</a></h4><h3><a href="/2024/04/30/khabar-mushabih/">خبر مشابه من الأرشيف</a></h3></div>
<div class="comments" id="comments"><p>{COMMENT}</p></div>{SIDEBAR}</body>"""

JNEWS = f"""
<body class="jnews"><div class="jeg_inner_content"><div class="entry-header"><h1 class="jeg_post_title">{TITLE}</h1>
<div class="jeg_post_meta"><div class="jeg_meta_author"><span>بواسطة</span> <a href="/author/salma/">سلمى أوحدو</a></div>
<div class="jeg_meta_date"><a href="/2024/">2 ماي 2024</a></div><div class="jeg_meta_category"><a href="/category/region/">جهات</a></div></div></div>
<div class="jeg_featured"><div class="thumbnail-container"><img src="/up/oasis.jpg"></div><p class="wp-caption-text">واحة في زاكورة</p></div>
<div class="entry-content"><div class="content-inner">{PARAGRAPHS}
<div class="jnews_inline_related_post"><a href="/2024/05/01/khabar-dhu-sila/">خبر ذو صلة داخل النص</a></div>
<div class="jeg_post_tags"><span>وسوم:</span> <a href="/tag/wahat/" rel="tag">الواحات</a></div></div></div>
<div class="jnews_comment_container"><p>{COMMENT}</p></div></div>{SIDEBAR}</body>"""

ARC = f"""
<body><header><nav><a href="/">Accueil</a></nav></header><main><a class="b-overline" href="/region/">جهات</a>
<h1 class="b-headline">{TITLE}</h1><div class="b-byline"><span class="b-byline__names">Par <a href="/auteur/salma/">سلمى أوحدو</a></span></div>
<time class="b-date" datetime="2024-05-02T09:30:00Z">Le 02/05/2024</time>
<figure class="c-media-item"><img src="/resizer/oasis.jpg"><figcaption class="c-media-item__caption">واحة في زاكورة</figcaption></figure>
<article class="b-article-body">{PARAGRAPHS}<div class="b-ads-block">Publicité</div></article></main>{SIDEBAR}</body>"""

DRUPAL = f"""
<body><div class="region-content"><h1 class="page-title">{TITLE}</h1><div class="submitted">بقلم سلمى أوحدو <time datetime="2024-05-02T09:30:00Z">الخميس</time></div>
<div class="field field--name-field-image"><img src="/sites/default/files/oasis.jpg"></div>
<div class="field field--name-field-author">سلمى أوحدو</div><div class="field field--name-body field__item">{PARAGRAPHS}</div>
<div class="field field--name-field-tags"><a href="/tags/wahat">الواحات</a></div></div>
<section id="comments" class="comments"><p>{COMMENT}</p></section>{SIDEBAR}</body>"""

BLOGGER = f"""
<body><div class="blog-posts"><div class="post hentry"><h3 class="post-title entry-title">{TITLE}</h3>
<div class="post-body entry-content">{FIRST}<br><br>{SECOND}<div class="post-share-buttons">شارك</div></div>
<div class="post-footer"><span class="post-author vcard">كتب <span class="fn">سلمى أوحدو</span></span>
<abbr class="published" title="2024-05-02T10:30:00+01:00">10:30 2024</abbr><span class="post-labels"><a href="/search/label/wahat" rel="tag">الواحات</a></span></div></div></div>
<div id="comments" class="comments"><p>{COMMENT}</p></div>{SIDEBAR}</body>"""

VIVVO = f"""
<body><div id="article_holder"><h1 class="artical-content-heads">{TITLE}</h1><span class="story_date">02/05/2024 10:30:00</span><p class="article_abstract">خطة من خمس سنوات لثلاثة أقاليم في الجنوب الشرقي</p>
<div class="bodystr" id="bodystr">{PARAGRAPHS}</div><div class="tags-box">الكلمات الدلالية <a href="/tags/wahat">الواحات</a></div>
<div id="comments_list" class="comments"><p>{COMMENT}</p></div></div>{SIDEBAR}</body>"""

CLASSIC = f"""
<body class="single postid-77"><article id="post-77" class="post-77 post category-region tag-wahat"><header class="entry-header">
<h1 class="entry-title">{TITLE}</h1></header><div class="post-thumbnail"><img class="wp-post-image" src="/up/oasis.jpg">
<figcaption class="wp-caption-text">واحة في زاكورة</figcaption></div><div class="entry-content">{PARAGRAPHS}</div>
<footer class="entry-footer"><div class="posted-by"><span class="posted-on">نُشرت بتاريخ <time class="entry-date published" datetime="2024-05-02T10:30:00+01:00">2 ماي 2024</time></span>
<span class="byline">كتبه <a href="/author/salma/" rel="author">سلمى أوحدو</a></span></div>
<div class="post-taxonomies"><span class="cat-links">مصنف ك<a href="/category/region/" rel="category tag">جهات</a></span>
<span class="tags-links">موسوم ك<a href="/tag/wahat/" rel="tag">الواحات</a></span></div></footer></article>
<div id="comments" class="comments-area"><ol class="comment-list"><li><p>{COMMENT}</p></li></ol><div id="respond"><form><p>لن يتم نشر عنوان بريدك</p></form></div></div>{SIDEBAR}</body>"""

BLOCKS = f"""
<body class="single postid-77"><main class="wp-block-group"><h1 class="wp-block-post-title">{TITLE}</h1>
<figure class="wp-block-post-featured-image"><img src="/up/oasis.jpg"></figure>
<div class="wp-block-post-content entry-content">{PARAGRAPHS}</div><div class="wp-block-post-date"><time datetime="2024-05-02T10:30:00+01:00">2 ماي 2024</time></div>
<p class="wp-block-post-author-name">سلمى أوحدو</p><div class="taxonomy-category wp-block-post-terms"><a href="/category/region/" rel="tag">جهات</a></div>
<div class="taxonomy-post_tag wp-block-post-terms"><a href="/tag/wahat/" rel="tag">الواحات</a></div>
<div class="wp-block-comments"><p>{COMMENT}</p></div></main>{SIDEBAR}</body>"""

PAGES = {
    "jannah": JANNAH,
    "sahifa": SAHIFA,
    "newspaper": NEWSPAPER,
    "jnews": JNEWS,
    "arc": ARC,
    "drupal": DRUPAL,
    "blogger": BLOGGER,
    "vivvo": VIVVO,
    "wordpress": CLASSIC,
    "wordpress-blocks": BLOCKS,
}


def read(theme: str) -> ArticlePage:
    head = f'<html lang="ar"><head><meta charset="utf-8"><title>{TITLE} - جريدة</title><meta property="og:site_name" content="جريدة"></head>'
    return extract_page(Document(head + PAGES[theme] + "</html>", URL), None, fetched_at=NOW)


@pytest.mark.parametrize("theme", PAGES)
def test_the_text_is_all_of_it_and_nothing_else(theme: str) -> None:
    page = read(theme)

    assert [block.text for block in page.blocks] == [FIRST, SECOND]
    assert page.methods["body"] == f"theme:{theme}"


@pytest.mark.parametrize("theme", PAGES)
def test_the_headline_is_found(theme: str) -> None:
    assert read(theme).title == TITLE


@pytest.mark.parametrize("theme", [theme for theme in PAGES if theme != "vivvo"])  # it has no element for authors
def test_the_author_is_a_name_without_labels(theme: str) -> None:
    assert read(theme).authors == ["سلمى أوحدو"]


@pytest.mark.parametrize("theme", PAGES)
def test_the_date_is_there_as_printed_or_stated(theme: str) -> None:
    dates = [date.text for date in read(theme).dates if date.dates == "published"]

    assert dates
    assert "2024" in dates[0]


@pytest.mark.parametrize("theme", [theme for theme in PAGES if theme != "arc"])  # it prints none
def test_the_tags_are_those_of_the_article(theme: str) -> None:
    assert read(theme).tags == ["الواحات"]


@pytest.mark.parametrize("theme", [theme for theme in PAGES if theme not in ("drupal", "blogger", "vivvo")])
def test_the_section_is_the_category(theme: str) -> None:
    assert read(theme).section == "جهات"


@pytest.mark.parametrize("theme", ["jannah", "newspaper", "vivvo"])
def test_the_standfirst_is_the_subtitle_and_no_part_of_the_text(theme: str) -> None:
    assert read(theme).subtitle == "خطة من خمس سنوات لثلاثة أقاليم في الجنوب الشرقي"


@pytest.mark.parametrize("theme", ["jannah", "newspaper", "jnews", "arc", "wordpress"])
def test_the_lead_image_has_its_caption(theme: str) -> None:
    image = read(theme).image

    assert image is not None
    assert image.url.endswith("/oasis.jpg")
    assert image.caption == "واحة في زاكورة"


@pytest.mark.parametrize("theme", ["jannah", "sahifa", "newspaper"])
def test_the_box_under_the_article_gives_related_links(theme: str) -> None:
    related = [link.url for link in read(theme).links if link.kind == "related"]

    assert "https://jarida.example/2024/04/30/khabar-mushabih/" in related
    assert "https://jarida.example/a" not in related


@pytest.mark.parametrize("theme", ["jannah", "wordpress", "wordpress-blocks"])
def test_wordpress_numbers_its_articles(theme: str) -> None:
    assert read(theme).external_id == "wp:77"


def test_of_several_posts_on_a_page_one_is_read() -> None:
    other = f"<article><div class='entry-content'><p>{SECOND}</p></div></article>"
    html = f"<html><body><article><h1 class=entry-title>{TITLE}</h1><div class=entry-content>{PARAGRAPHS}</div></article>{other}</body></html>"

    assert [block.text for block in extract_page(Document(html, URL), None, fetched_at=NOW).blocks] == [FIRST, SECOND]


LONG = "".join(f"<p>{text}</p>" for text in (FIRST, SECOND, FIRST.replace("اليوم", "أمس"), SECOND.replace("خمس", "ست")))
BOX = "توصلكم نشرتنا البريدية كل صباح، ويمكنكم إلغاء الاشتراك فيها متى شئتم بالضغط على الرابط أسفلها."


@pytest.mark.parametrize(
    "frame",
    [
        '<footer><div class="region-footer"><div class="field--name-body"><p>{}</p></div></div></footer>',
        '<aside id="sidebar"><article><div class="introduction entry-content"><p>{}</p></div></article></aside>',
        '<div class="widget"><div class="post-body"><p>{}</p></div></div>',
    ],
)
def test_a_themes_name_in_furniture_is_no_article(frame: str) -> None:
    html = f"<html><body><h1>{TITLE}</h1><div class=texte>{LONG}</div>{frame.format(BOX)}</body></html>"
    found = extract_page(Document(html, URL), None, fetched_at=NOW)

    assert found.methods["body"] == "generic"
    assert [block.text for block in found.blocks][:2] == [FIRST, SECOND]
    assert BOX not in " ".join(block.text for block in found.blocks)


def test_a_themes_element_in_what_is_called_a_widget_is_the_article_where_there_is_no_other() -> None:
    html = f"<html><body><div class='widget Blog'><h3>{TITLE}</h3><div class=post-body>{PARAGRAPHS}</div></div></body></html>"
    found = extract_page(Document(html, URL), None, fetched_at=NOW)

    assert (found.methods["body"], len(found.blocks)) == ("theme:blogger", 2)


def test_a_themes_name_on_a_teaser_below_the_text_is_no_article() -> None:
    teasers = f"<div class=archive><div class=post-body><p>{BOX}</p></div></div>"
    html = f"<html><body><div class=page><h1>{TITLE}</h1><div class=texte>{LONG * 2}</div></div>{teasers}</body></html>"

    assert extract_page(Document(html, URL), None, fetched_at=NOW).methods["body"] == "generic"


def test_a_short_article_in_a_themes_element_is_not_taken_for_a_teaser() -> None:
    about = f"<div class=about>{LONG * 2}</div>"
    html = f"<html><body><div class=page><h1>{TITLE}</h1><div class=entry-content><p>{FIRST}</p></div></div>{about}</body></html>"
    found = extract_page(Document(html, URL), None, fetched_at=NOW)

    assert (found.methods["body"], [block.text for block in found.blocks]) == ("theme:wordpress", [FIRST])


def test_of_several_posts_the_one_under_the_headline_is_read() -> None:
    other = f"<article><h1 class=entry-title>خبر آخر</h1><div class=entry-content>{LONG * 2}</div></article>"
    html = f"<html><head><title>{TITLE}</title></head><body><article><h1 class=entry-title>{TITLE}</h1><div class=entry-content>{PARAGRAPHS}</div></article>{other}</body></html>"

    assert [block.text for block in extract_page(Document(html, URL), None, fetched_at=NOW).blocks] == [FIRST, SECOND]


def test_the_date_of_a_post_above_is_not_that_of_the_article() -> None:
    ticker = "<ul>" + "<li><a href=/x>خبر</a><time class=entry-date datetime=2023-01-02>2</time></li>" * 9 + "</ul>"
    date = "<time class=entry-date datetime='2024-05-02T10:30:00+01:00'>2 ماي</time>"
    html = f"<html><body>{ticker}<h1 class=entry-title>{TITLE}</h1>{date}<div class=entry-content>{PARAGRAPHS}</div></body></html>"

    assert extract_page(Document(html, URL), None, fetched_at=NOW).dates[0].text == "2024-05-02T10:30:00+01:00"


def test_the_authors_of_related_posts_are_not_those_of_the_article() -> None:
    card = "<article><span class='author vcard'><a href=/a{0}>كاتب آخر {0}</a></span><p>{1}</p></article>"
    cards = "".join(card.format("ابجده"[number], SECOND) for number in range(5))
    byline = "<span class='author vcard'><a href=/a>سلمى أوحدو</a></span>"
    html = f"<html><head><title>{TITLE}</title></head><body><h1 class=entry-title>{TITLE}</h1>{byline}<div class=entry-content>{PARAGRAPHS}</div>{cards}</body></html>"

    assert extract_page(Document(html, URL), None, fetched_at=NOW).authors == ["سلمى أوحدو"]
