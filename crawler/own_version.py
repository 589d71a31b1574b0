"""Which version of the crawler this is."""

from importlib.metadata import PackageNotFoundError, version


def own_version() -> str:
    """Return the version that is installed, "unknown" where none is: in an egg of Scrapyd, in a bare checkout."""
    try:
        return version("moroccan-news")
    except PackageNotFoundError:
        return "unknown"
