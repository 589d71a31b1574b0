"""Open pages in Chromium and print what they show and what they asked for. Runs in the replay environment.

    python browse.py EXECUTABLE URL...

Prints a JSON list: for each URL the text of its frames and the URLs requested.
"""

from __future__ import annotations

import json
import sys

from playwright.sync_api import sync_playwright

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def main(executable: str, urls: list[str]) -> None:
    """Open one page after the other."""
    seen = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        for url in urls:
            page = browser.new_page()
            requests: list[str] = []
            page.on("request", lambda request, requests=requests: requests.append(request.url))
            page.goto(url, wait_until="networkidle", timeout=60_000)
            texts = [frame.evaluate("document.body ? document.body.innerText : ''") for frame in page.frames]
            seen.append({"url": url, "text": "\n".join(texts), "requests": requests})
            page.close()
        browser.close()
    print(json.dumps(seen))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
