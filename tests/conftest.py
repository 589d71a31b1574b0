"""What every test module may ask for."""

from tests.postgres import database, server

__all__ = ["database", "server"]
