"""What an operator sets, read from the environment. The only reader of the environment.

Each subject has a file: ``answering`` (the language model), ``premium`` (what is sold),
``access`` (who is let in); what all need is here.
"""

from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError, field_validator

from indexer import DEFAULT_MODEL, ExplainedError, first_fault
from service.access.gate import GateRules
from service.database import normalised_url, sqlite_url
from service.settings.access import AccessSettings, own_origins
from service.settings.answering import AnsweringSettings
from service.settings.base import OptionalText, SettingsRefused, entries
from service.settings.hosts import is_loopback
from service.settings.premium import PremiumSettings

__all__ = ["Settings", "SettingsRefused", "is_loopback", "read_settings", "refuse_unsafe"]


class Settings(AnsweringSettings, PremiumSettings, AccessSettings):
    """The settings of one process. Each is an environment variable: ``ASK_`` and its name."""

    data_dir: Path = Path("data")
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535)] = 8000
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    encoder: str = DEFAULT_MODEL
    encoder_question_prefix: str | None = None
    encoder_passage_prefix: str | None = None
    open_episodes: Annotated[int, Field(ge=1)] = 100
    open_to_all: bool = False
    private_hosts: str = ""
    keep_answers_days: Annotated[int, Field(ge=1)] = 90
    database_url: Annotated[OptionalText, Field(validation_alias="DATABASE_URL")] = None
    redis_url: Annotated[OptionalText, Field(validation_alias="REDIS_URL")] = None

    @field_validator("database_url")
    @classmethod
    def _is_database(cls, url: str | None) -> str | None:
        try:
            return normalised_url(url) if url else None
        except ExplainedError as error:
            raise ValueError(str(error).rstrip(".")) from error

    @field_validator("private_hosts")
    @classmethod
    def _are_hosts(cls, hosts: str) -> str:
        if "/" in hosts:
            raise ValueError("it has to be hosts such as feeds.lan or feeds.lan:8080, with commas")
        return hosts

    @property
    def fetched_from(self) -> tuple[str, ...]:
        """The hosts of the operator's own network from which feeds may be fetched."""
        return entries(self.private_hosts)

    @property
    def database(self) -> str:
        """Where the service keeps its own records: SQLite in the data folder unless set."""
        return self.database_url or sqlite_url(self.data_dir / "ask.sqlite3")

    @property
    def gate_rules(self) -> GateRules:
        """What is decided about asking."""
        return GateRules(
            rates=self.rates(),
            concurrent_answers=self.concurrent_answers,
            free_questions=self.free_questions,
            premium_questions=self.premium_questions,
        )

    @property
    def own_origins(self) -> tuple[str, ...]:
        """The origins of the service's own pages."""
        return own_origins(self.public_url, self.port)

    @property
    def public_origin(self) -> str | None:
        """The origin under which everybody reaches the service; None where nobody has said it."""
        return None if self.public_url is None else self.own_origins[0]

    @property
    def own_url(self) -> str:
        """Where the service's own page is."""
        return f"{self.own_origins[0]}/"


def read_settings(**given: Any) -> Settings:  # noqa: ANN401 - whatever a setting's type is
    """The settings of the environment; those that are given, and not None, win over it.

    Raises:
        SettingsRefused: A value cannot be used.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        name, fault = first_fault(error)
        variable = name if name.isupper() else f"ASK_{name.upper()}"
        raise SettingsRefused(f"{variable}: {fault}.") from error


def refuse_unsafe(settings: Settings) -> None:
    """Refuses settings that would cost the operator money or let the wrong people in.

    Raises:
        SettingsRefused: They would; the sentence says which to change.
    """
    if not is_loopback(settings.host):
        _refuse_giving_away(settings)
        _refuse_codes_in_the_log(settings)
        _refuse_returning_nowhere(settings)
    if settings.workers > 1:
        _refuse_workers_apart(settings)


def _refuse_giving_away(settings: Settings) -> None:
    paid = settings.openai_api_key is not None
    if paid and not settings.takes_payments and not settings.open_to_all:
        raise SettingsRefused(
            f"At {settings.host} everybody who reaches this service could spend the money behind "
            "OPENAI_API_KEY. Listen at 127.0.0.1, set STRIPE_SECRET_KEY so that asking is sold, or "
            "set ASK_OPEN_TO_ALL=yes if that is meant "
            f"(never more than ASK_DAILY_MODEL_DOLLARS={settings.daily_model_dollars:g} a day)."
        )


def _refuse_returning_nowhere(settings: Settings) -> None:
    if settings.takes_payments and settings.public_url is None:
        raise SettingsRefused(
            "ASK_PUBLIC_URL is not set: Stripe has to know where to send people back to, and "
            "browsers which pages are the service's own. Set it to its address, such as "
            "https://ask.example.org."
        )


def _refuse_codes_in_the_log(settings: Settings) -> None:
    """Without a mail server codes are in the log, which is for whoever runs it on one machine."""
    if settings.takes_payments and settings.smtp_url is None and settings.site_login is None:
        raise SettingsRefused(
            "Nobody could sign in: set ASK_SMTP_URL (smtp://user:password@host:587) and "
            "ASK_MAIL_FROM so that codes can be mailed, or ASK_LOGIN_ISSUER to use a login that "
            "your site has. Only at 127.0.0.1 are codes printed in the log."
        )


def _refuse_workers_apart(settings: Settings) -> None:
    if settings.redis_url is None:
        raise SettingsRefused(
            f"{settings.workers} workers need REDIS_URL: without it each would count on its own, "
            "and every limit would be that many times as high."
        )
    if settings.secret_key is None:
        raise SettingsRefused(
            f"{settings.workers} workers need ASK_SECRET_KEY, at least 32 characters that nobody "
            "can guess, such as those that `openssl rand -hex 32` prints."
        )
