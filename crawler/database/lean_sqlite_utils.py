"""Loads sqlite-utils without pandas and numpy; imported before anything that imports sqlite-utils.

It looks for both so that their types can be values, which nothing here gives it. Where they are installed, loading them
takes a third of what a command takes to start.
"""

from __future__ import annotations

import sys

_absent = [name for name in ("pandas", "numpy") if name not in sys.modules]
sys.modules.update(dict.fromkeys(_absent))  # type: ignore[arg-type]  # None: what import takes for "not installed"
try:
    import sqlite_utils  # noqa: F401
finally:
    for _name in _absent:
        del sys.modules[_name]
