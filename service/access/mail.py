"""Mail that the service sends: what a sign-in mail says, and how it goes out."""

import logging
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, localtime, make_msgid, parseaddr
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from indexer import ExplainedError

_TIMEOUT = 10.0
_SUBMISSION_PORT = 587
_TLS_PORT = 465

_log = logging.getLogger(__name__)


class MailNotSent(ExplainedError):
    """The mail server did not take a mail."""


class MailServerRefused(ExplainedError):
    """The mail settings cannot be used; the message says why."""


class Mailer(Protocol):
    """What sends a mail."""

    async def send(self, address: str, subject: str, text: str) -> None:
        """Sends a plain text.

        Raises:
            MailNotSent: It did not go out.
        """


@dataclass(frozen=True, slots=True)
class Mail:
    """What a mail says."""

    subject: str
    text: str


def sign_in_mail(service_name: str, code: str, minutes: int) -> Mail:
    """The mail that brings a code to sign in with.

    The code is in the subject too, where a notification shows it. There are no links: nobody has
    to wonder whether one is safe to open.
    """
    return Mail(
        subject=f"{code} is your code for {service_name}",
        text=(
            f"Your code to sign in to {service_name}:\n\n"
            f"    {code}\n\n"
            f"Type it where you asked for it. It works once, within {minutes} minutes.\n\n"
            "If you did not ask for it, you need not do anything: without this code nobody\n"
            "can sign in with your address. Do not give it to anybody who asks you for it.\n"
        ),
    )


class SmtpMailer:
    """Sends mails through an SMTP server.

    Args:
        url: ``smtp://user:password@host:port``, which is encrypted as soon as the server offers
            it (port 587 if none is named), or ``smtps://…``, encrypted from the first byte (port
            465). User and password may be left out. A server's certificate is always checked.
        sender: The address that mails come from; ``Name <address>`` will do.
        timeout: Seconds that the server may take for each step.

    Raises:
        MailServerRefused: The URL or the sender cannot be used.
    """

    def __init__(self, url: str, sender: str, timeout: float = _TIMEOUT) -> None:
        parts = _checked(url)
        self._sender_domain = parseaddr(sender)[1].partition("@")[2]
        if not self._sender_domain:
            raise MailServerRefused(
                "The sender of mails has to be an address, such as Ask <no-reply@example.org>."
            )
        self._encrypted = parts.scheme == "smtps"
        assert parts.hostname  # one was found in it
        self._host = parts.hostname
        self._port = parts.port or (_TLS_PORT if self._encrypted else _SUBMISSION_PORT)
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None
        self._sender = sender
        self._timeout = timeout
        self._tls: ssl.SSLContext | None = None

    async def send(self, address: str, subject: str, text: str) -> None:
        """Sends a plain text.

        Raises:
            MailNotSent: The server cannot be reached, or did not take it; the log says why.
        """
        from aiosmtplib import SMTPException

        try:
            await self._deliver(self._message(address, subject, text))
        except (SMTPException, OSError) as error:
            _log.error("The mail server %s did not take a mail: %s.", self._host, _reason(error))
            # The server's own words may repeat the address or the user: they are not passed on.
            raise MailNotSent(
                "The mail with your code could not be sent. Try again in a few minutes."
            ) from None

    def _message(self, address: str, subject: str, text: str) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self._sender
        message["To"] = address
        message["Subject"] = subject
        message["Date"] = format_datetime(localtime())
        message["Message-ID"] = make_msgid(domain=self._sender_domain)
        # Keeps out-of-office answers from coming back.
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        return message

    async def _deliver(self, message: EmailMessage) -> None:
        import aiosmtplib

        # Made once: reading the machine's certificates takes tens of milliseconds.
        self._tls = self._tls or ssl.create_default_context()
        # None takes encryption when it is offered. Somebody on the way can hide the offer, so a
        # password is never sent without.
        start_tls = None if self._password is None else True
        await aiosmtplib.send(
            message,
            hostname=self._host,
            port=self._port,
            username=self._user,
            password=self._password,
            timeout=self._timeout,
            use_tls=self._encrypted,
            start_tls=False if self._encrypted else start_tls,
            tls_context=self._tls,
        )


class LogMailer:
    """Writes mails into the log in place of sending them; for a service on one's own machine."""

    async def send(self, address: str, subject: str, text: str) -> None:  # noqa: ARG002
        """Logs the subject, which holds the code; never the address."""
        _log.warning("No mail server is set, so this mail is not sent: %s.", subject)


class NoMailer:
    """Sends nothing: where others could read the log, no code may stand in it."""

    async def send(self, address: str, subject: str, text: str) -> None:  # noqa: ARG002
        """Refuses.

        Raises:
            MailNotSent: Always.
        """
        raise MailNotSent(
            "Codes cannot be mailed from here: the operator has to set ASK_SMTP_URL and "
            "ASK_MAIL_FROM first."
        )


def _checked(url: str) -> SplitResult:
    # What urlsplit says of an address that it cannot read may repeat the password.
    with suppress(ValueError):
        parts = urlsplit(url)
        if parts.scheme in {"smtp", "smtps"} and parts.hostname and parts.port != 0:
            return parts
    raise MailServerRefused(
        "The mail server has to be named like smtp://user:password@mail.example.org:587 or "
        "smtps://user:password@mail.example.org, with special characters of the password written "
        "like %2F."
    )


def _reason(error: Exception) -> str:
    """The kind of an error and the server's code, without its words."""
    recipients = getattr(error, "recipients", None)
    code = getattr(recipients[0] if recipients else error, "code", None)
    return f"{type(error).__name__} {code}" if code else type(error).__name__
