"""The paper as an application: every page is an empty shell, and a script fetches what it shows.

The script also tries what no page may: to reach another server in every way a browser has.
"""

from __future__ import annotations

from aiohttp import web

SCRIPT_PATH = "/assets/application.js"

SHELL = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title></title></head>
<body><div id="application"></div><noscript>JavaScript is needed.</noscript><script src="%s"></script></body></html>
"""

SCRIPT = """
const trap = "%(trap)s";
const add = (name, values) => document.body.appendChild(Object.assign(document.createElement(name), values));
const quietly = (action) => { try { Promise.resolve(action()).catch(() => {}); } catch (error) { /* as hoped */ } };
quietly(() => fetch(trap + "/fetched"));
quietly(() => fetch("/away/fetched"));
quietly(() => fetch("/private/fetched"));
quietly(() => fetch("http://10.0.0.1/"));
quietly(() => fetch("/posted", {method: "POST", body: "x"}));
quietly(() => { new Image().src = trap + "/pixel.gif"; });
quietly(() => navigator.sendBeacon(trap + "/beacon"));
quietly(() => new WebSocket(trap.replace("http", "ws") + "/socket"));
quietly(() => new EventSource(trap + "/events"));
quietly(() => navigator.serviceWorker.register(trap + "/worker.js"));
quietly(() => window.open(trap + "/window"));
quietly(() => add("iframe", {src: trap + "/frame"}));
quietly(() => add("a", {href: trap + "/file.zip", download: "file.zip"}).click());
fetch(location.pathname + "?fragment").then((answer) => answer.text()).then((text) => {
  const page = new DOMParser().parseFromString(text, "text/html");
  document.documentElement.lang = page.documentElement.lang;
  document.head.innerHTML = page.head.innerHTML;
  document.body.innerHTML = page.body.innerHTML;
});
"""


def respond(path: str, query: str, trap: str, usual: web.StreamResponse) -> web.StreamResponse:
    """Return what the application answers in place of the usual paper."""
    if path == SCRIPT_PATH:
        return web.Response(text=SCRIPT % {"trap": trap}, content_type="text/javascript")
    if path.startswith("/away/"):
        return web.Response(status=302, headers={"Location": trap + path})
    if query == "fragment" or usual.status != 200 or usual.content_type != "text/html":
        return usual
    return web.Response(text=SHELL % SCRIPT_PATH, content_type="text/html")
