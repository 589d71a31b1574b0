"""Measures the record of pages that site generators render from articles of ours, of which everything is known.

    python -m tests.quality.generators FOLDER [--show]

Makes an environment with Nikola and Pelican in FOLDER, has them render stories of the sample newspaper in Arabic and
French with the themes they bring and some of others, and reads the pages as those of a site nobody knows. `--show`
prints what differs. What a theme does not print, as some have no tags, counts as not found.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from crawler import extract
from crawler.clock import utc_now
from crawler.found import NotAnArticle
from crawler.text.arabic import fold
from tests.newsroom.content import Story
from tests.newsroom.site import Options, Site

PACKAGES = (
    "nikola==8.3.3", "pelican[markdown]==4.11.0.post0", "pelican-theme-smallweb==2022.6.28", "pelican-themeless==0.1.2",
)  # fmt: skip
NIKOLA = ("base", "base-jinja", "bootblog4", "bootblog4-jinja", "bootstrap4", "bootstrap4-jinja")
PELICAN = ("simple", "notmyidea", "smallweb", "themeless")
STORIES = 12
"""Of each language."""

HOME = "https://journal.example"
NAMES = {"ar": "جريدة الساحل", "fr": "Le Littoral"}
MARKS = {"heading": "## ", "quote": "> ", "list": "- "}

Rendered = Iterator[tuple[Story, Path]]


def stories(lang: str) -> list[Story]:
    """Return stories of the sample newspaper in a language."""
    archive = Site(HOME, Options(articles=8 * STORIES)).archive
    return [story for story in archive.stories() if story.lang == lang][:STORIES]


def markdown(story: Story) -> str:
    """Return the text of a story for the generators."""
    return "\n\n".join(
        "\n".join(MARKS.get(kind, "") + line for line in text.split("\n")) for kind, text in story.blocks
    )


def write_posts(folder: Path, lang: str, head: str) -> None:
    """Write the stories of a language as posts, each below what `head` makes of its fields."""
    folder.mkdir(parents=True)
    for story in stories(lang):
        fields = {
            "title": story.title, "id": story.id, "author": story.author, "section": story.section,
            "tags": ", ".join(story.tags), "date": f"{story.published:%Y-%m-%d %H:%M:%S}",
        }  # fmt: skip
        (folder / f"{story.id}.md").write_text(f"{head.format(**fields)}\n\n{markdown(story)}\n", encoding="utf-8")


def run(site: Path, *command: str) -> None:
    """Run a command of the environment in a site's folder. Raises `CalledProcessError` after printing what it said."""
    program = site.parent / "environment" / "bin" / command[0]
    done = subprocess.run([program, *command[1:]], cwd=site, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stdout, done.stderr, file=sys.stderr)
    done.check_returncode()


def by_nikola(folder: Path, theme: str, lang: str) -> Rendered:
    """Yield the stories with the pages that a theme of Nikola's makes of them."""
    site = folder / f"nikola-{theme}-{lang}"
    site.mkdir()
    run(site, "nikola", "init", "-q", ".")
    settings = {
        "BLOG_TITLE": NAMES[lang], "SITE_URL": f"{HOME}/", "DEFAULT_LANG": lang, "TRANSLATIONS": {lang: ""},
        "THEME": theme, "TIMEZONE": "UTC", "USE_SLUGIFY": False, "ENABLE_AUTHOR_PAGES": True, "PRETTY_URLS": False,
        "POSTS": [["posts/*.md", "posts", "post.tmpl"]], "PAGES": [], "COMMENT_SYSTEM": "disqus",
        "COMMENT_SYSTEM_ID": "journal",
        "NAVIGATION_LINKS": {lang: [["/archive.html", "Archives"], ["/rss.xml", "RSS"]]},
    }  # fmt: skip
    lines = [f"{name} = {value!r}" for name, value in settings.items()]
    with (site / "conf.py").open("a", encoding="utf-8") as file:
        file.write("\n".join(lines))
    (site / "posts").rmdir()
    head = (
        "<!--\n.. title: {title}\n.. slug: {id}\n.. date: {date}\n.. tags: {tags}\n.. category: {section}\n"
        ".. author: {author}\n.. type: text\n-->"
    )
    write_posts(site / "posts", lang, head)
    run(site, "nikola", "build")
    yield from ((story, site / "output" / "posts" / f"{story.id}.html") for story in stories(lang))


def by_pelican(folder: Path, theme: str, lang: str) -> Rendered:
    """Yield the stories with the pages that a theme of Pelican's makes of them."""
    site = folder / f"pelican-{theme}-{lang}"
    head = "Title: {title}\nSlug: {id}\nDate: {date}\nCategory: {section}\nTags: {tags}\nAuthor: {author}"
    write_posts(site / "content", lang, head)
    settings = {
        "SITENAME": NAMES[lang], "SITEURL": HOME, "PATH": "content", "TIMEZONE": "UTC", "DEFAULT_LANG": lang,
        "THEME": theme, "ARTICLE_SAVE_AS": "{slug}.html", "ARTICLE_URL": "{slug}.html", "DISQUS_SITENAME": "journal",
        "SOCIAL": [("Facebook", "https://facebook.example/"), ("RSS", "/rss.xml")],
    }  # fmt: skip
    lines = [f"{name} = {value!r}" for name, value in settings.items()]
    (site / "pelicanconf.py").write_text("\n".join(lines), encoding="utf-8")
    run(site, "pelican", "content", "-o", "output", "-s", "pelicanconf.py", "--quiet")
    yield from ((story, site / "output" / f"{story.id}.html") for story in stories(lang))


def judged(story: Story, page: Path) -> Iterator[tuple[str, bool, str]]:
    """Yield each field of a page's record, whether it is as written, and what differs."""
    url = f"{HOME}/{story.id}.html"
    try:
        article = extract(page.read_bytes(), url, fetched_at=utc_now())
    except NotAnArticle as error:
        yield from ((field, False, str(error)) for field in FIELDS)
        return
    written, read = ([fold(line) for line in text.split("\n") if line.strip()] for text in (story.body, article.body))
    lacking, more = ([line for line in one if line not in other] for one, other in ((written, read), (read, written)))
    yield "whole", not lacking, f"lacks {lacking}"
    yield "clean", not more, f"has {more}"
    yield "title", fold(article.title) == fold(story.title), article.title
    moment = article.published
    yield "day", moment is not None and moment.at.date() == story.published.date(), f"{moment}, not {story.published}"
    yield "author", article.authors == [story.author], f"{article.authors}, not {story.author}"
    yield "tags", {*map(fold, article.tags)} == {*map(fold, story.tags)}, f"{article.tags}, not {story.tags}"
    yield "language", article.language == story.lang, str(article.language)


FIELDS = ("whole", "clean", "title", "day", "author", "tags", "language")


def main() -> None:
    """Print of how many pages of each theme each field is as written."""
    options = argparse.ArgumentParser(description=main.__doc__)
    options.add_argument("folder", type=Path, help="a folder to be made, for the environment and the sites")
    options.add_argument("--show", action="store_true", help="print what differs")
    asked = options.parse_args()
    asked.folder.mkdir(parents=True)
    environment = asked.folder.resolve() / "environment"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    subprocess.run([environment / "bin" / "pip", "install", "--quiet", *PACKAGES], check=True)
    print("| theme | language | pages | " + " | ".join(FIELDS) + " |")
    for render, themes in ((by_nikola, NIKOLA), (by_pelican, PELICAN)):
        for theme in themes:
            for lang in NAMES:
                right = Counter[str]()
                for story, page in render(asked.folder.resolve(), theme, lang):
                    for field, same, what in judged(story, page):
                        right[field] += same
                        if asked.show and not same:
                            print(f"{page}\n    {field}: {json.dumps(what, ensure_ascii=False)}")
                counts = " | ".join(str(right[field]) for field in FIELDS)
                print(f"| {render.__name__.removeprefix('by_')} {theme} | {lang} | {STORIES} | {counts} |", flush=True)


if __name__ == "__main__":
    main()
