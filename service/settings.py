"""What an operator sets, read from the environment. The only reader of the environment."""

import ipaddress
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from indexer import DEFAULT_MODEL, ExplainedError, first_fault
from service.answering.language_model import ModelDescription

_SQLITE = "sqlite+aiosqlite:///"


class SettingsRefused(ExplainedError):
    """A setting that cannot be used; the message names the variable and says why."""


class Settings(BaseSettings):
    """The settings of one process. Each is an environment variable: ``ASK_`` and its name."""

    model_config = SettingsConfigDict(env_prefix="ASK_", frozen=True, populate_by_name=True)

    data_dir: Path = Path("data")
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535)] = 8000
    encoder: str = DEFAULT_MODEL
    encoder_question_prefix: str | None = None
    encoder_passage_prefix: str | None = None
    open_episodes: Annotated[int, Field(ge=1)] = 100
    database_url: Annotated[str | None, Field(validation_alias="DATABASE_URL")] = None
    openai_api_key: Annotated[SecretStr | None, Field(validation_alias="OPENAI_API_KEY")] = None
    openai_base_url: Annotated[str | None, Field(validation_alias="OPENAI_BASE_URL")] = None
    model: str | None = None
    model_input_price: Annotated[float | None, Field(ge=0, allow_inf_nan=False)] = None
    model_output_price: Annotated[float | None, Field(ge=0, allow_inf_nan=False)] = None
    model_context_tokens: Annotated[int, Field(ge=400, le=1_000_000)] = 4_000
    model_output_tokens: Annotated[int, Field(ge=50, le=32_000)] = 500
    model_first_token_seconds: Annotated[float, Field(gt=0, le=600)] = 15.0
    model_next_token_seconds: Annotated[float, Field(gt=0, le=600)] = 10.0
    entailment_model: str | None = None
    daily_model_dollars: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 5.0
    open_to_all: bool = False

    @field_validator("database_url")
    @classmethod
    def _is_sqlite(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(_SQLITE):
            raise ValueError(f"only SQLite is supported so far: begin it with {_SQLITE}")
        return url

    @field_validator(
        "openai_api_key", "openai_base_url", "model", "entailment_model", mode="before"
    )
    @classmethod
    def _empty_is_unset(cls, value: str | None) -> str | None:
        # A variable that a compose file passes on without a value is set, and empty.
        return (value.strip() or None) if isinstance(value, str) else value

    @field_validator("openai_base_url")
    @classmethod
    def _is_address(cls, url: str | None) -> str | None:
        web = url is None or (url.startswith(("http://", "https://")) and urlsplit(url).hostname)
        if not web:
            raise ValueError("it has to be an address such as https://api.openai.com/v1")
        return url

    @property
    def wants_model(self) -> bool:
        """Whether a language model is to write the answers."""
        return self.openai_api_key is not None or self.openai_base_url is not None

    @property
    def language_model(self) -> ModelDescription:
        """The language model that is to write the answers.

        Raises:
            SettingsRefused: Its name or its prices are not set.
        """
        if self.model is None:
            raise SettingsRefused(
                "ASK_MODEL is not set: OPENAI_API_KEY or OPENAI_BASE_URL says where the language "
                "model is, ASK_MODEL which one. `curl $OPENAI_BASE_URL/models` lists them."
            )
        input_price, output_price = self._prices()
        return ModelDescription(
            name=self.model,
            base_url=self.openai_base_url,
            api_key=self.openai_api_key.get_secret_value() if self.openai_api_key else "",
            input_price=input_price,
            output_price=output_price,
            first_token_seconds=self.model_first_token_seconds,
            next_token_seconds=self.model_next_token_seconds,
            output_tokens=self.model_output_tokens,
        )

    def _prices(self) -> tuple[float, float]:
        prices = (self.model_input_price, self.model_output_price)
        host = urlsplit(self.openai_base_url or "https://api.openai.com").hostname
        free = is_loopback(host)
        if None in prices and not free:
            raise SettingsRefused(
                "ASK_MODEL_INPUT_PRICE and ASK_MODEL_OUTPUT_PRICE are not set: the daily ceiling "
                f"needs what {self.model} costs, in dollars for a million tokens. Set both to 0 "
                "if it costs nothing."
            )
        return prices[0] or 0.0, prices[1] or 0.0

    @property
    def database(self) -> str:
        """Where the service keeps its own records: SQLite in the data folder unless set."""
        return self.database_url or f"{_SQLITE}{(self.data_dir / 'ask.sqlite3').resolve()}"


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


def is_loopback(host: str | None) -> bool:
    """Whether an address is this machine's own, which nobody else can reach."""
    if host is None or host == "localhost":
        return host is not None
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def refuse_giving_away(settings: Settings, *, gated: bool) -> None:
    """Refuses to let strangers spend the operator's money.

    Args:
        settings: Where the service listens, and whether a paid model answers.
        gated: Whether something decides who may ask.

    Raises:
        SettingsRefused: Everybody could ask a model that somebody pays for.
    """
    paid = settings.openai_api_key is not None
    if paid and not gated and not settings.open_to_all and not is_loopback(settings.host):
        raise SettingsRefused(
            f"At {settings.host} everybody who reaches this service could spend the money behind "
            "OPENAI_API_KEY. Listen at 127.0.0.1, or set ASK_OPEN_TO_ALL=yes if that is meant "
            f"(never more than ASK_DAILY_MODEL_DOLLARS={settings.daily_model_dollars:g} a day)."
        )
