"""The plan as it is offered, held against Stripe's price."""

import dataclasses
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.periods import add_months, month_of
from billing.plans import Plan, Price, price_fault

PLAN = Plan("Premium", Decimal("9.99"), "usd", "month", 300, "price_1")
PRICE = Price(
    "price_1", active=True, amount=999, currency="usd", interval="month", interval_count=1
)


def test_the_same_price_is_no_fault() -> None:
    """Nothing to say."""
    assert price_fault(PLAN, PRICE) is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"amount": 1299}, "12.99 USD a month"),
        ({"currency": "eur"}, "9.99 EUR a month"),
        ({"interval": "year"}, "9.99 USD a year"),
        ({"interval_count": 3}, "9.99 USD every 3 months"),
        ({"amount": None}, "an amount that varies"),
        ({"active": False}, "archived"),
        ({"interval": None}, "paid once"),
    ],
)
def test_a_price_that_differs_is_told_in_words(change: dict[str, object], said: str) -> None:
    """With what Stripe would charge."""
    fault = price_fault(PLAN, dataclasses.replace(PRICE, **change))  # type: ignore[arg-type]
    assert fault is not None
    assert said in fault


@pytest.mark.parametrize(
    ("amount", "currency", "minor", "digits"),
    [("9.99", "usd", 999, "9.99"), ("1500", "jpy", 1500, "1500"), ("1.5", "kwd", 1500, "1.500")],
)
def test_amounts_are_counted_as_stripe_counts_them(
    amount: str, currency: str, minor: int, digits: str
) -> None:
    """Not every currency has cents."""
    plan = dataclasses.replace(PLAN, amount=Decimal(amount), currency=currency)
    assert plan.minor_amount == minor
    assert plan.amount_in_digits == digits


JANUARY_31 = 1_769_860_800  # 2026-01-31 12:00 UTC


def test_a_month_from_its_last_day_ends_on_the_next_ones_last() -> None:
    """And comes back to the 31st, as Stripe's do."""
    assert add_months(JANUARY_31, 1) == 1_772_280_000  # 2026-02-28 12:00
    assert add_months(JANUARY_31, 2) == 1_774_958_400  # 2026-03-31 12:00


@given(anchor=st.integers(0, 2_000_000_000), later=st.integers(0, 400_000_000))
def test_months_follow_each_other_without_a_gap(anchor: int, later: int) -> None:
    """Every moment lies in exactly one month, and its end begins the next."""
    start, end = month_of(anchor, anchor + later)
    assert start <= anchor + later < end
    assert month_of(anchor, end)[0] == end
