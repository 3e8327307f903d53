"""Settings of who writes the answers, and what that may cost."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from service.answering.language_model import ModelDescription
from service.model_spending import Ceilings
from service.settings.base import (
    OptionalSecret,
    OptionalText,
    SettingsGroup,
    SettingsRefused,
    secret_of,
)
from service.settings.hosts import is_loopback

Dollars = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Seconds = Annotated[float, Field(gt=0, le=600)]


class AnsweringSettings(SettingsGroup):
    """A language model, if any, and the ceilings of what it may cost."""

    openai_api_key: Annotated[OptionalSecret, Field(validation_alias="OPENAI_API_KEY")] = None
    openai_base_url: Annotated[OptionalText, Field(validation_alias="OPENAI_BASE_URL")] = None
    model: OptionalText = None
    model_input_price: Dollars | None = None
    model_output_price: Dollars | None = None
    model_context_tokens: Annotated[int, Field(ge=400, le=1_000_000)] = 4_000
    model_output_tokens: Annotated[int, Field(ge=50, le=32_000)] = 500
    model_first_token_seconds: Seconds = 15.0
    model_next_token_seconds: Seconds = 10.0
    answer_seconds: Seconds = 120.0
    entailment_model: OptionalText = None
    daily_model_dollars: Dollars = 5.0
    daily_caller_dollars: Dollars = 1.0

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
    def ceilings(self) -> Ceilings:
        """What models may cost a day."""
        return Ceilings(self.daily_model_dollars, self.daily_caller_dollars)

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
            api_key=secret_of(self.openai_api_key) or "",
            input_price=input_price,
            output_price=output_price,
            first_token_seconds=self.model_first_token_seconds,
            next_token_seconds=self.model_next_token_seconds,
            output_tokens=self.model_output_tokens,
        )

    def _prices(self) -> tuple[float, float]:
        prices = (self.model_input_price, self.model_output_price)
        host = urlsplit(self.openai_base_url or "https://api.openai.com").hostname
        if None in prices and not is_loopback(host):
            raise SettingsRefused(
                "ASK_MODEL_INPUT_PRICE and ASK_MODEL_OUTPUT_PRICE are not set: the daily ceiling "
                f"needs what {self.model} costs, in dollars for a million tokens. Set both to 0 "
                "if it costs nothing."
            )
        return prices[0] or 0.0, prices[1] or 0.0
