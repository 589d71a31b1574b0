"""The ways to people: what a webhook and a mail server are sent, what goes wrong, and what is said of it."""

from __future__ import annotations

import json
import socket
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings

from crawler.notify import delivery, mail, webhook
from crawler.notify.channels import Channel, outlets_of
from crawler.notify.delivery import Undelivered
from crawler.notify.message import Message
from crawler.notify.webhook import shape_of
from tests.receivers import Certificate, Hook, certificate, hook, mail_server

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # TLS is there from the start

MESSAGE = Message("Moroccan press: 1 site ill", 'paper is ill:\n- feed: HTTP 404, "خبر" & more\n')
PASSWORD = "hidden-password"


@pytest.fixture
def told() -> Iterator[Hook]:
    with hook() as running:
        yield running


@pytest.fixture(scope="module")
def cert(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate(tmp_path_factory.mktemp("certificate"))


def channel(**settings: Any) -> Channel:
    (found,) = outlets_of(Settings({"SMTP_TLS": "starttls", **settings})).channels
    return found


def failure(to: Channel) -> str:
    """Return what is said of a message that was not delivered, which shows no secret anywhere."""
    with pytest.raises(Undelivered) as caught:
        to.send(MESSAGE)
    assert "hidden" not in f"{caught.value!r} {caught.value.__cause__!r} {to!r}"
    return str(caught.value)


# Webhooks


@pytest.mark.parametrize(
    ("address", "shape"),
    [
        ("https://hooks.slack.com/services/T/B/x", "slack"),
        ("https://chat.example/hooks/xyz", "slack"),
        ("https://ntfy.sh/topic", "ntfy"),
        ("http://ntfy.intern.example:8080/topic", "ntfy"),
        ("https://chat.example/hooks/ntfy", "slack"),
    ],
)
def test_the_address_shows_the_shape(address: str, shape: str) -> None:
    assert shape_of(address) == shape


@pytest.mark.parametrize("shape", ["slack", "mattermost"])
def test_slack_and_mattermost_get_json(told: Hook, shape: str) -> None:
    channel(NOTIFY_WEBHOOK=f"{told.url}/hooks/x?a=b", NOTIFY_WEBHOOK_SHAPE=shape).send(MESSAGE)
    (post,) = told.posts
    assert (post.path, post.headers["Content-Type"]) == ("/hooks/x?a=b", "application/json")
    escaped = MESSAGE.text.replace("&", "&amp;")
    assert json.loads(post.body) == {"text": f"{MESSAGE.title}\n\n{escaped}"}


def test_ntfy_gets_the_text_and_the_title(told: Hook) -> None:
    address = told.url.replace("//", "//:hidden-token@")
    channel(NOTIFY_WEBHOOK=f"{address}/topic", NOTIFY_WEBHOOK_SHAPE="ntfy").send(MESSAGE)
    (post,) = told.posts
    assert (post.path, post.headers["Title"], post.body.decode()) == ("/topic", MESSAGE.title, MESSAGE.text)
    assert post.headers["Authorization"] == f"Basic {b64encode(b':hidden-token').decode()}"
    assert "hidden" not in post.headers["Host"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(told: Hook, status: int) -> None:
    with hook() as other:
        told.status, told.location = status, other.url
        said = failure(channel(NOTIFY_WEBHOOK=f"{told.url}/hidden"))
        assert said == f"HTTP {status}: it redirects, which is not followed; set NOTIFY_WEBHOOK to where it leads"
        assert len(told.posts) == 1 and other.posts == []


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://127.0.0.1:1/hidden", "Connection refused; check NOTIFY_WEBHOOK, and that it can be reached from here"),
        ("http://nowhere.invalid/hidden", "; check NOTIFY_WEBHOOK, and that it can be reached from here"),
    ],
)
def test_a_receiver_that_is_not_there(address: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    assert failure(channel(NOTIFY_WEBHOOK=address)).endswith(said)


def test_a_receiver_is_trusted_by_its_certificate(cert: Certificate, monkeypatch: pytest.MonkeyPatch) -> None:
    with hook(cert) as private:
        to = channel(NOTIFY_WEBHOOK=f"{private.url}/hidden")
        said = failure(to)
        assert said.startswith("its certificate is not to be trusted (self-signed certificate); name a certificate")
        assert private.posts == []
        monkeypatch.setenv("SSL_CERT_FILE", str(cert.file))
        to.send(MESSAGE)
    assert [post.path for post in private.posts] == ["/hidden"]


def test_a_receiver_that_does_not_answer_holds_nobody_up(told: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "SECONDS", 0.3)
    told.delay = 2
    assert failure(channel(NOTIFY_WEBHOOK=told.url)).startswith("no answer within ")


def test_nor_does_one_that_answers_byte_by_byte(told: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "SECONDS_IN_ALL", 0.5)
    told.drips = True
    began = time.monotonic()
    assert failure(channel(NOTIFY_WEBHOOK=told.url)) == "no answer within 0 seconds"
    assert time.monotonic() - began < 1.5


# E-mail


def mail_to(port: int, **settings: Any) -> Channel:
    return channel(NOTIFY_EMAIL="you@home.test", SMTP_HOST="127.0.0.1", SMTP_PORT=port, **settings)


WITH_PASSWORD = {"SMTP_USER": "crawler", "SMTP_PASSWORD": PASSWORD}


@pytest.mark.parametrize("security", ["starttls", "ssl"])
def test_mail_goes_over_tls_with_user_and_password(
    cert: Certificate, security: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(cert.file))
    with mail_server(cert, PASSWORD, ssl_first=security == "ssl") as box:
        mail_to(box.port, SMTP_TLS=security, SMTP_FROM="news@home.test", **WITH_PASSWORD).send(MESSAGE)
        wrong = mail_to(box.port, SMTP_TLS=security, SMTP_USER="crawler", SMTP_PASSWORD="hidden-other")
        said = failure(wrong)
    (taken,) = box.mails
    assert (taken["Subject"], taken["From"], taken["To"]) == (MESSAGE.title, "news@home.test", "you@home.test")
    assert taken["Auto-Submitted"] == "auto-generated" and taken["Date"] and taken["Message-ID"]
    assert taken.get_content().splitlines() == MESSAGE.text.splitlines()
    assert said == (
        f"127.0.0.1:{box.port} does not take the user and password (535); check SMTP_USER and SMTP_PASSWORD"
    )


@pytest.mark.parametrize("security", ["starttls", "ssl"])
def test_a_certificate_nobody_vouches_for_is_not_trusted(cert: Certificate, security: str) -> None:
    with mail_server(cert, PASSWORD, ssl_first=security == "ssl") as box:
        said = failure(mail_to(box.port, SMTP_TLS=security, **WITH_PASSWORD))
    assert "is not to be trusted (self-signed certificate)" in said and "SSL_CERT_FILE" in said
    assert box.mails == []


def test_nor_is_one_of_another_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = certificate(tmp_path, "127.0.0.2")
    monkeypatch.setenv("SSL_CERT_FILE", str(other.file))
    with mail_server(other) as box:
        assert "IP address mismatch" in failure(mail_to(box.port))


def test_a_server_without_starttls_gets_nothing() -> None:
    with mail_server() as box:
        said = failure(mail_to(box.port, **WITH_PASSWORD))
    assert said == f"127.0.0.1:{box.port} offers neither what SMTP_TLS=starttls nor SMTP_USER needs"
    assert box.mails == []


def test_an_address_the_server_does_not_take_is_named_and_the_others_have_the_mail() -> None:
    with mail_server() as box:
        box.strangers = {"old@home.test"}
        to = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": box.port, "SMTP_TLS": "none"}
        both, one = "you@home.test, old@home.test", "old@home.test"
        for addresses, taken in ((both, True), (one, False)):
            with pytest.raises(Undelivered, match=r"does not take mail to old@home.test \(550\)") as caught:
                channel(NOTIFY_EMAIL=addresses, **to).send(MESSAGE)
            assert caught.value.taken is taken
    assert len(box.mails) == 1


def test_a_mail_server_that_is_not_there_or_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    check = "check SMTP_HOST, SMTP_PORT and SMTP_TLS"
    assert failure(mail_to(1)) == f"127.0.0.1:1: Connection refused; {check}"
    monkeypatch.setattr(mail, "SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        port = mute.getsockname()[1]
        assert failure(mail_to(port)) == f"127.0.0.1:{port}: no answer within 10 seconds; {check}"


def slow(seconds: float) -> Callable[[], None]:
    return lambda: time.sleep(seconds)


def test_what_goes_wrong_within_a_delivery_is_not_lost() -> None:
    def broken() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        delivery.in_time(broken)
    delivery.in_time(slow(0))
