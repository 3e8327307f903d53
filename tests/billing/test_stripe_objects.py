"""Stripe's objects, read into ours, and ours written as Stripe wants them."""

from typing import Any

import pytest

from billing.stripe_objects import Terms, checkout_parameters, payments_of, subscription_of


def parameters(return_url: str = "https://example.org/", **terms: Any) -> dict[str, Any]:
    return checkout_parameters("cus_1", "acc_1", Terms("price_1", **terms), return_url)


@pytest.mark.parametrize(
    ("return_url", "expected"),
    [
        ("https://example.org/e", "https://example.org/e?checkout={CHECKOUT_SESSION_ID}"),
        ("https://example.org/e?t=3", "https://example.org/e?t=3&checkout={CHECKOUT_SESSION_ID}"),
        ("https://example.org/e#t=3", "https://example.org/e?checkout={CHECKOUT_SESSION_ID}#t=3"),
        ("https://example.org/#/e?x", "https://example.org/?checkout={CHECKOUT_SESSION_ID}#/e?x"),
    ],
)
def test_the_page_that_is_returned_to_can_read_the_checkout(return_url: str, expected: str) -> None:
    """From its query, whatever else its address has."""
    assert parameters(return_url)["success_url"] == expected
    assert parameters(return_url)["cancel_url"] == return_url


def test_what_the_operator_set_is_passed_on() -> None:
    """And what was not set is not mentioned."""
    assert not {"automatic_tax", "allow_promotion_codes", "consent_collection"} & set(parameters())
    assert "trial_period_days" not in parameters()["subscription_data"]
    given = parameters(automatic_tax=True, promotion_codes=True, trial_days=7, terms_consent=True)
    assert given["automatic_tax"] == {"enabled": True}
    assert given["customer_update"] == {"address": "auto"}
    assert given["allow_promotion_codes"] is True
    assert given["consent_collection"] == {"terms_of_service": "required"}
    assert given["subscription_data"]["trial_period_days"] == 7


BODY: dict[str, Any] = {
    "id": "sub_1",
    "status": "active",
    "created": 1,
    "items": {"data": [{"price": {"id": "p"}, "current_period_start": 2, "current_period_end": 9}]},
}


def test_a_subscription_that_ends_with_its_period_ends_then() -> None:
    """Also where Stripe sends the flag alone."""
    assert subscription_of(BODY).cancel_at is None
    assert subscription_of({**BODY, "cancel_at_period_end": True, "cancel_at": None}).cancel_at == 9
    assert subscription_of({**BODY, "cancel_at_period_end": False, "cancel_at": 5}).cancel_at == 5


def test_what_was_paid_is_named_as_a_refund_names_it() -> None:
    """An open payment is none, nor is one in cash; an invoice without any has nothing to refund."""
    intent = {"type": "payment_intent", "payment_intent": "pi_1", "charge": "ch_of_pi_1"}
    payments = [
        {"status": "paid", "payment": intent},
        {"status": "open", "payment": {"payment_intent": "pi_2"}},
        {"status": "paid", "payment": {"type": "payment_record", "payment_record": "pr_1"}},
        {"status": "paid", "payment": {"type": "charge", "charge": "ch_1"}},
    ]
    invoice = {"payments": {"data": payments}}
    assert payments_of({"latest_invoice": invoice}) == [
        {"payment_intent": "pi_1"},
        {"charge": "ch_1"},
    ]
    assert payments_of({"latest_invoice": None}) == []
