"""A real mail server that keeps what it takes, so that a test can type the code of a mail."""

import contextlib
import re
from collections.abc import Iterator
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers import free_port

_HOST = "127.0.0.1"
_CODE = re.compile(r"\d{6}")


class Mailbox:
    """What was mailed to whom, and where to send it."""

    def __init__(self, port: int) -> None:
        self.url = f"smtp://{_HOST}:{port}"
        self.codes: list[str] = []
        self._newest: dict[str, str] = {}

    def code_for(self, address: str) -> str:
        """The code of the newest mail to an address."""
        return self._newest[address]

    async def handle_DATA(  # noqa: N802 - the server calls it so
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Takes a mail."""
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        found = _CODE.search(mail["Subject"])
        assert found, mail["Subject"]
        self.codes.append(found[0])
        self._newest |= dict.fromkeys(envelope.rcpt_tos, found[0])
        return "250 OK"


@contextlib.contextmanager
def mail_server() -> Iterator[Mailbox]:
    """A mail server in a thread."""
    port = free_port()
    mailbox = Mailbox(port)
    server = Controller(mailbox, hostname=_HOST, port=port)
    server.start()
    try:
        yield mailbox
    finally:
        server.stop()
