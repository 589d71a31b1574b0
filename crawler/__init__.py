"""A crawler of the Moroccan press. `from crawler import extract` reads a single page, in a notebook as anywhere."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crawler.found import NotAnArticle
    from crawler.record import extract
else:

    def __getattr__(name: str) -> Any:
        """Load what is exported on first use: settings and commands import this package too, and need none of it."""
        if name in __all__:
            from crawler import record  # noqa: PLC0415

            return getattr(record, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = ["NotAnArticle", "extract"]
