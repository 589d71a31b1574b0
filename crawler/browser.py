"""The Chromium that renders pages: found, started without a network, and ended with whoever started it."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

from scrapy.settings import BaseSettings

if TYPE_CHECKING:
    from playwright.async_api import Browser as PlaywrightBrowser
    from playwright.async_api import BrowserContext, Playwright

CHROMIUMS = ("chromium", "chromium-browser", "chromium-headless-shell", "google-chrome")
"""Programs looked for where BROWSER names none; the first is Debian's."""

CLOSING_SECONDS = 5

ARGUMENTS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # No name is found, and whatever needs none meets a closed door.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--js-flags=--max-old-space-size=512",
)
NO_NETWORK = "http://127.0.0.1:9"
"""A proxy nobody listens at (the port is that of the discard service); loopback goes through it too."""


class NoBrowser(Exception):  # noqa: N818 - what there is not
    """A site needs a browser and there is none. The message says what to install."""


def find_browser(settings: BaseSettings) -> str:
    """Return the path of the Chromium to use: the setting BROWSER, or the first there is. Raises `NoBrowser`."""
    if importlib.util.find_spec("playwright") is None:
        raise NoBrowser("the package playwright is missing: pip install 'moroccan-news[browser]'")
    named = settings.get("BROWSER")
    found = next(filter(None, map(shutil.which, [named] if named else CHROMIUMS)), None)
    if found is None:
        missing = f"BROWSER={named} is no program" if named else "no Chromium was found"
        raise NoBrowser(f"{missing}: sudo apt-get install chromium, or name one with -s BROWSER=/path/to/chromium")
    return found


class Browser:
    """One Chromium, started when a page needs it and again where it was stopped. `path` is its program."""

    def __init__(self, path: str, user_agent: str) -> None:
        self.path = path
        self._user_agent = user_agent
        self._playwright: Playwright | None = None
        self._running: PlaywrightBrowser | None = None

    async def context(self) -> BrowserContext:
        """Return a fresh profile: no cookies, no downloads, no workers. Raises `NoBrowser` where none starts."""
        running = await self._started()
        return await running.new_context(user_agent=self._user_agent, accept_downloads=False, service_workers="block")

    async def _started(self) -> PlaywrightBrowser:
        from playwright.async_api import Error, async_playwright  # noqa: PLC0415 - an extra

        if self._running is not None and self._running.is_connected():
            return self._running
        if self._playwright is None:
            self._playwright = await async_playwright().start()
        try:
            self._running = await self._playwright.chromium.launch(
                executable_path=self.path,
                headless=True,
                args=list(ARGUMENTS),
                proxy={"server": NO_NETWORK, "bypass": "<-loopback>"},
                chromium_sandbox=os.geteuid() != 0,  # Chromium has none for root
                handle_sigint=False,  # the crawl ends in order, and the browser with it
                handle_sigterm=False,
                handle_sighup=False,
            )
        except Error as error:
            raise NoBrowser(f"{self.path} does not start: {error.message.splitlines()[0]}") from error
        return self._running

    async def stop(self) -> None:
        """End the browser; the next page starts another."""
        running, self._running = self._running, None
        if running is not None:
            await closed(running)

    async def end(self) -> None:
        """End the browser and what drives it."""
        await self.stop()
        if self._playwright is not None:
            await self._playwright.stop()


async def closed(opened: PlaywrightBrowser | BrowserContext) -> None:
    """Close what may have ended by itself, or hang on a script that never ends."""
    with suppress(Exception):
        await asyncio.wait_for(opened.close(), CLOSING_SECONDS)
