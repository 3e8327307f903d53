"""Settings of what is sold: the plan, and how Stripe sells it."""

from decimal import Decimal
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from billing import AccessRules, Interval, Offer, Plan, StripeConnection, Terms
from service.settings.base import (
    OptionalSecret,
    OptionalText,
    SettingsGroup,
    SettingsRefused,
    entries,
    secret_of,
)

_DAY = 86_400
_KEY_PREFIXES = ("sk_test_", "sk_live_", "rk_test_", "rk_live_")


class PremiumSettings(SettingsGroup):
    """The plan as it is offered, and Stripe's side of it."""

    stripe_secret_key: Annotated[OptionalSecret, Field(validation_alias="STRIPE_SECRET_KEY")] = None
    stripe_webhook_secret: Annotated[
        OptionalSecret, Field(validation_alias="STRIPE_WEBHOOK_SECRET")
    ] = None
    stripe_price_id: Annotated[OptionalText, Field(validation_alias="STRIPE_PRICE_ID")] = None
    stripe_api_base: Annotated[OptionalText, Field(validation_alias="STRIPE_API_BASE")] = None
    stripe_automatic_tax: Annotated[bool, Field(validation_alias="STRIPE_AUTOMATIC_TAX")] = False
    stripe_promotion_codes: Annotated[bool, Field(validation_alias="STRIPE_PROMOTION_CODES")] = (
        False
    )
    stripe_trial_days: Annotated[int, Field(ge=0, le=730, validation_alias="STRIPE_TRIAL_DAYS")] = 0
    stripe_terms_consent: Annotated[bool, Field(validation_alias="STRIPE_TERMS_CONSENT")] = False
    premium_name: Annotated[str, Field(min_length=1, max_length=100)] = "Premium"
    premium_price: Annotated[Decimal, Field(gt=0, max_digits=12)] = Decimal("9.99")
    premium_currency: Annotated[str, Field(pattern="^[a-zA-Z]{3}$")] = "usd"
    premium_interval: Interval = "month"
    premium_questions: Annotated[int, Field(ge=1)] = 300
    free_questions: Annotated[int, Field(ge=0)] = 0
    past_due_grace_days: Annotated[float, Field(ge=0, le=60)] = 3.0
    revoke_refunded: bool = False

    @field_validator("stripe_api_base")
    @classmethod
    def _is_address(cls, url: str | None) -> str | None:
        if url is not None and not (
            url.startswith(("http://", "https://")) and urlsplit(url).hostname
        ):
            raise ValueError("it has to be an address such as https://api.stripe.com")
        return url.rstrip("/") if url else None

    @property
    def takes_payments(self) -> bool:
        """Whether asking is sold through Stripe."""
        return self.stripe_secret_key is not None

    @property
    def stripe(self) -> StripeConnection:
        """How Stripe is reached.

        Raises:
            SettingsRefused: The key is none of Stripe's secret keys.
        """
        key = secret_of(self.stripe_secret_key) or ""
        if not key.startswith(_KEY_PREFIXES):
            raise SettingsRefused(
                "STRIPE_SECRET_KEY has to be a secret key (sk_test_…, sk_live_…) or a restricted "
                "key (rk_test_…, rk_live_…) from https://dashboard.stripe.com/apikeys."
            )
        return StripeConnection(key, self.stripe_api_base)

    @property
    def offer(self) -> Offer:
        """What is sold, and to which rules.

        Raises:
            SettingsRefused: No price is named.
        """
        prices = entries(self.stripe_price_id)
        if not prices:
            raise SettingsRefused(
                "STRIPE_PRICE_ID is not set: STRIPE_SECRET_KEY says that asking is sold, "
                "STRIPE_PRICE_ID at which of Stripe's prices (price_…)."
            )
        plan = Plan(
            name=self.premium_name,
            amount=self.premium_price,
            currency=self.premium_currency.lower(),
            interval=self.premium_interval,
            questions=self.premium_questions,
            price=prices[0],
        )
        return Offer(plan, self._terms(prices[0]), self._rules(prices), self._webhook_secrets())

    def _terms(self, price: str) -> Terms:
        return Terms(
            price=price,
            automatic_tax=self.stripe_automatic_tax,
            promotion_codes=self.stripe_promotion_codes,
            trial_days=self.stripe_trial_days,
            terms_consent=self.stripe_terms_consent,
        )

    def _rules(self, prices: tuple[str, ...]) -> AccessRules:
        return AccessRules(
            prices=frozenset(prices),
            questions=self.premium_questions,
            grace=int(self.past_due_grace_days * _DAY),
            revokes_refunded=self.revoke_refunded,
        )

    def _webhook_secrets(self) -> tuple[str, ...]:
        return entries(secret_of(self.stripe_webhook_secret))
