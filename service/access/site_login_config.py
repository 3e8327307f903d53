"""Which tokens of a site's login are believed, refused where that would let anybody make them."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from indexer import ExplainedError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

LONGEST_NAME = 500
"""Characters that an issuer, an audience or a subject may have."""

_FEWEST_SECRET_BYTES = 32
_PUBLIC_KEY_DEFAULTS = ("RS256", "ES256", "EdDSA")
_PUBLIC_KEY_ALGORITHMS = (
    *("RS256", "RS384", "RS512"),
    *("PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512"),
    "EdDSA",
)
_SHARED_SECRET_DEFAULTS = ("HS256",)
_SHARED_SECRET_ALGORITHMS = ("HS256", "HS384", "HS512")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class SiteLoginRefused(ExplainedError):
    """Settings of a site's login that cannot be used, or not safely; the message says why."""


@dataclass(frozen=True, slots=True)
class SiteLoginConfig:
    """Whose tokens are believed, and how their signatures are checked.

    Exactly one of these is given: ``public_key`` (PEM), ``jwks_url`` (where the site publishes
    its public keys) or ``shared_secret``. ``algorithms`` are those that may be used; if none are
    named, RS256, ES256 and EdDSA, or HS256 with a shared secret.

    Raises:
        SiteLoginRefused: It cannot be used, or would let others than the site make tokens.
    """

    issuer: str
    audience: str
    public_key: str | None = None
    jwks_url: str | None = None
    shared_secret: str | None = field(default=None, repr=False)
    algorithms: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_name("issuer", self.issuer)
        _check_name("audience", self.audience)
        _check_one_is_given(self.public_key, self.jwks_url, self.shared_secret)
        _check_algorithms(self.algorithms, public=not self.shared_secret)
        if self.jwks_url:
            _check_url(self.jwks_url)
        if self.shared_secret:
            _check_secret(self.shared_secret)

    def allowed_algorithms(self) -> list[str]:
        """The algorithms that a token may be signed with."""
        default = _SHARED_SECRET_DEFAULTS if self.shared_secret else _PUBLIC_KEY_DEFAULTS
        return list(self.algorithms or default)

    def given_key(self) -> "str | PublicKeyTypes | None":
        """The key that signatures are checked with; None if it has to be fetched.

        Raises:
            SiteLoginRefused: The public key cannot be read.
        """
        return _read_pem(self.public_key) if self.public_key else self.shared_secret


def is_name(text: str) -> bool:
    """Whether a text can name somebody; databases refuse some characters that do not print."""
    return 0 < len(text) <= LONGEST_NAME and text.isprintable()


def _check_name(what: str, name: str) -> None:
    if not is_name(name):
        raise SiteLoginRefused(
            f"The {what} of a site's login has to be what the site's tokens say: 1 to "
            f"{LONGEST_NAME} characters."
        )


def _check_one_is_given(*keys: str | None) -> None:
    if sum(map(bool, keys)) != 1:
        raise SiteLoginRefused(
            "A site's login needs one of these, and only one: a public key, the URL of its "
            "published keys, or a shared secret."
        )


def _check_algorithms(names: tuple[str, ...], public: bool) -> None:
    allowed = _PUBLIC_KEY_ALGORITHMS if public else _SHARED_SECRET_ALGORITHMS
    kind = "public keys" if public else "a shared secret"
    # A public key that is taken for a shared secret lets everybody who has it sign.
    for name in names:
        if name not in allowed:
            raise SiteLoginRefused(
                f"A site's login with {kind} cannot use the algorithm {name!r}. Use some of "
                f"{', '.join(allowed)}."
            )


def _check_url(url: str) -> None:
    if not _is_safe(url):
        raise SiteLoginRefused(
            "The keys of a site's login have to be published at an https:// address: on the way "
            "from any other, somebody could put keys of their own in their place."
        )


def _is_safe(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    at_home = parts.scheme == "http" and parts.hostname in _LOOPBACK
    return port != 0 and bool(parts.hostname) and (parts.scheme == "https" or at_home)


def _check_secret(secret: str) -> None:
    if "-----BEGIN" in secret or len(secret.encode()) < _FEWEST_SECRET_BYTES:
        raise SiteLoginRefused(
            f"The shared secret of a site's login has to be random, of {_FEWEST_SECRET_BYTES} "
            "bytes or more; a key in PEM form is none."
        )


def _read_pem(pem: str) -> "PublicKeyTypes":
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        return load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise SiteLoginRefused(
            "The public key of a site's login cannot be read: it has to be in PEM form, from "
            "-----BEGIN PUBLIC KEY----- to -----END PUBLIC KEY-----."
        ) from error
