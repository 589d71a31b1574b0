"""`scrapy newsite` writes a spider that works untouched; `scrapy savepage` adds pages to a site's tests."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler import extract
from crawler.saved_pages import expected_of, load
from crawler.survey import home_of
from crawler.url_pattern import NEVER, article_pattern
from tests.crawls import FAST, ROOT, copied
from tests.newsroom import Newsroom
from tests.starting import scrapy
from tests.test_crawl import wrong

QUICK = ("-s", "DOWNLOAD_DELAY=0", "-s", "DOWNLOAD_TIMEOUT=5")


@pytest.fixture(scope="module")
def running() -> Iterator[Newsroom]:
    with Newsroom(articles=60) as paper:
        yield paper


@pytest.fixture
def paper(running: Newsroom) -> Newsroom:
    running.reset()
    return running


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout of the project to write into."""
    return copied(tmp_path / "project")


@pytest.fixture(scope="module")
def made(running: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout into which the paper's spider was written."""
    project = copied(tmp_path_factory.mktemp("made") / "project")
    running.reset()
    done = scrapy("newsite", "modele", running.url, *QUICK, cwd=project)
    assert done.returncode == 0, done.stderr
    return project


def crawl(project: Path, database: Path, *words: str) -> subprocess.CompletedProcess[str]:
    settings = (word for name, value in (FAST | {"DATABASE": database}).items() for word in ("-s", f"{name}={value}"))
    return scrapy("crawl", "modele", *words, *settings, cwd=project)


def written(project: Path, name: str = "modele") -> str:
    return (project / "spiders" / f"{name}.py").read_text(encoding="utf-8")


def tree(project: Path) -> set[Path]:
    return {path for path in project.rglob("*") if "__pycache__" not in path.parts}


# A new site


@pytest.mark.parametrize(
    "edition", ["all", *(pytest.param(name, marks=pytest.mark.long) for name in ("jannah", "newspaper", "magazine"))]
)
def test_the_written_spider_crawls_the_paper_whole_and_right(edition: str, project: Path) -> None:
    with Newsroom(articles=45, edition=edition) as paper:
        done = scrapy("newsite", "modele", paper.url, *QUICK, cwd=project)
        assert done.returncode == 0, done.stderr
        database = project / "news.db"
        assert crawl(project, database, "-a", "mode=backfill", "-a", "rest=no").returncode == 0
        assert wrong(paper, database) == {}
        stored = sqlite3.connect(database).execute("SELECT count(*) FROM articles").fetchone()[0]
        assert stored == len(paper.stories), "something stored that is no story"
        update = project / "update.db"
        assert crawl(project, update).returncode == 0
        newest = sorted(paper.stories, key=lambda story: story.published)[-20:]
        missed = wrong(paper, update)
        assert not [story.path for story in newest if story.path in missed]
        assert scrapy("doctor", "modele", *QUICK, cwd=project).returncode == 0


def test_the_written_spider_says_what_was_seen(paper: Newsroom, made: Path) -> None:
    text = written(made)
    for fact in ('Feed("/feed/")', 'Sitemap("/sitemap-news.xml", news=True)', "WordPress()", 'Section("/politique/")',
                 'languages=("ar", "fr")', 'title_ar="جريدة النموذج"', 'verified="live site"'):  # fmt: skip
        assert fact in text
    (pattern,) = re.findall(r'article_url=r"(.*)"', text)
    assert all(re.search(pattern, paper.url + story.path) for story in paper.stories)
    for path in ("politique/", "fr/sport/", "tag/taza-2030/", "author/karim/", "fr/page/12/", "mag/2026/11/page/2/"):
        assert not re.search(pattern, f"{paper.url}/{path}")
    assert len(text.splitlines()) <= 40


def test_the_written_spider_passes_formatter_linter_and_the_tests_of_all_sites(paper: Newsroom, made: Path) -> None:
    for check in (["format", "--check"], ["check"]):
        done = subprocess.run([sys.executable, "-m", "ruff", *check, "spiders/modele.py"], cwd=made, check=False)
        assert done.returncode == 0
    shutil.copytree(ROOT / "tests", made / "tests", dirs_exist_ok=True, ignore=shutil.ignore_patterns("pages"))
    command = [sys.executable, "-m", "pytest", "-n0", "-p", "no:cacheprovider", "tests/test_sites.py", "-k", "modele"]
    done = subprocess.run(command, cwd=made, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout
    assert "passed" in done.stdout


def test_it_saves_one_page_with_its_record_and_without_its_text(paper: Newsroom, made: Path) -> None:
    page = load(made / "tests" / "pages")[0]
    assert page.name.startswith("modele/")
    assert page.site == "modele"
    assert expected_of(extract(page.html, page.url, fetched_at=page.fetched_at)) == page.expected
    (story,) = (story for story in paper.stories if page.url.rstrip("/") == (paper.url + story.path).rstrip("/"))
    assert page.expected["published_at"] == story.published.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert page.expected["tags"] == list(story.tags)
    assert len(page.expected["blocks"]) == len(story.blocks)
    for block, (_, text) in zip(page.expected["blocks"], story.blocks, strict=True):
        assert block[1] != text and abs(len(block[1]) - len(text)) <= 2
        assert text not in page.html


def test_what_a_page_says_of_itself_is_never_run(paper: Newsroom, project: Path) -> None:
    name = 'Le Modèle\\" """\nraise SystemExit\n\u202e\\'
    paper.site.redesign.append(
        (r"<head>", f'<head><meta property="og:site_name" content="{name}">'.replace("\\", "\\\\"))
    )
    paper.site.redesign.append((r'content="WordPress 6.8"', 'content="&quot;&quot;&quot;exit()"'))
    assert scrapy("newsite", "modele", paper.url, *QUICK, cwd=project).returncode == 0
    compile(written(project), "modele.py", "exec")
    assert "modele" in scrapy("list", cwd=project).stdout.split()
    assert "\u202e" not in written(project)


@pytest.mark.parametrize(
    ("name", "url", "reason"),
    [
        ("Hespress", "{paper}", "cannot name a spider"),
        ("../evil", "{paper}", "cannot name a spider"),
        ("class", "{paper}", "cannot name a spider"),
        ("hespress", "{paper}", "there is a spider 'hespress' already"),
        ("families", "{paper}", "there is a spider 'families' already"),
        ("modele", "www.example.ma", "begins with https://"),
        ("modele", "https://www.hespress.com", "is the site of spider 'hespress'"),
        ("modele", "", "name the spider and the address"),
    ],
)
def test_a_wrong_command_writes_nothing_and_says_why(
    paper: Newsroom, project: Path, name: str, url: str, reason: str
) -> None:
    before = tree(project)
    done = scrapy("newsite", name, *filter(None, [url.format(paper=paper.url)]), *QUICK, cwd=project)
    assert done.returncode == 2
    assert reason in done.stderr
    assert tree(project) == before
    assert not paper.log


def test_a_file_that_is_there_stays(paper: Newsroom, project: Path) -> None:
    (project / "spiders" / "modele.py").write_text("# mine\n")
    done = scrapy("newsite", "modele", paper.url, *QUICK, cwd=project)
    assert (done.returncode, written(project)) == (2, "# mine\n")


def test_a_site_that_does_not_answer_or_forbids_it_leaves_nothing(paper: Newsroom, project: Path) -> None:
    before = tree(project)
    silent = scrapy("newsite", "modele", "http://127.0.0.1:9", *QUICK, cwd=project)
    paper.site.redesign.append((r"Disallow: /private/", "Disallow: /"))
    forbidden = scrapy("newsite", "modele", paper.url, *QUICK, cwd=project)
    assert (silent.returncode, forbidden.returncode) == (1, 1)
    assert "robots.txt unreachable" in silent.stderr and "nothing was written" in silent.stderr
    assert "robots.txt forbids it" in forbidden.stderr
    assert tree(project) == before


def test_a_site_without_articles_leaves_nothing(paper: Newsroom, project: Path) -> None:
    before = tree(project)
    paper.site.redesign.append((r"(?s)^(?!User-agent).*", "<html><body><h1>Bientôt</h1></body></html>"))
    done = scrapy("newsite", "modele", paper.url, *QUICK, cwd=project)
    assert done.returncode == 1
    assert "no article was found" in done.stderr
    assert tree(project) == before


@pytest.mark.parametrize(
    ("front", "home"),
    [
        ("https://journal.example", "https://journal.example/"),
        ("https://journal.example/index.php?lang=ar", "https://journal.example/"),
        ("https://journal.example/fr", "https://journal.example/fr/"),
        ("https://journal.example/fr/", "https://journal.example/fr/"),
    ],
)
def test_home_is_the_folder_of_the_front_page(front: str, home: str) -> None:
    assert home_of(front) == home


# A page more


def test_a_page_is_added_once_to_the_tests_of_its_site(paper: Newsroom, made: Path) -> None:
    story = next(story for story in paper.stories if story.edition == "newspaper")
    url = paper.url + story.path
    first, second = (scrapy("savepage", url, *QUICK, cwd=made) for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 1), first.stderr
    assert "is there already" in second.stderr
    (page,) = (page for page in load(made / "tests" / "pages") if page.url == url)
    assert first.stdout.startswith(f"saved tests/pages/{page.name}.json")
    assert story.blocks[0][1] not in page.html
    assert [kind for kind, _ in page.expected["blocks"]] == [kind for kind, _ in story.blocks]


def test_a_page_is_kept_as_it_is_where_that_is_asked_for(paper: Newsroom, project: Path) -> None:
    story = paper.stories[-1]
    done = scrapy("savepage", "--site", "hespress", "--keep-text", paper.url + story.path, *QUICK, cwd=project)
    assert done.returncode == 0, done.stderr
    (page,) = load(project / "tests" / "pages")
    assert (page.site, page.expected["title"]) == ("hespress", story.title)
    assert [tuple(block) for block in page.expected["blocks"]] == list(story.blocks)


def test_a_page_nobody_owns_or_that_is_no_article_is_not_saved(paper: Newsroom, project: Path) -> None:
    unowned = scrapy("savepage", paper.url + paper.stories[0].path, *QUICK, cwd=project)
    missing = scrapy("savepage", "--site", "hespress", paper.url + "/nowhere-12345.html", *QUICK, cwd=project)
    assert (unowned.returncode, missing.returncode) == (2, 1)
    assert "name one with --site" in unowned.stderr
    assert "not saved, HTTP 404" in missing.stderr
    assert not (project / "tests").exists()


# The shape of addresses

HOME = "https://journal.example/"
SHAPES = {
    "the number for a file": ([f"{225000 + n}.html" for n in range(5)], r"/\d+\.html$"),
    "a bare number": ([f"{414000 + n}/" for n in range(5)], r"/\d{6,}/?$"),
    "a headline and its number": ([f"politique/un-titre-{n}.html" for n in range(5, 300, 7)], r"-\d+\.html$"),
    "its number and a headline": ([f"{12000 + n}-un-titre-ici.html" for n in range(5)], r"/\d+-[^/?]+\.html$"),
    "plain permalinks": ([f"?p={n}" for n in range(5, 20)], r"[?&]p=\d+$"),
    "a folder of articles": (
        [f"article/marches/le-titre-{n}" for n in "abcdef"],
        r"^https?://[^/]+/article/[^/?]+/[^/?]+/?$",
    ),
    "an Arc id": ([f"politique/un-titre_ABCDEFGHIJKLMNOPQRSTUVW{n}/" for n in (100, 200)], r"_[A-Z0-9]{26}/?$"),
    "two shapes": (
        [*(f"{225000 + n}.html" for n in range(9)), *(f"video/{100 + n}/" for n in range(5))],
        r"/\d+\.html$|/video/\d+/?$",
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_shape_of_addresses_is_told_from_examples(shape: str) -> None:
    paths, pattern = SHAPES[shape]
    assert article_pattern(HOME, [HOME + path for path in paths], [f"{HOME}politique/"]) == (pattern, None)
    assert not [path for path in NEVER if re.search(pattern, HOME + path)]


def test_bare_headlines_are_told_by_their_hyphens_and_lists_are_left_out() -> None:
    urls = [f"{HOME}un-titre-assez-long-{word}/" for word in ("du-jour", "de-la-nuit", "bis")]
    pattern, lists = article_pattern(HOME, urls, [f"{HOME}politique/", f"{HOME}marocains-du-monde/"])
    assert pattern and lists
    assert all(re.search(pattern, url) and not re.search(lists, url) for url in urls)
    for url in (f"{HOME}marocains-du-monde/", *(HOME + path for path in NEVER)):
        assert not re.search(pattern, url) or re.search(lists, url), url


def test_no_shape_is_told_where_sections_have_it_too() -> None:
    assert article_pattern(HOME, [f"{HOME}un-titre/", f"{HOME}encore-un-titre/"], [f"{HOME}politique/"]) == (None, None)
    assert article_pattern(HOME, [], []) == (None, None)


def test_a_page_among_the_examples_that_is_no_article_does_not_matter() -> None:
    urls = [f"{HOME}un-titre-{n}.html" for n in range(1000, 1040)]
    assert article_pattern(HOME, [*urls, f"{HOME}mentions-legales-du-site"], []) == (r"-\d+\.html$", None)
