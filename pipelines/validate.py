"""Validate: what is no article is not stored as one, and says why."""

from __future__ import annotations

from scrapy.exceptions import DropItem

from crawler.items import Article, Block
from crawler.text.arabic import fold

MIN_WORDS = 20
"""Shortest body that counts as a story on its own word; flash news of the Moroccan press has a sentence or two."""

MIN_WORDS_DECLARED = 5
"""Shortest body where the page itself declares an article (structured data, REST, a known layout)."""

LONG_PARAGRAPH_WORDS = 15
"""A page without a date and without one paragraph this long is a list of headlines."""

_NO_ARTICLE_TITLES = frozenset(
    fold(title)
    for title in (
        "404", "Erreur 404", "Error 404", "404 Not Found", "Not Found", "Page not found", "Page introuvable",
        "Page non trouvée", "Oops! Page not found", "الصفحة غير موجودة", "صفحة غير موجودة",
        "الصفحة المطلوبة غير موجودة", "خطأ 404", "Connexion", "Se connecter", "Login", "Log in", "Sign in",
        "تسجيل الدخول", "دخول",
        "Access denied", "Forbidden", "403 Forbidden", "Just a moment...", "Attention Required!",
    )
)  # fmt: skip

_DECLARING_METHODS = ("json-ld", "microdata", "rest", "layout", "theme")


class ValidatePipeline:
    """Drops what is no article."""

    def process_item(self, item: Article) -> Article:
        """Return the article, or raise `DropItem` with the reason."""
        if reason := self.objection(item):
            raise DropItem(reason)
        return item

    def objection(self, article: Article) -> str | None:
        """Return why this is no article, or None."""
        if not article.title:
            return "no title"
        title = fold(article.title)
        if title in _NO_ARTICLE_TITLES and article.published is None:
            return f"an error or login page: {article.title}"
        if not article.body:
            return "no text"
        declared = article.has_media or article.methods.get("body", "").startswith(_DECLARING_METHODS)
        least = MIN_WORDS_DECLARED if declared else MIN_WORDS
        if article.word_count < least:
            return f"only {article.word_count} words"
        if article.published is None and not any(map(_is_paragraph, article.blocks)):
            return "a list of headlines: no date and no paragraph"
        return None


def _is_paragraph(block: Block) -> bool:
    return len(block.text.split()) >= LONG_PARAGRAPH_WORDS
