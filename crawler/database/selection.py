"""Which articles a reader asks for, as a condition in SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Selection:
    """Articles of these sites (by name, none: all), published from `since` to `until`, in one language.

    Days are whole days in UTC, both included; an article without a date lies in no period. With `one_a_cluster`, of
    the articles that are one story only the one that was published first among those selected.
    """

    sites: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    language: str | None = None
    one_a_cluster: bool = False

    def in_words(self) -> dict[str, str]:
        """Return what is asked for, by the names of the options that ask for it; nothing where all is."""
        asked = {
            "site": " ".join(self.sites),
            "since": str(self.since or ""),
            "until": str(self.until or ""),
            "language": self.language or "",
            "clusters": "one" if self.one_a_cluster else "",
        }
        return {name: value for name, value in asked.items() if value}

    def where(self) -> tuple[str, dict[str, object]]:
        """Return the condition on the table `articles`, and its parameters."""
        conditions = self._conditions("articles")
        if self.one_a_cluster:
            conditions.append(
                "NOT EXISTS (SELECT 1 FROM article_clusters AS own"
                " JOIN article_clusters AS mate ON mate.cluster_id = own.cluster_id"
                " JOIN articles AS earlier ON earlier.id = mate.article_id WHERE own.article_id = articles.id"
                " AND (coalesce(earlier.published_at, earlier.first_seen_at), earlier.id)"
                " < (coalesce(articles.published_at, articles.first_seen_at), articles.id)"
                f" AND {' AND '.join(self._conditions('earlier'))})"
            )
        parameters: dict[str, object] = {f"site{number}": name for number, name in enumerate(self.sites)}
        parameters["language"] = self.language
        parameters["since"] = self.since and f"{self.since:%Y-%m-%d}"
        parameters["until"] = self.until and f"{self.until + timedelta(days=1):%Y-%m-%d}"
        return " AND ".join(conditions), parameters

    def _conditions(self, table: str) -> list[str]:
        names = ", ".join(f":site{number}" for number in range(len(self.sites)))
        asked = {
            f"{table}.site_id IN (SELECT id FROM sites WHERE name IN ({names}))": self.sites,
            f"{table}.published_at >= :since": self.since,
            f"{table}.published_at < :until": self.until,
            f"{table}.language = :language": self.language,
        }
        return ["TRUE", *(condition for condition, value in asked.items() if value)]
