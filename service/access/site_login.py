"""A site's own login: a token (JWT) that it signed says who its visitor is.

Somebody is known by the site's name for them (issuer and subject), never by an e-mail address
that a token carries: an address is only proved by a code that was sent there.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service.access.published_keys import PublishedKeys
from service.access.sessions import TokenRefused
from service.access.site_login_config import LONGEST_NAME, SiteLoginConfig, is_name

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
    from jwt import PyJWK
    from jwt.types import Options

_LEEWAY_SECONDS = 60
_CLAIMS = ["exp", "iat", "iss", "aud", "sub"]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is on a site; ``proved_at`` is when they signed in, in seconds since 1970."""

    issuer: str
    subject: str
    proved_at: int


class SiteLogin:
    """Reads the tokens of one site's login.

    Raises:
        SiteLoginRefused: The public key cannot be read.
    """

    def __init__(self, config: SiteLoginConfig, clock: Callable[[], float] = time.time) -> None:
        self._config = config
        self._algorithms = config.allowed_algorithms()
        self._key = config.given_key()
        self._clock = clock
        self._published = PublishedKeys(config.jwks_url, clock) if config.jwks_url else None

    def claims_issuer(self, token: str) -> bool:
        """Whether a token says that this site made it, which is no proof that it did."""
        import jwt

        try:
            claims = jwt.decode(token, options={"verify_signature": False})
        except (jwt.PyJWTError, UnicodeError):
            return False
        return bool(claims.get("iss") == self._config.issuer)

    async def identity_of(self, token: str) -> Identity:
        """Who a token says that its bearer is.

        Raises:
            TokenRefused: The site did not make it, or not for this service, or its time is over.
            PublishedKeysMissing: The site's keys could never be fetched.
        """
        claims = self._verified(token, await self._key_for(token))
        self._check_times(claims)
        if not is_name(claims["sub"]):
            raise _refused(f"its subject is not a name of 1 to {LONGEST_NAME} characters")
        proved_at = "iat" if claims.get("auth_time") is None else "auth_time"
        return Identity(self._config.issuer, claims["sub"], int(_time(claims, proved_at)))

    async def _key_for(self, token: str) -> "str | PublicKeyTypes | PyJWK":
        if self._published is None:
            assert self._key is not None
            return self._key
        key = await self._published.find(_key_id(token))
        if key is None:
            raise _refused("it is signed with a key that the site does not publish")
        return key

    def _verified(self, token: str, key: "str | PublicKeyTypes | PyJWK") -> dict[str, Any]:
        """What a token says, if its signature, issuer and audience are right."""
        import jwt

        options: Options = {
            "require": _CLAIMS,
            "enforce_minimum_key_length": True,
            # The times are compared with the service's clock.
            "verify_exp": False,
            "verify_iat": False,
            "verify_nbf": False,
        }
        try:
            return jwt.decode(
                token,
                key,  # type: ignore[arg-type]
                self._algorithms,
                options,
                audience=self._config.audience,
                issuer=self._config.issuer,
            )
        except (jwt.PyJWTError, TypeError, UnicodeError) as error:
            raise _refused(_why(error)) from error

    def _check_times(self, claims: dict[str, Any]) -> None:
        now = self._clock()
        if _time(claims, "exp") <= now - _LEEWAY_SECONDS:
            raise _refused("it has expired")
        for name in ("iat", "nbf", "auth_time"):
            if claims.get(name) is not None and _time(claims, name) > now + _LEEWAY_SECONDS:
                raise _refused(f"its {name} is in the future")


def _key_id(token: str) -> str | None:
    """The key that a token names; nothing else of its header is believed, and no address."""
    import jwt

    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, UnicodeError) as error:
        raise _refused("it cannot be read") from error
    key_id: str | None = header.get("kid")
    return key_id


def _time(claims: dict[str, Any], name: str) -> float:
    """A claim that is a time, in seconds since 1970."""
    value = claims[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _refused(f"its {name} is not a time")
    return value


def _why(error: Exception) -> str:
    """What is wrong with a token, as its maker would want to read it."""
    import jwt

    if isinstance(error, jwt.MissingRequiredClaimError):
        return f"it does not say its {error.claim}"
    reasons: dict[type[Exception], str] = {
        jwt.InvalidAudienceError: "it is for another audience",
        jwt.InvalidIssuerError: "it is of another issuer",
        jwt.InvalidAlgorithmError: "it is signed in a way that is not allowed",
    }
    return reasons.get(type(error), "it is not a token that the site signed")


def _refused(why: str) -> TokenRefused:
    return TokenRefused(f"The site's sign-in was not accepted: {why}. Sign in there again.")
