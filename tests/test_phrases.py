"""Boilerplate phrases told from sentences, and whole pages of plain text told from what is printed around them."""

from __future__ import annotations

import csv
import json
import textwrap
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.phrase_table import phrase_table
from crawler.text.phrases import boilerplate_kind, clean_text_dump, ends_article

SHARED = Path(__file__).parents[2] / "shared"
TABLE = Path(__file__).parents[1] / "crawler" / "text" / "boilerplate.tsv"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        # the line is the phrase, however it is spelt and decorated
        ("اترك تعليقاً", "comments"),
        ("اترك تعليقا", "comments"),
        ("لن يتم نشر عنوان بريدك الإلكتروني. الحقول الإلزامية مشار إليها بـ *", "comments"),
        ("اترك تعليقاً إلغاء الرد", "comments"),
        ("LAISSER UN COMMENTAIRE Annuler la réponse", "comments"),
        ("3 تعليقات على “عنوان المقال”", "comments"),
        ("Commentaires (3)", "comments"),
        ("تعليقات (12)", "comments"),
        ("ردان على “عنوان المقال”", "comments"),
        ("3 ردود على “عنوان المقال”", "comments"),
        ("3 réponses à « Titre de l'article »", "comments"),
        ("34 responses to “Title”", "comments"),
        ("Lire la suite sur Autre Journal !", "read-also"),
        ("مقالات ذات صلة", "related"),
        ("◄ ARTICLES CONNEXES", "related"),
        ("المزيد من أخبار الجهات", "related"),
        ("Les plus lus de la semaine", "related"),
        ("MORE FROM THE REGION", "related"),
        ("زر الذهاب إلى الأعلى", "navigation"),
        ("Bouton retour en haut de la page", "navigation"),
        ("أكمل القراءة »", "read-also"),
        ("+ Lire la suite...", "read-also"),
        ("- Publicité -", "ad"),
        ("image_pdfimage_print", "share"),
        ("شارك هذه المقالة", "share"),
        ("Facebook Twitter WhatsApp", "share"),
        ("1٬039 مشاهدة", "counter"),
        ("1.2K vues", "counter"),
        ("أقل من دقيقة", "reading-time"),
        ("Temps de lecture : 3 minutes", "reading-time"),
        ("Abonnez-vous à notre newsletter !", "newsletter"),
        # a label and what it introduces
        ("إقرأ أيضا: عنوان خبر آخر", "read-also"),
        ("اقرأ أيضًا – عنوان خبر آخر", "read-also"),
        ("👈 اقرأ أيضا عنوان خبر آخر", "read-also"),
        ("شاهد أيضا: عنوان شريط", "read-also"),
        ("Lire aussi : Le conseil adopte son budget", "read-also"),
        ("LIRE AUSSI | Le conseil adopte son budget", "read-also"),
        ("Lire aussi Le conseil adopte son budget", "read-also"),
        ("Read also: Council adopts its budget", "read-also"),
        ("Lea también: El consejo aprueba", "read-also"),
        ("Tags : budget, ville, conseil", "tags"),
        ("الكلمات الدلالية: ميزانية، مدينة", "tags"),
        ("Par : Prénom Nom", "author"),
        ("المصدر: وكالة أنباء", "source"),
        ("الرئيسية / أخبار جهوية / عنوان", "breadcrumb"),
        ("Accueil > Politique > Un titre", "breadcrumb"),
        ("Publié le 5 mai 2020 à 12h18", "date"),
        ("آخر تحديث : الإثنين 23 أبريل 2012 - 9:42 مساءً", "date"),
        ("تابعوا آخر الأخبار من الجريدة على Google News", "follow"),
        ("Ce site utilise Akismet pour réduire les indésirables. En savoir plus.", "comments"),
        ("Cet article est réservé aux abonnés. Déjà abonné ? Connectez-vous", "paywall"),
        ("© 2024 Le Site. Tous droits réservés", "copyright"),
        ("Le Site – Tous droits réservés", "copyright"),
        ("© 2024 Le Site", "copyright"),
        ("Copyright © 2024 Le Site. Cliquez pour reproduire.", "copyright"),
        ("Cet article est paru dans notre newsletter « Le matin ». Pour la recevoir, inscrivez-vous.", "newsletter"),
        ("اشتركوا في نشرتنا البريدية لتصلكم أخبار الجهة كل صباح", "newsletter"),
        ("La suite après cette publicité", "ad"),
        ("جميع الحقوق محفوظة لموقع الجريدة © 2024", "copyright"),
        (
            "© Le Site. Toute reproduction interdite, sous quelque forme que ce soit, sauf autorisation écrite de la "
            "société éditrice. Ce contenu est protégé par la loi, notamment par celle qui régit la presse, "
            "ainsi que par les lois sur la propriété intellectuelle, et toute copie sera poursuivie.",
            "copyright",
        ),
        ("The post Council adopts its budget appeared first on The Site.", "feed-tail"),
        ("L’article Le conseil adopte son budget est apparu en premier sur Le Site.", "feed-tail"),
    ],
)
def test_a_line_that_is_boilerplate(line: str, kind: str) -> None:
    assert boilerplate_kind(line) == kind
    assert boilerplate_kind(f"\u00a0 {line}\n") == kind


@pytest.mark.parametrize(
    "line",
    [
        "",
        "* * *",
        "Lire aussi les classiques, dit-il, est un plaisir rare.",
        "Lire aussi, voilà le conseil qu'il donne à tous ses élèves.",
        "Lire : c'est tout ce qu'elle demandait.",
        "وقال «اترك تعليقاً» ثم انصرف.",
        "كتب على صفحته عبارة: اترك تعليقا، فانهالت عليه الردود.",
        "شاهد أيضا مباراة الأمس من مدرجات الملعب رفقة أصدقائه.",
        "شاهد أيضا مباراة الأمس",
        "كتب: «لن أترشح للانتخابات المقبلة»",
        "مشاركة المغرب في كأس العالم",
        "إعلان حالة الطوارئ في الإقليم",
        "المزيد من الأمطار مرتقب غدا",
        "Plus d'articles de presse lui sont consacrés qu'à aucun autre",
        "More from the minister:",
        "More from the summit than anybody had hoped for",
        "Partager est un devoir",
        "Publicité : le marché recule de 3 % en un an, selon le rapport du régulateur.",
        "Publié en 2019, le livre raconte une vie",
        "Par : une décision inattendue, le gouvernement a choisi de reporter la réforme",
        "Source d'inspiration pour toute une génération",
        "Accueil des réfugiés : la ville se prépare",
        "Accueil : la ville se prépare",
        "Il affirme que tous droits réservés",
        "لا يتنازل عن شيء، وكل الحقوق محفوظة",
        "5 commentaires sur la réforme",
        "3 réponses à vos questions sur le vaccin",
        "تعليقات على القرار",
        "Lire la suite sur papier reste un plaisir pour beaucoup de lecteurs.",
        "Commentaires et réactions après la défaite",
        "Facebook",
        "Retour",
        "Recherche",
        "12 mai 2020",
        "Tags : le graffiti gagne la ville.",
        "Nous utilisons des cookies, a reconnu le directeur, mais jamais sans accord.",
        "Top 10 des villes",
        "Copyright: what changes for newspapers in 2024",
        "(c) 2020 était l'année de référence du contrat.",
        "Newsletter et réseaux sociaux : la commune change de ton",
        "Related to this, the minister said nothing.",
        "Read the report, he told parliament.",
        "Leave a comment on the door, the sign said.",
    ],
)
def test_a_line_of_a_story(line: str) -> None:
    assert boilerplate_kind(line) is None
    assert not ends_article(line)


@pytest.mark.parametrize(
    "line",
    [
        "مقالات ذات صلة",
        "مقالات ذات صلة:",
        "اترك تعليقاً",
        "اترك تعليقاً إلغاء الرد",
        "أضف تعليقك (0)",
        "التعليقات (12)",
        "3 تعليقات على “عنوان المقال”",
        "شاهد أيضاً",
        "À lire aussi",
        "ARTICLES SIMILAIRES",
        "Laisser un commentaire",
        "Leave a Comment",
        "Deja un comentario",
    ],
)
def test_a_heading_after_the_article(line: str) -> None:
    assert ends_article(line)


@pytest.mark.parametrize("line", ["", "اقرأ أيضا: عنوان خبر", "Publicité", "Lire la suite", "PARTAGER", "x" * 500])
def test_other_lines_do_not_end_it(line: str) -> None:
    assert not ends_article(line)


def test_table_is_well_formed() -> None:
    with TABLE.open(encoding="utf-8", newline="") as rows:
        table = list(csv.DictReader(rows, delimiter="\t"))
    assert len(table) > 600
    assert {row["match"] for row in table} == {"whole", "heading", "prefix", "opening", "suffix", "part"}
    assert {row["language"] for row in table} == {"ar", "fr", "en", "es"}
    assert len({tuple(row.values()) for row in table}) == len(table)
    assert all(value and value == value.strip() for row in table for value in row.values())


def test_every_whole_phrase_is_recognised_alone() -> None:
    with TABLE.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows, delimiter="\t"):
            if row["match"] in ("whole", "heading") and "…" not in row["phrase"]:
                line = row["phrase"].replace("#", "12")
                assert boilerplate_kind(line), line
                assert row["match"] == "whole" or ends_article(line), line


# Datelines and widgets of single sites, and fragments that are no line of their own.
NOT_PHRASES = {
    "زنقة 20 | الرباط",
    "أخبارنا المغربية ـ",
    "أخبارنا المغربية - <author>",
    "ناظورسيتي/ متابعة خاصة",
    "ناظورسيتي:",
    "مضت",
    "Météo",
    "Articles0 Comments",
}


def test_collected_phrases_are_recognised() -> None:
    facts = SHARED / "facts" / "boilerplate.tsv"
    if not facts.exists():
        pytest.skip("no shared facts here")
    with facts.open(encoding="utf-8", newline="") as rows:
        missed = {row["phrase"] for row in csv.DictReader(rows, delimiter="\t") if not boilerplate_kind(row["phrase"])}
    assert missed == NOT_PHRASES


def test_no_paragraph_of_real_stories_is_taken_for_boilerplate() -> None:
    """Over five thousand paragraphs; the few that are boilerplate are the truth's own slips."""
    truth = SHARED / "pages" / "truth.jsonl"
    if not truth.exists():
        pytest.skip("no shared pages here")
    paragraphs = taken = 0
    with truth.open(encoding="utf-8") as pages:
        for page in pages:
            for line in (json.loads(page)["body"] or "").split("\n"):
                paragraphs += 1
                taken += boilerplate_kind(line) is not None
    assert paragraphs > 5000
    assert taken <= 5


@given(st.text(max_size=300) | st.lists(st.sampled_from(sorted(phrase_table().whole)), max_size=6).map(": ".join))
def test_any_line_has_an_answer(line: str) -> None:
    kind = boilerplate_kind(line)
    assert kind is None or kind
    assert ends_article(line) in (True, False)


@pytest.mark.parametrize("line", ["Lire aussi " * 500_000, "-" * 5_000_000, ": " * 70, "(c) " * 190, "اترك " * 50])
def test_hostile_lines_are_quick(line: str) -> None:
    boilerplate_kind(line)
    start = time.perf_counter()
    boilerplate_kind(line)
    ends_article(line)
    assert time.perf_counter() - start < 0.01


def test_long_paragraphs_cost_next_to_nothing() -> None:
    """Ten microseconds are the aim; four times that is allowed to a busy machine."""
    paragraph = "قال الوزير إن المشروع يهم ساكنة المدينة، وإن الأشغال ستنطلق قريبا بحول الله. " * 8
    best = 1.0
    for _ in range(200):
        start = time.perf_counter()
        boilerplate_kind(paragraph)
        best = min(best, time.perf_counter() - start)
    assert best < 40e-6


# Pages of plain text


def test_the_founding_page() -> None:
    """Section, headline and every paragraph up to the related box, whole and in order, and nothing else."""
    page = SHARED / "seed" / "page.txt"
    if not page.exists():
        pytest.skip("no seed page here")
    lines = [line for line in page.read_text(encoding="utf-8").split("\n") if line]
    section, title, paragraphs = clean_text_dump(page.read_text(encoding="utf-8"))
    assert (section, title) == (lines[0], lines[1])
    assert paragraphs == lines[2 : lines.index("مقالات ذات صلة")]
    assert clean_text_dump("\r\n".join(lines)) == (section, title, paragraphs)


FIRST = (
    "Le conseil communal a adopté lundi soir le budget de l'année prochaine, au terme d'une séance de quatre heures "
    "que l'opposition avait menacé de boycotter."
)
SECOND = "« Nous avons tenu compte de toutes les remarques », a assuré le président de la commission des finances."
THIRD = (
    "Le texte prévoit une hausse des crédits de la voirie et de l'éclairage public, et la rénovation de deux écoles "
    "de la médina avant la rentrée."
)
TITLE = "Le conseil communal adopte son budget après une longue séance"


def test_french_page_with_share_bar_and_tags() -> None:
    dump = f"""
        Accueil
        Politique
        {TITLE}
        Par Rédaction
        -
        5 mai 2025
        120
        0
        PARTAGER
        Facebook
        Twitter
        {FIRST}
        Lire aussi : La commune lance un appel d'offres
        Un vote serré
        {SECOND}
        Publicité
        {THIRD}
        TAGS
        budget
        commune
        Article précédent
        Un autre titre de la rubrique politique du site
        ARTICLES CONNEXES
        {SECOND}
        LAISSER UN COMMENTAIRE
        Votre adresse e-mail ne sera pas publiée.
    """
    assert clean_text_dump(dump) == ("Politique", TITLE, [FIRST, "Un vote serré", SECOND, THIRD])


def test_french_page_with_breadcrumb_and_inline_box() -> None:
    dump = "\n\n".join(
        (
            f"{TITLE} - Le Site",
            f"Accueil > Vie locale > {TITLE}",
            TITLE,
            "Publié le 5 mai 2025 à 12h18 | Mis à jour le 6 mai 2025",
            "La majorité vote seule un texte que l'opposition juge insuffisant",
            FIRST,
            "À lire aussi",
            "La commune lance un appel d'offres",
            "Éclairage public : le contrat est signé",
            SECOND,
            THIRD,
            "© 2025 Le Site. Tous droits réservés",
            "Retour en haut de page",
        )
    )
    standfirst = "La majorité vote seule un texte que l'opposition juge insuffisant"
    assert clean_text_dump(dump) == ("Vie locale", TITLE, [standfirst, FIRST, SECOND, THIRD])


def test_hard_wrapped_page() -> None:
    blocks = ["Politique", TITLE, FIRST, SECOND, THIRD, "Articles similaires", "Un autre titre de la rubrique"]
    dump = "\n\n".join(textwrap.fill(block, 72) for block in blocks)
    assert clean_text_dump(dump) == ("Politique", TITLE, [FIRST, SECOND, THIRD])


def test_short_story_without_full_stops() -> None:
    story = "تأهل الفريق المحلي إلى النهائي بعد فوزه بهدف دون رد"
    comment = "مبروك للفريق ولكل من سانده طيلة هذا الموسم"
    dump = "\n".join(("رياضة", "الفريق المحلي يتأهل إلى نهائي كأس العرش", story, "اترك تعليقاً", comment))
    section, title, paragraphs = clean_text_dump(dump)
    assert (section, title) == ("رياضة", "الفريق المحلي يتأهل إلى نهائي كأس العرش")
    assert paragraphs == [story]


@pytest.mark.parametrize("dump", ["", "\n\n \n", "12\n*\n", "اترك تعليقاً"])
def test_nothing_comes_of_nothing(dump: str) -> None:
    assert clean_text_dump(dump) == (None, None, [])


def test_headline_with_a_date_is_no_dateline() -> None:
    title = "Conseil communal : le budget du 5 mai 2025 adopté après une longue séance"
    dump = f"{title}\n5 mai 2025 - 12:18\nPar Prénom Nom, le 5 mai 2025\n{FIRST}"
    assert clean_text_dump(dump) == (None, title, [FIRST])


def test_story_without_headline() -> None:
    assert clean_text_dump(f"{FIRST}\n\n{SECOND}") == (None, None, [FIRST, SECOND])


@given(
    st.lists(st.sampled_from([TITLE, FIRST, SECOND, THIRD, "Politique", "À lire aussi", "Publicité", "12", "", " "]))
)
def test_paragraphs_are_lines_of_the_page_in_order(lines: list[str]) -> None:
    """With one long line the page is not hard-wrapped, and no line may be joined to another or come twice."""
    lines.append(FIRST)
    paragraphs = clean_text_dump("\n".join(lines))[2]
    following = iter(lines)
    assert all(paragraph in following for paragraph in paragraphs)
