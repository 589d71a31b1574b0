"""E-mail to those who look after the crawler, through a server of theirs."""

from __future__ import annotations

import ssl
from contextlib import closing, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP as LINES
from email.utils import localtime, make_msgid
from smtplib import (
    SMTP,
    SMTP_SSL,
    SMTPAuthenticationError,
    SMTPException,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)

from crawler.notify.delivery import SECONDS, Undelivered, in_time, said_of
from crawler.notify.message import Message
from crawler.secret import Secret

PORTS = {"starttls": 587, "ssl": 465, "none": 25}
"""How the connection is kept private, and the usual port of each."""


@dataclass(frozen=True, slots=True)
class Mail:
    """Addresses, and the server; `security` is one of `PORTS`, `user` is "" where none is asked for."""

    to: tuple[str, ...]
    sender: str
    host: str
    port: int
    security: str
    user: str
    password: Secret
    name: str = "email"

    def send(self, message: Message) -> None:
        """Hand a message to the server; raises `Undelivered`."""
        in_time(lambda: self._send(self._written(message)))

    def _written(self, message: Message) -> EmailMessage:
        mail = EmailMessage(policy=LINES)
        mail["Subject"] = message.title
        mail["From"] = self.sender
        mail["To"] = ", ".join(self.to)
        mail["Date"] = localtime()
        mail["Message-ID"] = make_msgid(domain=self.sender.rpartition("@")[2])
        mail["Auto-Submitted"] = "auto-generated"  # no out-of-office note answers
        mail.set_content(message.text)
        return mail

    def _send(self, mail: EmailMessage) -> None:
        server = f"{self.host}:{self.port}"
        try:
            with closing(self._connected()) as smtp:
                if self.user:
                    smtp.login(self.user, self.password.value)
                refused = smtp.send_message(mail)
                with suppress(OSError, SMTPException):  # it has the message, whatever comes of good-bye
                    smtp.quit()
        except ssl.SSLCertVerificationError as error:
            raise Undelivered(
                f"the certificate of {server} is not to be trusted ({error.verify_message}); set SMTP_HOST to the name"
                " it is for, or name a certificate authority of your own with SSL_CERT_FILE in the environment"
            ) from None
        except SMTPAuthenticationError as error:
            raise Undelivered(
                f"{server} does not take the user and password ({error.smtp_code}); check SMTP_USER and SMTP_PASSWORD"
            ) from None
        except SMTPNotSupportedError:
            raise Undelivered(f"{server} offers neither what SMTP_TLS={self.security} nor SMTP_USER needs") from None
        except SMTPRecipientsRefused as error:
            raise Undelivered(_refused(server, error.recipients)) from None
        except SMTPResponseException as error:  # what it says may repeat what it was told
            raise Undelivered(f"{server} answers {error.smtp_code}; check SMTP_FROM and NOTIFY_EMAIL") from None
        except (OSError, SMTPException, ValueError) as error:
            cause = error.__context__ if isinstance(error, SMTPServerDisconnected) else error
            said = said_of(cause) if isinstance(cause, Exception) else "it hung up"
            raise Undelivered(f"{server}: {said}; check SMTP_HOST, SMTP_PORT and SMTP_TLS") from None
        if refused:
            raise Undelivered(_refused(server, refused), taken=True)  # by the others, who are not to be told twice

    def _connected(self) -> SMTP:
        context = ssl.create_default_context()
        if self.security == "ssl":
            return SMTP_SSL(self.host, self.port, timeout=SECONDS, context=context)
        smtp = SMTP(self.host, self.port, timeout=SECONDS)
        if self.security == "starttls":
            try:
                smtp.starttls(context=context)
            except BaseException:
                smtp.close()
                raise
        return smtp


def _refused(server: str, recipients: dict[str, tuple[int, bytes]]) -> str:
    named = ", ".join(f"{address} ({code})" for address, (code, _) in recipients.items())
    return f"{server} does not take mail to {named}; check NOTIFY_EMAIL"
