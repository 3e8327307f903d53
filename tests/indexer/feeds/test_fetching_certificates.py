"""A certificate is held against the name that was asked for."""

import datetime
import socket
import ssl
import threading
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from indexer.feeds.fetching import Fetcher
from tests.indexer.feeds.fetchers import MOST, names, refusal


@pytest.fixture
def secure(tmp_path: Path) -> tuple[int, Path]:
    """A server that answers one request by TLS, as ``feeds.test``: its port and certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "feeds.test")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("feeds.test")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "feeds.test.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    server = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        with server:
            connection, _ = server.accept()
            try:
                with context.wrap_socket(connection, server_side=True) as talk:
                    talk.recv(10_000)
                    talk.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwords")
            except OSError:
                pass

    threading.Thread(target=answer, daemon=True).start()
    return server.getsockname()[1], path


def test_a_certificate_is_held_against_the_name(secure: tuple[int, Path]) -> None:
    """The connection goes to the address that was looked at, the certificate is the name's."""
    port, path = secure
    fetcher = Fetcher(("feeds.test",), names)
    fetcher._ssl = ssl.create_default_context(cafile=str(path))
    assert fetcher.get(f"https://feeds.test:{port}/", MOST).body == b"words"


@pytest.mark.parametrize("host", ["feeds.test", "other.test"])
def test_a_certificate_of_nobody_or_of_another_is_refused(
    secure: tuple[int, Path], host: str
) -> None:
    port, path = secure
    fetcher = Fetcher((host,), lambda _host, _port: ["127.0.0.1"])
    if host == "other.test":
        fetcher._ssl = ssl.create_default_context(cafile=str(path))
    assert "certificate" in refusal(fetcher, f"https://{host}:{port}/")
