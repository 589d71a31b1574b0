"""One rebuild of a worker, in a process of its own: `python -m crawler.cluster.rebuild_process`.

The first line of its standard input says what to do, its one line of output what came of it; its log goes to its
standard error. When its input ends, or on SIGTERM, it commits what it has and ends; the same rebuild goes on there.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from scrapy.settings import BaseSettings
from scrapy.utils.log import configure_logging
from scrapy.utils.project import get_project_settings

from crawler.database import DatabaseError
from crawler.database.errors import StorageError
from crawler.logs import belongs_to, set_up
from crawler.readers import look_for_garbage_seldom
from crawler.rebuild.run import rebuild

logger = logging.getLogger(__name__)


class _Unwatched:
    def moved(self, file: Path, offset: int, captures: int, articles: int) -> None:
        """Nobody is shown how far it is."""


def main() -> None:
    """Rebuild a file, and say how it ended."""
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever is printed here is no answer
    order: dict[str, Any] = json.loads(sys.stdin.readline())
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl-C is for the worker to decide upon
    threading.Thread(target=_end_with_input, daemon=True).start()
    settings = get_project_settings()
    settings.setdict(order["settings"], "cmdline")
    settings.set("LOG_INSTALL_ROOT_HANDLER", False, "cmdline")
    configure_logging(settings)
    set_up(settings)
    belongs_to(Path(order["path"]).name)
    out.write(json.dumps({"reason": _reason(settings, Path(order["path"]), order["site"])}))
    out.close()


def _reason(settings: BaseSettings, path: Path, site: str | None) -> str:
    if not path.is_file():
        return "no such file"
    try:
        look_for_garbage_seldom()
        result = rebuild(settings, [path], settings["DATABASE"], only=site, watcher=_Unwatched())
    except KeyboardInterrupt:
        return "shutdown"
    except (DatabaseError, StorageError) as error:
        logger.warning("%s", error)
        return "database"
    return f"damaged: {result.damage[0]}" if result.damage else "finished"


def _end_with_input() -> None:
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
