"""Names of files and folders from names of sites, which may be addresses with a port."""

from __future__ import annotations

from urllib.parse import quote


def file_name(text: str) -> str:
    """Return a text as a name that is one on every system, hidden nowhere and leads nowhere; others stay others."""
    name = quote(text, safe="")
    return f"%2E{name[1:]}" if name.startswith(".") else name
