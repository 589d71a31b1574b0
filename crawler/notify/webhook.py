"""A webhook: one POST in the shape that Slack and Mattermost take, or ntfy.

Who runs the crawler chose the receiver: it may stand anywhere, in a private network too, but not send us elsewhere.
"""

from __future__ import annotations

import json
import ssl
from base64 import b64encode
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from crawler.notify.delivery import SECONDS, Undelivered, in_time, said_of
from crawler.notify.message import Message
from crawler.secret import Secret

SHAPES = ("slack", "mattermost", "ntfy")

_UNCALLED = "\u2060"
"""A word joiner behind @ and within ](: nobody is called by the text of a site, and no link says what it is not."""


class _Stay(HTTPRedirectHandler):
    """Follows no redirect: what the message says is for the receiver that was chosen."""

    def redirect_request(self, *_: Any) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Webhook:
    """The receiver. User and password in the address are sent as HTTP's basic authorization."""

    address: Secret
    shape: str
    name: str = "webhook"

    def send(self, message: Message) -> None:
        """Post a message; raises `Undelivered`."""
        in_time(lambda: self._post(message))

    def _post(self, message: Message) -> None:
        try:
            # Proxies are the environment's, as they are for a crawl.
            build_opener(_Stay).open(self._request(message), timeout=SECONDS).close()  # answers 2xx, or raises
        except HTTPError as error:
            error.close()
            raise Undelivered(_refused(error.code)) from None
        except (OSError, HTTPException, ValueError) as error:  # their messages may hold the address
            cause = error.reason if isinstance(error, URLError) and isinstance(error.reason, OSError) else error
            if isinstance(cause, ssl.SSLCertVerificationError):
                raise Undelivered(
                    f"its certificate is not to be trusted ({cause.verify_message}); name a certificate authority of"
                    " your own with SSL_CERT_FILE in the environment"
                ) from None
            raise Undelivered(f"{said_of(cause)}; check NOTIFY_WEBHOOK, and that it can be reached from here") from None

    def _request(self, message: Message) -> Request:
        parts = urlsplit(self.address.value)
        userinfo, _, host = parts.netloc.rpartition("@")
        body, headers = self._shaped(message)
        # The scheme was checked to be one of HTTP's (S310).
        request = Request(urlunsplit(parts._replace(netloc=host, fragment="")), body, headers, method="POST")  # noqa: S310
        if userinfo:
            request.add_unredirected_header("Authorization", f"Basic {b64encode(unquote(userinfo).encode()).decode()}")
        return request

    def _shaped(self, message: Message) -> tuple[bytes, dict[str, str]]:
        ours = {"User-Agent": "moroccan-news"}
        if self.shape == "ntfy":
            return message.text.encode(), ours | {"Title": message.title, "Content-Type": "text/plain; charset=utf-8"}
        text = json.dumps({"text": as_markup(f"{message.title}\n\n{message.text}")})
        return text.encode(), ours | {"Content-Type": "application/json"}


def shape_of(address: str) -> str:
    """Return the shape that an address shows: ntfy where the host says so, else what Slack and Mattermost share."""
    host = urlsplit(address).hostname or ""
    return "ntfy" if "ntfy" in host.split(".") else "slack"


def as_markup(text: str) -> str:
    """Return text that Slack and Mattermost show as it is: no mention, no link of another name, no entity."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("@", f"@{_UNCALLED}").replace("](", f"]{_UNCALLED}(")


def _refused(status: int) -> str:
    if 300 <= status < 400:
        return f"HTTP {status}: it redirects, which is not followed; set NOTIFY_WEBHOOK to where it leads"
    if status in (401, 403, 404, 410):
        return f"HTTP {status}: check NOTIFY_WEBHOOK, the receiver does not take it"
    if status == 429 or status >= 500:
        return f"HTTP {status}: the receiver takes nothing now; the next run tells it again"
    return f"HTTP {status}: check NOTIFY_WEBHOOK and NOTIFY_WEBHOOK_SHAPE"
