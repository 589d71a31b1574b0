"""The Crawl-delays of sites, as the workers of a cluster tell each other."""

from __future__ import annotations

from crawler.database.engine import Database


def known_pace(db: Database, site: str) -> float:
    """Return the Crawl-delay a site asked for when it was last crawled, in seconds; 0 where it asked for none."""
    row = db.execute("SELECT seconds FROM cluster.paces WHERE site = ?", [site]).fetchone()
    return float(row[0]) if row else 0.0


def remember_pace(db: Database, site: str, seconds: float) -> None:
    """Write down the Crawl-delay a site asks for."""
    db.execute(
        "INSERT INTO cluster.paces (site, seconds) VALUES (?, CAST(? AS real))"
        " ON CONFLICT (site) DO UPDATE SET seconds = excluded.seconds WHERE paces.seconds <> excluded.seconds",
        [site, seconds],
    )
