"""The layouts of the themes and systems that many newspapers share, and how each is told.

A theme is recognised by a class that its own templates print; a page that was restyled beyond that falls to
generic extraction. Selectors name what the theme's own templates print, with earlier major versions beside.
"""

from __future__ import annotations

from dataclasses import dataclass

from crawler.extraction.document import Document
from crawler.site import Layout


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme: `marks` are classes of which any one tells it, `layout` where its templates put what."""

    name: str
    marks: tuple[str, ...]
    layout: Layout


THEMES = (
    Theme(
        "jannah",  # TieLabs, 2017 on
        marks=(
            "tie-has-sidebar",
            "post-layout-1",
            "entry-header-outer",
            "tie-weather-widget",
            "mag-box",
            "post-cat-wrap",
        ),
        layout=Layout(
            seen="2024",
            title="h1.post-title, h1.entry-title",
            subtitle="h2.entry-sub-title",
            section=".post-cat-wrap a.post-cat, .entry-header a.post-cat",
            body="article .entry-content, .entry-content",
            author=".entry-header .meta-author a.author-name, .entry-header .meta-author",
            published=".entry-header .post-meta .date",
            tags=".post-bottom-tags .tagcloud a, .post-bottom-meta .tagcloud a",
            image=".featured-area .single-featured-image img, .featured-area-inner img",
            caption=".featured-area .single-caption-text",
            related="#related-posts, #check-also-box, #inline-related-post, #read-next-block",
            remove=".stream-item, #inline-related-post, .post-bottom-meta, .post-shortlink, .tie-ad",
        ),
    ),
    Theme(
        "sahifa",  # TieLabs, before Jannah; Jarida is its elder sister with the same templates
        marks=("post-listing", "post-inner", "single-post-thumb", "share-post"),
        layout=Layout(
            seen="2024",
            title="h1.post-title, h1.name.post-title, span[itemprop=name]",
            section=".post-meta .post-cats a",
            body=".post-inner .entry",
            author=".post-meta .post-meta-author a",
            published=".post-meta .tie-date",
            tags=".post-tag a",
            image=".single-post-thumb img",
            related="#related_posts, #check-also-box",
            remove=".share-post, .e3lan, .single-post-caption, .review_wrap, .post-tag",
        ),
    ),
    Theme(
        "newspaper",  # tagDiv Newspaper and Newsmag
        marks=("td-post-content", "tdb_single_content", "td-ss-main-content"),
        layout=Layout(
            seen="2024",
            title="h1.entry-title, h1.tdb-title-text",
            subtitle="p.td-post-sub-title, p.tdb-sub-title, .tdb_single_subtitle p",
            section=".td-category a, .tdb-category a, a.tdb-entry-category",
            body=".td-post-content, .tdb_single_content .tdb-block-inner",
            author=".td-post-author-name a, a.tdb-author-name",
            published=".td-post-date time, .tdb_single_date time",
            modified=".tdb_single_modified_date time",
            tags=".td-tags a, .tdb-tags a",
            image=".td-post-featured-image img, .tdb-featured-image-bg img, .tdb_single_featured_image img",
            caption=".td-post-featured-image figcaption, .tdb_single_featured_image figcaption",
            related=".td_block_related_posts, .tdb_single_related",
            remove=".td-post-featured-image, .td-a-rec, .td-post-source-tags, .td-post-sharing",
        ),
    ),
    Theme(
        "jnews",  # Jegtheme
        marks=("jeg_post_title", "jeg_inner_content"),
        layout=Layout(
            seen="2024",
            title="h1.jeg_post_title",
            subtitle="h2.jeg_post_subtitle",
            section=".jeg_meta_category a",
            body=".entry-content .content-inner",
            author=".jeg_post_meta .jeg_meta_author a",
            published=".jeg_post_meta .jeg_meta_date a",
            tags=".jeg_post_tags a",
            image=".jeg_featured img",
            caption=".jeg_featured .wp-caption-text",
            related=".jnews_related_post_container, .jnews_inline_related_post",
            remove=".jnews_inline_related_post, .jeg_ad, .jeg_post_tags, .jeg_share_button",
        ),
    ),
    Theme(
        "arc",  # Arc XP
        marks=("b-article-body", "article-body-wrapper", "article-body__content"),
        layout=Layout(
            seen="2024",
            title="h1.b-headline",
            subtitle="h2.b-subheadline, .subheadline",
            section="a.b-overline",
            body=".b-article-body, .article-body-wrapper, .article-body__content",
            author=".b-byline__names a, .ts-byline__names a",
            published="time.b-date, time.c-date",
            image=".c-media-item img",
            caption=".c-media-item__caption",
            remove=".b-ads-block, .b-related-content",
        ),
    ),
    Theme(
        "drupal",
        marks=("field--name-body", "field-name-body"),
        layout=Layout(
            seen="2024",
            title="h1.page-title, h1#page-title",
            body=".field--name-body, .field-name-body",
            author=".field--name-field-author, .field-name-field-author",
            published=".field--name-created, .submitted time, .field-name-post-date",
            tags=".field--name-field-tags a, .field-name-field-tags a",
            image=".field--name-field-image img, .field-name-field-image img",
        ),
    ),
    Theme(
        "blogger",
        marks=("post-body", "blog-posts"),
        layout=Layout(
            seen="2024",
            title="h1.post-title, h3.post-title",
            body=".post-body.entry-content, .post-body",
            author=".post-author .fn, .author-name",
            published="abbr.published, time.published",
            tags=".post-labels a",
            remove=".post-footer, .post-share-buttons",
        ),
    ),
    Theme(
        "vivvo",  # Vivvo CMS, and its templates carried on in Laravel
        marks=("bodystr", "story_date", "article_abstract"),
        layout=Layout(
            seen="2025",
            title="h1.artical-content-heads, #article_holder h1",
            subtitle="p.article_abstract",
            body="#bodystr, .bodystr, #article_body",
            published="time.story_date, span.story_date",
            tags="a[href*='/tags/']",
        ),
    ),
    Theme(
        "wordpress-blocks",
        marks=("wp-block-post-content",),
        layout=Layout(
            seen="2024",
            title="h1.wp-block-post-title, h2.wp-block-post-title",
            section=".taxonomy-category a",
            body=".wp-block-post-content",
            author=".wp-block-post-author__name, .wp-block-post-author-name",
            published=".wp-block-post-date time",
            tags=".taxonomy-post_tag a",
            image=".wp-block-post-featured-image img",
            related=".wp-block-query",
        ),
    ),
    Theme(
        "wordpress",
        marks=("entry-content",),
        layout=Layout(
            seen="2024",
            title="h1.entry-title",
            section=".cat-links a",
            body=".entry-content",
            author=".byline .author a, .author.vcard a, .byline .fn",
            published="time.entry-date.published, time.entry-date, abbr.published",
            modified="time.updated",
            tags=".tags-links a, .tag-links a",
            image=".post-thumbnail img, img.wp-post-image",
            caption=".post-thumbnail figcaption",
        ),
    ),
)


def themes_of(document: Document) -> list[Theme]:
    """Return the themes that the page shows marks of, the most particular first."""
    return [theme for theme in THEMES if document.has_class(*theme.marks)]


class Unthemed(Document):
    """A page that shows no mark of a theme: read so, it is one that nothing is known of."""

    def has_class(self, *names: str) -> bool:
        """Say whether any element carries one of the classes, none of those that tell a theme."""
        return super().has_class(*(name for name in names if name not in _MARKS))


_MARKS = frozenset(mark for theme in THEMES for mark in theme.marks)
