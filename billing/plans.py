"""What is sold: the plan as it is offered, and whether Stripe would charge just that. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Interval = Literal["day", "week", "month", "year"]

# https://docs.stripe.com/currencies: amounts without minor units, and with three digits of them.
_WHOLE = "bif clp djf gnf jpy kmf krw mga pyg rwf ugx vnd vuv xaf xof xpf"
_THOUSANDTHS = "bhd jod kwd omr tnd"


@dataclass(frozen=True, slots=True)
class Plan:
    """A subscription that is offered.

    ``amount`` is what an ``interval`` costs in ``currency`` (ISO 4217, lower case), ``questions``
    how many a month it answers, ``price`` Stripe's id of the price.
    """

    name: str
    amount: Decimal
    currency: str
    interval: Interval
    questions: int
    price: str

    @property
    def minor_amount(self) -> int:
        """The amount in the currency's smallest unit, as Stripe counts."""
        return int((self.amount * 10 ** minor_digits(self.currency)).to_integral_value())

    @property
    def amount_in_digits(self) -> str:
        """The amount with as many decimals as its currency has: 9.99."""
        return f"{self.amount:.{minor_digits(self.currency)}f}"

    @property
    def sentence(self) -> str:
        """What it costs, in words."""
        return f"{self.amount_in_digits} {self.currency.upper()} a {self.interval}"


@dataclass(frozen=True, slots=True)
class Price:
    """A price as Stripe has it; ``amount`` in the smallest unit, None where it varies."""

    id: str
    active: bool
    amount: int | None
    currency: str
    interval: str | None
    interval_count: int


def minor_digits(currency: str) -> int:
    """Decimal digits of a currency's amounts, as Stripe counts them."""
    if currency in _WHOLE.split():
        return 0
    return 3 if currency in _THOUSANDTHS.split() else 2


def price_fault(plan: Plan, price: Price) -> str | None:
    """What is wrong with a price that a plan is sold at, in a sentence; None if nothing is."""
    if not price.active:
        return f"Stripe's price {price.id} is archived: nobody could buy it. Name an active one."
    if price.interval is None:
        return f"Stripe's price {price.id} is paid once; the plan needs a recurring one."
    charged = (price.amount, price.currency, price.interval, price.interval_count)
    if charged == (plan.minor_amount, plan.currency, plan.interval, 1):
        return None
    return (
        f"The plan is offered at {plan.sentence}, and Stripe's price {price.id} is "
        f"{_in_words(price)}. Set ASK_PREMIUM_PRICE, ASK_PREMIUM_CURRENCY and ASK_PREMIUM_INTERVAL "
        "to what Stripe charges, or STRIPE_PRICE_ID to another price."
    )


def _in_words(price: Price) -> str:
    if price.amount is None:
        return "an amount that varies"
    digits = minor_digits(price.currency)
    amount = Decimal(price.amount).scaleb(-digits)
    return f"{amount:.{digits}f} {price.currency.upper()} {_span(price)}"


def _span(price: Price) -> str:
    if price.interval_count == 1:
        return f"a {price.interval}"
    return f"every {price.interval_count} {price.interval}s"
