"""Which sites an update crawls, and in which order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeGuard

from scrapy import Spider
from scrapy.settings import BaseSettings
from scrapy.spiderloader import get_spider_loader

from crawler.overrides import Override, check_names
from crawler.site import Site
from crawler.spider import NewsSpider, file_of
from crawler.suggestions import nearest


@dataclass(frozen=True, slots=True)
class Candidate:
    """A site an update may crawl: its spider's name, the group it belongs to, its languages and hosts, its file, and
    what a person decided for it.
    """

    name: str
    group: str
    languages: frozenset[str]
    hosts: frozenset[str]
    file: str
    override: Override = field(default_factory=Override)
    timezone: str = "Africa/Casablanca"

    def open_at(self, moment: datetime) -> bool:
        """Say whether updates crawl the site at an aware time."""
        return self.override.open_at(moment, self.timezone)


class NothingChosen(ValueError):  # noqa: N818 (what happened)
    """A name that no site, group or language has, or a choice that leaves none; the message says which."""


def candidate_of(spider: type[NewsSpider], file: str, override: Override) -> Candidate:
    """Return a spider that declares a site as a candidate. The sites of one file are a group, named as the file."""
    site = spider.site
    group = file.rpartition("/")[2].removesuffix(".py")
    return Candidate(spider.name, group, frozenset(site.languages), site.hosts, file, override, site.timezone)


def candidates_of(settings: BaseSettings) -> list[Candidate]:
    """Return all sites, with what a person decided for them. Raises `OverrideError`."""
    loader = get_spider_loader(settings)
    overrides = check_names(settings, loader.list())
    return [
        candidate_of(spider, file_of(spider), overrides.get(spider.name, Override()))
        for spider in map(loader.load, loader.list())
        if declares_a_site(spider)
    ]


def declares_a_site(spider: type[Spider]) -> TypeGuard[type[NewsSpider]]:
    """Say whether a spider knows its site before it is given an address."""
    return issubclass(spider, NewsSpider) and isinstance(getattr(spider, "site", None), Site)


def chosen(
    candidates: Iterable[Candidate],
    sites: Sequence[str] = (),
    groups: Sequence[str] = (),
    languages: Sequence[str] = (),
) -> list[Candidate]:
    """Return the candidates that were asked for: those named and those of the groups, or all where neither is given,
    as far as they have one of the languages and are not switched off. Raises `NothingChosen`, with the nearest names,
    for a name that is unknown, and for a site named that is off.
    """
    all_of_them = list(candidates)
    _check("site", sites, {each.name for each in all_of_them})
    _check("group", groups, {each.group for each in all_of_them})
    _check("language", languages, {code for each in all_of_them for code in each.languages})
    wanted = [
        each
        for each in all_of_them
        if ((not sites and not groups) or each.name in sites or each.group in groups)
        and (not languages or each.languages & set(languages))
    ]
    if off := [each.name for each in wanted if each.override.off and each.name in sites]:
        raise NothingChosen(f"{off[0]} is switched off in sites.toml; `scrapy crawl {off[0]}` crawls it all the same")
    wanted = [each for each in wanted if not each.override.off]
    if not wanted:
        raise NothingChosen("no site is all that was asked for; `scrapy sites` lists them")
    return wanted


def _check(what: str, asked: Iterable[str], known: Collection[str]) -> None:
    hint = f"there are {', '.join(sorted(known))}" if what == "language" else "`scrapy sites` lists them"
    for name in asked:
        if name not in known:
            raise NothingChosen(f"no {what} is called {name!r}; {nearest(name, sorted(known), hint)}")


def longest_first(candidates: Iterable[Candidate], seconds: Mapping[str, float]) -> list[Candidate]:
    """Return the sites in the order in which they begin: those that took longest lately first, so that no process is
    left with a long one at the end. `seconds` is what each took; one never crawled is thought the longest.
    """
    return sorted(candidates, key=lambda each: (-seconds.get(each.name, float("inf")), each.name))
