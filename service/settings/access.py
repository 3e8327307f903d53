"""Settings of who is let in, how often, and from where."""

from typing import Annotated

from pydantic import AfterValidator, Field

from indexer import ExplainedError
from service.access.client_address import Network, trusted_networks
from service.access.origins import normalised_origin
from service.access.rate_limits import Rate, parse_rate
from service.access.site_login_config import SiteLoginConfig
from service.settings.base import (
    OptionalBool,
    OptionalSecret,
    OptionalText,
    SettingsGroup,
    SettingsRefused,
    entries,
    secret_of,
)
from service.shows import ShowRule


def _is_rate(text: str) -> str:
    try:
        parse_rate(text)
    except ExplainedError as error:
        raise ValueError(str(error).rstrip(".")) from error
    return text


RateText = Annotated[str, AfterValidator(_is_rate)]


class AccessSettings(SettingsGroup):
    """Signing in, limits, and what stands before the service."""

    public_url: OptionalText = None
    secret_key: OptionalSecret = None
    smtp_url: OptionalSecret = None
    mail_from: OptionalText = None
    trusted_proxies: str = ""
    login_issuer: OptionalText = None
    login_audience: OptionalText = None
    login_jwks_url: OptionalText = None
    login_public_key: OptionalText = None
    login_shared_secret: OptionalSecret = None
    login_algorithms: str = ""
    address_rate: RateText = "60/minute"
    account_rate: RateText = "20/minute"
    key_rate: RateText = "120/minute"
    search_rate: RateText = "120/minute"
    sign_in_rate: RateText = "20/hour"
    concurrent_answers: Annotated[int, Field(ge=1)] = 3
    public_transcript: bool = True
    public_search: OptionalBool = None

    @property
    def proxies(self) -> tuple[Network, ...]:
        """The networks whose ``X-Forwarded-For`` is believed.

        Raises:
            NetworksRefused: An entry is no network.
        """
        return trusted_networks(self.trusted_proxies)

    @property
    def site_login(self) -> SiteLoginConfig | None:
        """A site's own login whose tokens are believed; None where there is none.

        Raises:
            SettingsRefused: Half of it is missing.
        """
        if self.login_issuer is None:
            return None
        if self.login_audience is None:
            raise SettingsRefused(
                "ASK_LOGIN_AUDIENCE is not set: without it a token that the issuer made for "
                "another service would do here too."
            )
        return SiteLoginConfig(
            issuer=self.login_issuer,
            audience=self.login_audience,
            public_key=self.login_public_key,
            jwks_url=self.login_jwks_url,
            shared_secret=secret_of(self.login_shared_secret),
            algorithms=entries(self.login_algorithms),
        )

    @property
    def unsaid(self) -> ShowRule:
        """What holds for shows of which nothing is said."""
        return ShowRule(transcript=self.public_transcript, search=self.public_search)

    def rates(self) -> dict[str, Rate]:
        """How often somebody may ask, by address, by account and by key; and search."""
        texts = {
            "address": self.address_rate,
            "account": self.account_rate,
            "key": self.key_rate,
            "search": self.search_rate,
        }
        return {kind: parse_rate(text) for kind, text in texts.items()}


def own_origins(public_url: str | None, port: int) -> tuple[str, ...]:
    """The origins at which the service's own pages are; on loopback under both of its names."""
    if public_url is not None:
        return (normalised_origin(public_url.rstrip("/")),)
    return tuple(f"http://{name}:{port}" for name in ("127.0.0.1", "localhost"))
