"""The database room: the schema, opening a database, writing one page's outcome, the queries commands share."""

from crawler.database.connection import DatabaseError, open_database, open_existing

__all__ = ["DatabaseError", "open_database", "open_existing"]
