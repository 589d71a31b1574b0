"""An article of three paragraphs on the page of a site and theme that nobody knows, and what is read of it."""

from __future__ import annotations

from crawler.extraction import Document, extract_page
from crawler.items import ArticlePage
from crawler.site import Site
from tests.article_page import NOW, URL

TITLE = "Le port agrandit ses quais"
FIRST = (
    "Le port de la ville agrandit ses quais de trois cents mètres, pour recevoir des navires plus grands, a dit "
    "mercredi le directeur de l'agence portuaire lors d'une visite du chantier."
)
SECOND = (
    "Les travaux, commencés au printemps, emploient deux cents ouvriers de la région et doivent finir avant "
    "l'hiver, selon le calendrier que l'agence a remis aux élus du conseil régional."
)
THIRD = (
    "Une seconde tranche portera sur les entrepôts frigorifiques, dont les pêcheurs attendent la rénovation depuis "
    "plus de dix ans, et sur la route qui mène à la zone industrielle."
)
TEXT = (FIRST, SECOND, THIRD)
MENU = "".join(f'<li><a href="/rubrique-{n}">Rubrique numéro {n}</a></li>' for n in range(12))


def page(inner: str, *, around: str = "", head: str = "", site: Site | None = None) -> ArticlePage:
    html = (
        f"<html lang=fr><head><title>{TITLE} | Journal</title>{head}</head><body><div class=top><ul>{MENU}</ul></div>"
        f"<div class=page><h1>{TITLE}</h1><div class=xyz>{inner}</div>{around}</div></body></html>"
    )
    return extract_page(Document(html, URL), site, fetched_at=NOW)


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts or TEXT)


def texts(found: ArticlePage) -> list[str]:
    return [block.text for block in found.blocks]
