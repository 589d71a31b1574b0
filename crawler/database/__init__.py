"""The database room: the schema, opening a database, writing one page's outcome, the queries commands share."""

from crawler.database.connection import DatabaseError, copy_database, open_database

__all__ = ["DatabaseError", "copy_database", "open_database"]
