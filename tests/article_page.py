"""A page of one short article, whose head and lines about the text a test fills in."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from crawler.extraction import Document, extract_page
from crawler.items import ArticlePage
from crawler.site import Site

URL = "https://journal.example/region/port-agadir-48213.html"
NOW = datetime(2024, 5, 3, tzinfo=UTC)
TITLE = "Le port agrandit ses quais - et sa zone industrielle"
TEXT = (
    "<p>Le port de la ville agrandit ses quais de trois cents mètres, pour recevoir des navires plus grands, a dit "
    "mercredi le directeur de l'agence portuaire.</p><p>Les travaux, commencés au printemps, emploient deux cents "
    "ouvriers de la région et doivent finir avant l'hiver.</p>"
)
SITE = Site("Journal", "https://journal.example/", title_ar="الجريدة")


def page(
    head: str = "", inner: str = "", *, below: str = "", title: str = TITLE, site: Site | None = None
) -> ArticlePage:
    html = f"<html><head>{head}</head><body><h1>{title}</h1>{inner}<div class=t>{TEXT}</div>{below}</body></html>"
    return extract_page(Document(html, URL), site, fetched_at=NOW)


def ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value, ensure_ascii=False)}</script>'
