"""What an operator sets, read from the environment. The only reader of the environment."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from indexer import DEFAULT_MODEL, ExplainedError, first_fault

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

    @field_validator("database_url")
    @classmethod
    def _is_sqlite(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(_SQLITE):
            raise ValueError(f"only SQLite is supported so far: begin it with {_SQLITE}")
        return url

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
