"""What all settings share: how a variable is read, and how a refusal is told."""

from typing import Annotated

from pydantic import BeforeValidator, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from indexer import ExplainedError


class SettingsRefused(ExplainedError):
    """A setting that cannot be used; the message names the variable and says why."""


class SettingsGroup(BaseSettings):
    """Settings of one subject. Each is an environment variable: ``ASK_`` and its name."""

    model_config = SettingsConfigDict(env_prefix="ASK_", frozen=True, populate_by_name=True)


def _empty_is_unset(value: object) -> object:
    # A variable that a compose file passes on without a value is set, and empty.
    return (value.strip() or None) if isinstance(value, str) else value


OptionalText = Annotated[str | None, BeforeValidator(_empty_is_unset)]
OptionalBool = Annotated[bool | None, BeforeValidator(_empty_is_unset)]
OptionalSecret = Annotated[SecretStr | None, BeforeValidator(_empty_is_unset)]


def entries(text: str | None) -> tuple[str, ...]:
    """The entries of a list with commas between them; none of nothing."""
    return tuple(entry.strip() for entry in (text or "").split(",") if entry.strip())


def secret_of(secret: SecretStr | None) -> str | None:
    """A secret in clear; None where none is set."""
    return secret.get_secret_value() if secret else None
