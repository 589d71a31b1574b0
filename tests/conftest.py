"""What every test module may ask for."""

from hypothesis import settings

from tests.postgres import database, server

__all__ = ["database", "server"]

# A busy machine takes any example long now and then.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
