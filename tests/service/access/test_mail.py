"""Mails go out through a real SMTP server, or an error says that they did not."""

import asyncio
import contextlib
import datetime
import ipaddress
import logging
import socket
import ssl
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from service.access.mail import (
    LogMailer,
    Mailer,
    MailNotSent,
    MailServerRefused,
    NoMailer,
    SmtpMailer,
    sign_in_mail,
)
from tests.servers import free_port

MARA = "mara@example.org"
SENDER = "Ask this episode <no-reply@podcast.example>"
USER, PASSWORD = "ask@podcast.example", "open/se:same"
LOGIN = "ask%40podcast.example:open%2Fse%3Asame"
WRONG_PASSWORD = "sesame"


class Inbox:
    """What a mail server took, and how it was brought there."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.encrypted: list[bool] = []
        self.users: list[bytes] = []
        self.refuses = False

    async def handle_RCPT(  # noqa: N802 - the server calls it so
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if self.refuses:
            return f"550 Nobody here is called {address}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.recipients += envelope.rcpt_tos
        self.encrypted.append(session.ssl is not None)
        return "250 OK"

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _way: str, given: Any
    ) -> AuthResult:
        assert isinstance(given, LoginPassword)
        self.users.append(given.login)
        right = given == LoginPassword(USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=False)


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@contextlib.contextmanager
def smtp_server(inbox: Inbox, **options: Any) -> Iterator[str]:
    """A mail server; gives its host and port."""
    port = free_port()
    server = Controller(inbox, hostname="127.0.0.1", port=port, **options)
    server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        server.stop()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a certificate for 127.0.0.1 that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail for tests")])
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    now, day = datetime.datetime.now(datetime.UTC), datetime.timedelta(days=1)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - day)
        .not_valid_after(now + day)
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("certificate") / "both.pem"
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + signed.public_bytes(pem))
    return path


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    """What a server needs to speak encrypted."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes this machine trust the certificate for tests."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


async def send(mailer: Mailer) -> None:
    await mailer.send(MARA, "Grüße, 123456", "Your code:\n\n    123456\n")


async def test_a_mail_arrives_as_it_was_written(inbox: Inbox) -> None:
    """With a sender, a date, an id of its own, and the mark of a mail that nobody typed."""
    with smtp_server(inbox) as host:
        await send(SmtpMailer(f"smtp://{host}", SENDER))
        await send(SmtpMailer(f"smtp://{host}", SENDER))
    mail, second = inbox.mails
    assert inbox.recipients == [MARA, MARA]
    assert (mail["From"], mail["To"]) == (SENDER, MARA)
    assert (mail["Subject"], mail["Auto-Submitted"]) == ("Grüße, 123456", "auto-generated")
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().replace("\r\n", "\n") == "Your code:\n\n    123456\n"
    assert mail["Date"].datetime.tzinfo
    assert mail["Message-ID"].endswith("@podcast.example>")
    assert mail["Message-ID"] != second["Message-ID"]
    assert inbox.encrypted == [False, False]


@pytest.mark.usefixtures("trusted")
async def test_encryption_is_taken_when_it_is_offered(inbox: Inbox, tls: ssl.SSLContext) -> None:
    """A server that can encrypt gets the mail encrypted, and then the password."""
    options = {"authenticator": inbox.authenticate, "tls_context": tls}
    with smtp_server(inbox, **options) as host:
        await send(SmtpMailer(f"smtp://{host}", SENDER))
        await send(SmtpMailer(f"smtp://{LOGIN}@{host}", SENDER))
    assert inbox.encrypted == [True, True]
    assert inbox.users == [USER.encode()]


@pytest.mark.usefixtures("trusted")
async def test_smtps_is_encrypted_from_the_first_byte(inbox: Inbox, tls: ssl.SSLContext) -> None:
    """Such a server takes nothing else."""
    options = {"authenticator": inbox.authenticate, "auth_require_tls": False, "ssl_context": tls}
    with smtp_server(inbox, **options) as host:
        await send(SmtpMailer(f"smtps://{LOGIN}@{host}", SENDER))
    assert len(inbox.mails) == 1
    assert inbox.users == [USER.encode()]


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
async def test_a_certificate_that_nobody_vouches_for_is_refused(
    inbox: Inbox, tls: ssl.SSLContext, scheme: str
) -> None:
    """Neither mail nor password goes to a server that only says who it is."""
    context = "tls_context" if scheme == "smtp" else "ssl_context"
    with (
        smtp_server(inbox, authenticator=inbox.authenticate, **{context: tls}) as host,
        pytest.raises(MailNotSent),
    ):
        await send(SmtpMailer(f"{scheme}://{LOGIN}@{host}", SENDER))
    assert (inbox.mails, inbox.users) == ([], [])


async def test_a_password_is_never_sent_in_clear(inbox: Inbox) -> None:
    """Not even to a server that would take it."""
    options = {"authenticator": inbox.authenticate, "auth_require_tls": False}
    with smtp_server(inbox, **options) as host, pytest.raises(MailNotSent):
        await send(SmtpMailer(f"smtp://{LOGIN}@{host}", SENDER))
    assert (inbox.mails, inbox.users) == ([], [])


@pytest.mark.usefixtures("trusted")
async def test_a_wrong_password_is_told_without_it(
    inbox: Inbox, tls: ssl.SSLContext, caplog: pytest.LogCaptureFixture
) -> None:
    """The operator reads that the server refused it; nobody reads what it was."""
    options = {"authenticator": inbox.authenticate, "tls_context": tls}
    with smtp_server(inbox, **options) as host, pytest.raises(MailNotSent) as failed:
        await send(SmtpMailer(f"smtp://{LOGIN.partition(':')[0]}:{WRONG_PASSWORD}@{host}", SENDER))
    assert "SMTPAuthenticationError 535" in caplog.text
    assert_says_nothing(failed.value, caplog, WRONG_PASSWORD, USER)


async def test_a_refused_recipient_is_told_without_the_address(
    inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    """A server's own words repeat the address, so they are left out."""
    inbox.refuses = True
    with smtp_server(inbox) as host, pytest.raises(MailNotSent) as failed:
        await send(SmtpMailer(f"smtp://{host}", SENDER))
    assert "SMTPRecipientsRefused 550" in caplog.text
    assert_says_nothing(failed.value, caplog, MARA, "mara")


async def test_a_server_that_is_not_there_is_told(caplog: pytest.LogCaptureFixture) -> None:
    """The reader is asked to try again; the operator reads which server it is."""
    address = f"127.0.0.1:{free_port()}"
    with pytest.raises(MailNotSent, match="Try again in a few minutes"):
        await send(SmtpMailer(f"smtp://{address}", SENDER))
    assert "The mail server 127.0.0.1 did not take a mail: SMTPConnectError" in caplog.text


async def test_a_server_that_hangs_is_given_up(caplog: pytest.LogCaptureFixture) -> None:
    """Nobody waits longer than they were told to."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        mailer = SmtpMailer(f"smtp://127.0.0.1:{silent.getsockname()[1]}", SENDER, timeout=0.1)
        with pytest.raises(MailNotSent):
            await asyncio.wait_for(send(mailer), timeout=5)
    assert "Timeout" in caplog.text


def assert_says_nothing(error: Exception, caplog: pytest.LogCaptureFixture, *secrets: str) -> None:
    """No secret stands in an error or in the log, its traceback included."""
    logging.getLogger("tests").error("What an error handler would log.", exc_info=error)
    assert str(error) in caplog.text
    for secret in secrets:
        assert secret not in caplog.text


@pytest.mark.parametrize(
    "url",
    [
        *("", "mail.example.org:587", "http://mail.example.org", "smtp://", "smtp:///x"),
        *("smtp://ask:se/same@mail.example.org", "smtp://[se", "smtp://mail.example.org:0"),
    ],
)
def test_a_mail_server_has_to_be_named_by_a_url(url: str) -> None:
    """Else a sentence shows what one looks like, and does not repeat the password."""
    with pytest.raises(MailServerRefused, match="written like %2F") as refused:
        SmtpMailer(url, SENDER)
    assert "se/same" not in str(refused.value)


def test_the_sender_has_to_be_an_address() -> None:
    """Else a sentence shows what one looks like."""
    with pytest.raises(MailServerRefused, match=r"Ask <no-reply@example\.org>"):
        SmtpMailer("smtp://mail.example.org", "Ask this episode")


async def test_without_a_server_the_code_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """On one's own machine it is read there; whose it is, is not written down."""
    await send(LogMailer())
    assert "123456" in caplog.text
    assert "mara" not in caplog.text


async def test_with_no_server_and_others_about_no_code_is_sent(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nor is it logged; a sentence says what the operator has to set."""
    with pytest.raises(MailNotSent, match="ASK_SMTP_URL"):
        await send(NoMailer())
    assert not caplog.records


def test_a_sign_in_mail_says_what_to_do() -> None:
    """The code stands in subject and text; there is no link to wonder about."""
    mail = sign_in_mail("Bee Talk", "012345", minutes=15)
    assert mail.subject == "012345 is your code for Bee Talk"
    for words in ("012345", "Bee Talk", "within 15 minutes", "If you did not ask for it"):
        assert words in mail.text
    assert "http" not in mail.text
    assert max(map(len, mail.text.splitlines())) < 80
