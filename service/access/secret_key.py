"""The service's one secret, and what is made of it.

Whatever the service has to know again but must not keep in clear is kept as a MAC by this secret:
who copies the database then has no key, no code and no address.
"""

import hmac
import os
import re
import secrets
import stat
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from indexer import ExplainedError

_FILE = "secret_key"
_FEWEST_CHARACTERS = 32
_MADE_BYTES = 32
_MADE = re.compile(rb"([0-9a-f]{64})\n?")


class SecretKeyRefused(ExplainedError):
    """A secret that cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class SecretKey:
    """A secret that makes MACs and signing keys, and that no repr shows."""

    secret: bytes = field(repr=False)

    def mac(self, purpose: str, *parts: str) -> str:
        """The HMAC-SHA256 of some parts, 64 hexadecimal characters; another one a purpose."""
        return self._digest("mac", purpose, parts).hex()

    def matches(self, mac: str, purpose: str, *parts: str) -> bool:
        """Whether a MAC is that of the parts; how long it takes does not tell where it differs."""
        return hmac.compare_digest(_bytes(mac), _bytes(self.mac(purpose, *parts)))

    def signing_key(self, purpose: str) -> bytes:
        """A key of 32 bytes to sign tokens with; another one a purpose, and never a MAC."""
        return self._digest("signing key", purpose, ())

    def _digest(self, kind: str, purpose: str, parts: Sequence[str]) -> bytes:
        digest = hmac.new(self.secret, digestmod="sha256")
        for part in (kind, purpose, *parts):
            encoded = _bytes(part)
            # With its length before it, ("ab", "c") cannot pass for ("a", "bc").
            digest.update(len(encoded).to_bytes(8))
            digest.update(encoded)
        return digest.digest()


def read_secret_key(given: str | None, folder: Path) -> SecretKey:
    """The secret that is given, else that of the data folder, made there when there is none.

    Args:
        given: What the operator set as ASK_SECRET_KEY.
        folder: The data folder. Processes that start at once in it get the same secret.

    Raises:
        SecretKeyRefused: The given one is too short, or the file cannot be trusted.
        OSError: The file cannot be written or read.
    """
    if given is not None:
        if len(given) < _FEWEST_CHARACTERS:
            raise SecretKeyRefused(
                f"ASK_SECRET_KEY has {len(given)} characters, which could be guessed: it needs at "
                f"least {_FEWEST_CHARACTERS}. `openssl rand -hex 32` makes a good one."
            )
        return SecretKey(_bytes(given))
    path = folder / _FILE
    if not path.exists():
        _make(path)
    return _read(path)


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Only its owner can read a temporary file. It gets its name when it is whole; whoever comes
    # second finds the name taken, and reads what the first one wrote.
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.") as file:
        file.write(secrets.token_hex(_MADE_BYTES).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(file.name, path)


def _read(path: Path) -> SecretKey:
    with path.open("rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        content = file.read()
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SecretKeyRefused(
            f"Others on this machine can read {path}: run `chmod 600 {path}`. If somebody may have "
            "read it, remove it instead: everybody is then signed out, and API keys have to be "
            "made again."
        )
    if not (made := _MADE.fullmatch(content)):
        raise SecretKeyRefused(
            f"{path} is damaged: it should hold 64 hexadecimal characters. Put a copy of it back, "
            "or remove it: everybody is then signed out, and API keys have to be made again."
        )
    # The characters are the secret, not the bytes they stand for: several machines that are given
    # them as ASK_SECRET_KEY then share it with the one that made the file.
    return SecretKey(made[1])


def _bytes(text: str) -> bytes:
    # JSON can carry half a surrogate pair, which plain UTF-8 refuses.
    return text.encode("utf-8", "surrogatepass")
