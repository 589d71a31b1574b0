"""What each pipeline does to an article, rule by rule."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scrapy.exceptions import DropItem

from crawler.items import Article, ArticlePage, Block, BlockKind, DateText, Image, Link, LinkKind
from crawler.record import STORE
from crawler.settings import ITEM_PIPELINES
from crawler.site import Site
from crawler.urls import url_key
from crawler.visits import Page, Visit
from pipelines import limit
from pipelines.clean import CleanPipeline
from pipelines.deduplicate import DeduplicatePipeline
from pipelines.limit import LimitPipeline
from pipelines.normalise import NormalisePipeline
from pipelines.store import StorePipeline
from pipelines.validate import ValidatePipeline

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://www.journal.example/societe/marche-couvert-48213.html"
SITE = Site("Journal", "https://www.journal.example/", languages=("fr",), began=date(2010, 5, 1))

PROSE = (
    "Le marché couvert de la ville rouvrira ses portes lundi prochain, après deux années de travaux qui ont coûté "
    "quarante millions de dirhams à la commune."
)
MORE = (
    "Les commerçants, réunis mardi soir à la maison de quartier, ont reçu les clés de leurs échoppes des mains du "
    "président de l'arrondissement."
)


def found(*texts: str | Block, **fields: Any) -> ArticlePage:
    """Return a page as extraction hands it on; texts are its paragraphs."""
    blocks = [text if isinstance(text, Block) else Block("paragraph", text) for text in texts or (PROSE, MORE)]
    fields = {"title": "Le marché couvert rouvre lundi", "methods": {"body": "generic"}} | fields
    return ArticlePage(URL, NOON, blocks=blocks, **fields)


def normalised(*texts: str | Block, **fields: Any) -> Article:
    return NormalisePipeline().process_item(found(*texts, **fields))


def deduplicated(*texts: str | Block, **fields: Any) -> Article:
    return DeduplicatePipeline().process_item(normalised(*texts, **fields))


def reason(article: Article) -> str | None:
    try:
        ValidatePipeline().process_item(article)
    except DropItem as refusal:
        return str(refusal)
    return None


def texts(item: ArticlePage | Article) -> list[str]:
    return [block.text for block in item.blocks]


def published(*printed: str, dates: str = "published") -> list[DateText]:
    return [DateText(text, dates, f"method {number}") for number, text in enumerate(printed)]  # type: ignore[arg-type]


class TestOrder:
    def test_what_is_bounded_is_cleaned_then_read_judged_and_stored(self) -> None:
        order = sorted(ITEM_PIPELINES, key=ITEM_PIPELINES.__getitem__)
        assert [name.split(".")[1] for name in order] == [
            "limit", "clean", "normalise", "validate", "deduplicate", "store",
        ]  # fmt: skip
        assert order[-1] == STORE


class TestLimit:
    def bounded(self, *blocks: str | Block, **fields: Any) -> ArticlePage:
        return LimitPipeline().process_item(found(*blocks, **fields))

    def test_an_ordinary_page_passes_as_it_is(self) -> None:
        fields: dict[str, Any] = {
            "subtitle": "Deux ans de travaux", "section": "Société", "authors": ["Prénom Nom"], "tags": ["marché"],
            "links": [Link("https://a.example/1", "inline", "ici", 0)], "canonical_url": URL,
            "image": Image("https://a.example/i.jpg", "Le marché"), "external_id": "wp:48213", "language": "fr-FR",
            "dates": published("2026-11-20"),
        }  # fmt: skip
        assert self.bounded(**fields) == found(**fields)

    def test_more_text_than_any_article_has_is_no_article(self) -> None:
        with pytest.raises(DropItem, match="longer than any article: 1000001 characters in 1 blocks"):
            self.bounded("x" * 1_000_001)
        with pytest.raises(DropItem, match="longer than any article"):
            self.bounded(*["x"] * (limit.MAX_BLOCKS + 1))

    @pytest.mark.parametrize("name", sorted(limit.LONGEST))
    def test_a_field_that_cannot_be_one_is_left_empty_and_said_so(self, name: str) -> None:
        page = self.bounded(**{name: "x" * 100_000, "methods": {name: "meta", "body": "generic"}})
        assert getattr(page, name) is None
        assert page.methods == {"body": "generic"}
        assert page.problems == [f"{name} refused: 100000 characters"]

    @pytest.mark.parametrize("name", ["authors", "tags", "breadcrumb"])
    def test_names_are_bounded_in_length_and_number(self, name: str) -> None:
        page = self.bounded(**{name: ["x" * 201, *(f"nom {n}" for n in range(200))]})
        assert getattr(page, name) == [f"nom {n}" for n in range(100)]
        assert page.problems == [f"{name} refused: 101 of 201"]

    def test_links_keep_their_address_and_the_beginning_of_their_text(self) -> None:
        page = self.bounded(links=[Link("https://a.example/1", "inline", "mot " * 1000, 0)] * 6000)
        assert len(page.links) == limit.MOST_LINKS
        assert page.links[0] == Link("https://a.example/1", "inline", "mot " * 125, 0)

    def test_captions_dates_and_embedded_addresses_are_bounded(self) -> None:
        page = self.bounded(
            Block("embed", "Un message", "https://a.example/" + "x" * 5000),
            image=Image("https://a.example/i.jpg", "x" * 5000, "Nom / Agence"),
            dates=published(*["2026-11-20"] * 100),
        )
        assert page.blocks[0].url is None
        assert page.image == Image("https://a.example/i.jpg", None, "Nom / Agence")
        assert len(page.dates) == limit.MOST_DATES


class TestClean:
    def cleaned(self, *blocks: str | Block, **fields: Any) -> ArticlePage:
        return CleanPipeline().process_item(found(*blocks, **fields))

    @pytest.mark.parametrize(
        "furniture",
        [
            "Lire aussi : La gare routière déménage en janvier",
            "اقرأ أيضا: افتتاح محطة جديدة",
            "Partager sur Facebook Twitter WhatsApp",
            "Laisser un commentaire",
            "© 2026 Journal. Tous droits réservés.",
            "مقالات ذات صلة",
        ],
    )
    def test_a_block_that_is_furniture_as_a_whole_goes(self, furniture: str) -> None:
        assert texts(self.cleaned(PROSE, furniture, MORE)) == [PROSE, MORE]

    @pytest.mark.parametrize(
        "bar", [("Facebook", "Twitter", "WhatsApp"), ("فيسبوك", "واتساب", "تويتر"), ("Nom", "E-mail", "Site web")]
    )
    def test_three_buttons_below_each_other_are_a_bar_and_go(self, bar: tuple[str, ...]) -> None:
        assert texts(self.cleaned(*bar, PROSE, *bar, MORE)) == [PROSE, MORE]

    def test_fewer_may_be_headings_and_stay(self) -> None:
        assert texts(self.cleaned("Facebook", PROSE, "Twitter", "WhatsApp", MORE)) == [
            *("Facebook", PROSE, "Twitter", "WhatsApp", MORE)
        ]

    @pytest.mark.parametrize(
        "sentence",
        [
            "« Lire aussi est un plaisir », a répondu la libraire à qui l'on demandait pourquoi ce métier.",
            "Le ministre a promis que tous droits réservés aux auteurs leur seraient versés avant la fin de l'année.",
            "وقال الكاتب إن من يريد أن يفهم ما جرى عليه أن اقرأ أيضا كتب التاريخ القديمة التي صدرت قبل سنوات.",
        ],
    )
    def test_a_sentence_that_merely_contains_a_phrase_stays(self, sentence: str) -> None:
        assert texts(self.cleaned(PROSE, sentence)) == [PROSE, sentence]

    def test_the_headline_printed_once_more_on_top_goes(self) -> None:
        title = "Le marché couvert rouvre lundi"
        assert texts(self.cleaned("LE MARCHÉ COUVERT ROUVRE LUNDI", PROSE, title=title)) == [PROSE]

    def test_the_headline_quoted_further_down_stays(self) -> None:
        title = "Le marché couvert rouvre lundi"
        assert texts(self.cleaned(PROSE, title, title=title)) == [PROSE, title]

    def test_the_first_paragraph_stays_where_there_is_no_headline(self) -> None:
        assert texts(self.cleaned(PROSE, title=None)) == [PROSE]

    def test_tags_that_are_furniture_go(self) -> None:
        assert self.cleaned(tags=["marché", "Partager", "commerce"]).tags == ["marché", "commerce"]

    def test_a_page_of_nothing_but_furniture_is_left_without_text(self) -> None:
        assert self.cleaned("Partager", "Laisser un commentaire").blocks == []


class TestNormalise:
    def test_text_read_in_the_wrong_encoding_is_repaired_where_that_is_certain(self) -> None:
        article = normalised("Le cafÃ© a rouvert aprÃ¨s lâ€™Ã©tÃ©.", title="Ø§Ù„Ø³ÙˆÙ‚ Ø§Ù„Ù…ØºØ·Ù‰")
        assert (article.title, article.body) == ("السوق المغطى", "Le café a rouvert après l’été.")

    def test_letters_and_vowel_marks_stay_stretching_and_invisible_marks_go(self) -> None:
        article = normalised("أعلنـــت\u200f الجَمَاعَةُ\u00a0أمس\u200b.")
        assert article.body == "أعلنت الجَمَاعَةُ أمس."

    def test_lines_of_a_list_stay_lines_and_empty_blocks_go(self) -> None:
        article = normalised(Block("list", " un \n\n\u200b\n deux  fois "), "\u200f", " \n ")
        assert article.blocks == [Block("list", "un\ndeux fois")]

    def test_the_body_is_the_blocks_with_a_blank_line_between_them(self) -> None:
        article = normalised(PROSE, MORE)
        assert article.body == f"{PROSE}\n\n{MORE}"
        assert article.word_count == len(PROSE.split()) + len(MORE.split())

    def test_an_embedded_post_keeps_its_address(self) -> None:
        embedded = Block("embed", "Un message", "https://t.example/1")
        assert normalised(PROSE, embedded).blocks[1] == embedded

    def test_people_and_tags_are_named_once(self) -> None:
        article = normalised(
            authors=["ليلى المثالية", "ليلـى المثالية ", ""], tags=["marché", " marché", "فاس", "\u200fفاس"]
        )
        assert article.authors == ["ليلى المثالية"]
        assert article.tags == ["marché", "فاس"]

    def test_what_is_empty_is_none(self) -> None:
        article = normalised(
            subtitle=" \u200f ", section="", source="\u200b", image=Image("https://a.example/i.jpg", " ", "")
        )
        assert (article.subtitle, article.section, article.source) == (None, None, None)
        assert article.image == Image("https://a.example/i.jpg", None, None)

    def test_the_words_decide_the_language_not_what_the_page_says(self) -> None:
        article = normalised(language="ar")
        assert (article.language, article.script) == ("fr", "Latn")

    def test_the_first_date_that_can_be_read_counts_and_names_its_method(self) -> None:
        article = normalised(dates=published("hier peut-être", "2026-11-20T10:30:00+01:00"))
        assert article.published is not None
        assert article.published.at == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
        assert article.published.raw == "2026-11-20T10:30:00+01:00"
        assert (article.published.precision, article.published.source) == ("second", "method 1")
        assert article.problems == []

    def test_a_time_without_a_zone_is_the_site_s(self) -> None:
        east = Site("Est", "https://est.example/", timezone="Asia/Tokyo")
        for site, hour in ((east, 3), (SITE, 12), (None, 12)):
            article = normalised(dates=published("20/10/2026 12:00"), site=site)
            assert article.published is not None
            assert article.published.at == datetime(2026, 10, 20, hour, tzinfo=UTC)

    def test_dates_that_contradict_each_other_are_reported_not_averaged(self) -> None:
        article = normalised(dates=published("2026-11-20T23:00", "2026-11-12", "2026-11-21"))
        assert article.published is not None
        assert article.published.at == datetime(2026, 11, 20, 23, tzinfo=UTC)
        assert article.problems == ["published dates disagree: 2026-11-20T23:00 (method 0), 2026-11-12 (method 1)"]

    @pytest.mark.parametrize("day", ["2026-11-20", "2026-11-20T00:00:00", "2026-11-20T00:00:00Z"])
    def test_a_day_gets_the_time_that_a_later_statement_gives_it(self, day: str) -> None:
        article = normalised(dates=published(day, "19 novembre 2026 à 18h00", "20 novembre 2026 à 18h45", "2026-11-20"))
        assert article.published is not None
        assert article.published.at == datetime(2026, 11, 20, 18, 45, tzinfo=UTC)
        assert (article.published.precision, article.published.source) == ("minute", "method 2")
        assert article.methods["published"] == "method 2"

    @pytest.mark.parametrize(
        ("printed", "why"),
        [
            ("2027-01-01T10:00", "in the future"),
            ("1970-01-01", "before 1995"),
            ("2009-12-31", "before the site existed"),
        ],
    )
    def test_a_date_that_cannot_be_is_refused_and_the_next_one_taken(self, printed: str, why: str) -> None:
        article = normalised(dates=published(printed, "2026-11-20"), site=SITE)
        assert article.published is not None
        assert article.published.raw == "2026-11-20"
        assert article.problems == [f"published date refused, {why}: {printed}"]
        assert normalised(dates=published(printed), site=SITE).published is None

    def test_an_article_modified_before_it_was_published_was_not(self) -> None:
        earlier = published("2026-11-19T08:00", dates="modified")
        article = normalised(dates=[*published("2026-11-20T10:00"), *earlier])
        assert article.modified is None
        assert article.problems == ["modified before published: 2026-11-19T08:00"]

    def test_a_day_without_a_clock_is_no_contradiction_of_its_own_morning(self) -> None:
        same_day = published("2026-11-20", dates="modified")
        article = normalised(dates=[*published("2026-11-20T10:00"), *same_day])
        assert article.modified is not None
        assert article.problems == []

    @example([], "A\x1bÂ¡")  # what is dropped stood before a character in two
    @given(st.lists(st.text(max_size=60), max_size=6), st.text(max_size=60))
    def test_any_text_is_normalised_once_and_for_all(self, paragraphs: list[str], title: str) -> None:
        page = found(title=title)
        page.blocks = [Block("paragraph", text) for text in paragraphs]
        once = NormalisePipeline().process_item(page)
        page.blocks, page.title = once.blocks, once.title
        again = NormalisePipeline().process_item(page)
        assert (again.title, again.blocks, again.body) == (once.title, once.blocks, once.body)
        assert all(block.text == block.text.strip() != "" for block in once.blocks)


class TestValidate:
    def test_an_article_passes(self) -> None:
        assert reason(normalised()) is None

    def test_without_a_title_it_is_none(self) -> None:
        assert reason(normalised(title=None)) == reason(normalised(title="\u200f")) == "no title"

    @pytest.mark.parametrize(
        "title", ["404", "Page introuvable", "الصفحة غير موجودة", "JUST A MOMENT...", "Se connecter"]
    )
    def test_an_error_or_login_page_is_none(self, title: str) -> None:
        assert reason(normalised(title=title)) == f"an error or login page: {title}"

    def test_a_dated_article_may_be_called_404(self) -> None:
        assert reason(normalised(title="404", dates=published("2026-11-20"))) is None

    def test_without_text_it_is_none(self) -> None:
        assert reason(normalised("\u200f")) == "no text"

    def test_a_short_text_is_an_article_only_where_the_page_declares_one(self) -> None:
        flash = "Séisme de magnitude 4,2 ressenti à Al Hoceima, sans dégâts."
        dated = {"dates": published("2026-11-20")}
        assert reason(normalised(flash, **dated)) == "only 10 words"
        for method in ("json-ld", "rest", "layout", "theme:jannah"):
            assert reason(normalised(flash, methods={"body": method}, **dated)) is None
        assert reason(normalised(flash, has_media=True, **dated)) is None

    def test_four_words_are_none_whatever_the_page_declares(self) -> None:
        assert reason(normalised("Abonnez-vous pour lire.", methods={"body": "layout"})) == "only 3 words"

    def test_a_list_of_headlines_is_none(self) -> None:
        headlines = [f"Le titre numéro {number} de la page" for number in range(10)]
        assert reason(normalised(*headlines)) == "a list of headlines: no date and no paragraph"
        assert reason(normalised(*headlines, dates=published("2026-11-20"))) is None
        assert reason(normalised(*headlines, PROSE)) is None


class TestDeduplicate:
    def test_a_paragraph_printed_twice_is_kept_once(self) -> None:
        article = deduplicated(PROSE, MORE, PROSE)
        assert texts(article) == [PROSE, MORE]
        assert article.body == f"{PROSE}\n\n{MORE}"

    def test_a_refrain_stays(self) -> None:
        assert texts(deduplicated("Et pourtant.", PROSE, "Et pourtant.", MORE)) == [
            "Et pourtant.",
            PROSE,
            "Et pourtant.",
            MORE,
        ]

    def test_a_page_is_linked_once_a_kind_and_the_article_never_links_to_itself(self) -> None:
        def link(url: str, kind: LinkKind = "inline", text: str = "") -> Link:
            return Link(url, kind, text, 99)

        article = deduplicated(
            links=[
                link("https://www.journal.example/a-11111.html", text="premier"),
                link("http://journal.example/a-11111.html?utm_source=x#haut", text="second"),
                link("https://www.journal.example/a-11111.html", "related"),
                link(f"{URL}#commentaires"),
                link("javascript:void(0)"),
                link("https://autre.example/b"),
            ]
        )
        assert article.links == [
            Link("https://www.journal.example/a-11111.html", "inline", "premier", 0),
            Link("https://www.journal.example/a-11111.html", "related", "", 1),
            Link("https://autre.example/b", "inline", "", 2),
        ]

    @pytest.mark.parametrize(
        "named",
        [
            "https://www.journal.example/economie/marche-couvert-48213.html",
            "https://journal.example/marche-couvert-48213.html?utm_campaign=x",
        ],
    )
    def test_a_canonical_link_is_believed(self, named: str) -> None:
        article = deduplicated(canonical_url=named, site=SITE)
        assert url_key(article.url) == url_key(named)
        assert "utm" not in article.url
        assert article.problems == []

    @pytest.mark.parametrize(
        "named",
        [
            "https://www.journal.example/",
            "https://www.journal.example/economie/",
            "https://autre.example/marche-couvert-48213.html",
            "javascript:alert(1)",
            "",
        ],
    )
    def test_a_canonical_link_to_what_is_no_article_of_the_site_is_not_believed(self, named: str) -> None:
        assert deduplicated(canonical_url=named, site=SITE).url == URL

    def test_a_canonical_link_to_another_article_s_number_is_not_believed_and_reported(self) -> None:
        other = "https://www.journal.example/societe/marche-couvert-99999.html"
        article = deduplicated(canonical_url=other, site=SITE)
        assert article.url == URL
        assert article.problems == [f"canonical link not believed: {other}"]

    def test_without_a_known_site_no_canonical_link_is_believed(self) -> None:
        assert deduplicated(canonical_url="https://www.journal.example/economie/autre-titre-48213.html").url == URL

    def test_the_fingerprint_covers_title_and_body_and_nothing_else(self) -> None:
        told = deduplicated(PROSE).content_hash
        assert deduplicated(PROSE, title="Un autre titre").content_hash != told
        assert deduplicated(MORE).content_hash != told
        fields: dict[str, Any] = {"authors": ["Prénom Nom"], "tags": ["marché"], "dates": published("2026-11-20")}
        assert deduplicated(PROSE, section="Société", subtitle="Deux ans", **fields).content_hash == told

    @given(st.lists(st.sampled_from([PROSE, MORE, "Et pourtant.", "Oui."]), max_size=8))
    def test_doing_it_twice_changes_nothing(self, paragraphs: list[str]) -> None:
        once = DeduplicatePipeline().process_item(normalised(*paragraphs or [PROSE]))
        before = (once.blocks, once.body, once.links, once.url, once.content_hash)
        again = DeduplicatePipeline().process_item(once)
        assert (again.blocks, again.body, again.links, again.url, again.content_hash) == before


class TestStore:
    def test_an_article_joins_the_visit_it_came_from(self) -> None:
        visit = Visit(Page(1, URL, "article", depth=1), NOON)
        article = normalised(visit=visit)
        assert StorePipeline().process_item(article) is article
        assert visit.articles == [article]

    def test_outside_a_crawl_nothing_is_stored(self) -> None:
        article = normalised()
        assert StorePipeline().process_item(article) is article


def test_kinds_of_blocks_pass_all_pipelines_as_they_are() -> None:
    kinds: tuple[BlockKind, ...] = ("paragraph", "heading", "quote", "list", "table", "embed")
    page = found(*(Block(kind, f"{PROSE} {kind}") for kind in kinds))
    article = DeduplicatePipeline().process_item(
        ValidatePipeline().process_item(NormalisePipeline().process_item(CleanPipeline().process_item(page)))
    )
    assert [block.kind for block in article.blocks] == list(kinds)
