"""Months go by: cancelling, payments that fail, trials, pauses."""

from typing import Literal

import pytest

from tests.faults.scene import Scene
from tests.local_stripe import Card
from tests.premium.listener import Listener

_GRACE_DAYS = 3
_ALL_RETRIES_DAYS = 15
_TRIAL_DAYS = 7
_A_BIT = 0.1


@pytest.fixture
def failing(scene: Scene, ana: Listener) -> Listener:
    """A subscriber whose first renewal has just failed."""
    ana.subscribe(Card.FAILS_LATER)
    scene.advance_past_the_period(ana)
    return ana


@pytest.mark.row(20)
def test_cancelled_at_the_end_of_the_period(scene: Scene, subscriber: Listener) -> None:
    """Access to the day that is shown, and not after it."""
    subscriber.manage("cancel")
    scene.settle()
    shown = subscriber.me()["entitlement"]
    assert (shown["state"], shown["renews"]) == ("canceling", False)
    assert shown["until"] is not None
    assert scene.outcomes(subscriber) == {"answered"}
    scene.advance_past_the_period(subscriber)
    assert scene.outcomes(subscriber) == {"subscribe"}


@pytest.mark.row(20)
def test_cancelled_and_thought_again(scene: Scene, subscriber: Listener) -> None:
    """The cancellation is taken back in the portal, and the subscription renews."""
    subscriber.manage("cancel")
    subscriber.manage("renew")
    scene.advance_past_the_period(subscriber)
    assert subscriber.state == "active"
    assert len(scene.dashboard.charges(subscriber.email)) == 2


@pytest.mark.row(21)
def test_cancelled_at_once(scene: Scene, subscriber: Listener) -> None:
    """No access from then on."""
    scene.dashboard.delete(f"subscriptions/{scene.dashboard.subscription(subscriber.email)}")
    scene.settle()
    assert scene.outcomes(subscriber) == {"subscribe"}


@pytest.mark.row(22)
def test_a_renewal_fails(scene: Scene, failing: Listener) -> None:
    """Access for three days, counted from the period that was not paid for."""
    shown = failing.me()["entitlement"]
    assert (shown["state"], shown["is_premium"], shown["renews"]) == ("past_due", True, False)
    assert scene.outcomes(failing) == {"answered"}
    scene.advance(_GRACE_DAYS - _A_BIT)
    assert failing.state == "past_due"


@pytest.mark.row(23)
def test_the_days_of_grace_are_over(scene: Scene, failing: Listener) -> None:
    """No access until another card has paid."""
    scene.advance(_GRACE_DAYS)
    assert failing.state == "lapsed"
    assert scene.outcomes(failing) == {"manage"}
    failing.manage("card", card="ok")
    scene.advance(_ALL_RETRIES_DAYS - _GRACE_DAYS)
    assert failing.state == "active"
    assert scene.outcomes(failing) == {"answered"}


@pytest.mark.row(24)
@pytest.mark.parametrize(
    ("final", "action", "page"),
    [("unpaid", "manage", "portal"), ("canceled", "subscribe", "checkout")],
    ids=["unpaid", "canceled"],
)
def test_no_retry_was_paid(
    scene: Scene, failing: Listener, final: Literal["unpaid", "canceled"], action: str, page: str
) -> None:
    """No access; who is still subscribed is led to the portal, who is not buys anew."""
    scene.stripe.settings(final=final)
    scene.advance(_ALL_RETRIES_DAYS + _A_BIT)
    assert failing.state == final
    assert scene.outcomes(failing) == {action}
    failing.sign_in()
    assert failing.send("POST", "/v1/checkout", {}).json()["kind"] == page


@pytest.mark.row(25)
def test_paused_because_a_trial_ended_without_a_card(scene: Scene, ana: Listener) -> None:
    """No access until it is resumed."""
    pauses = {"trial_settings[end_behavior][missing_payment_method]": "pause"}
    subscription = scene.trial(ana, None, **pauses)
    assert scene.outcomes(ana) == {"answered"}
    scene.advance(_TRIAL_DAYS + _A_BIT)
    assert ana.state == "paused"
    assert scene.outcomes(ana) == {"manage"}
    scene.dashboard.give_card(scene.dashboard.customer(ana.email))
    scene.dashboard.post(f"subscriptions/{subscription}/resume")
    scene.settle()
    assert scene.outcomes(ana) == {"answered"}


@pytest.mark.row(26)
@pytest.mark.parametrize(
    ("behavior", "state"),
    [("void", "paused"), ("keep_as_draft", "active")],
    ids=["void", "keep as draft"],
)
def test_payments_are_not_collected(
    scene: Scene, subscriber: Listener, behavior: str, state: str
) -> None:
    """The paid period is given; then nothing where invoices are voided, all where they wait."""
    path = f"subscriptions/{scene.dashboard.subscription(subscriber.email)}"
    scene.dashboard.post(path, **{"pause_collection[behavior]": behavior})
    scene.settle()
    assert scene.outcomes(subscriber) == {"answered"}
    scene.advance_past_the_period(subscriber)
    assert subscriber.state == state


@pytest.mark.row(27)
@pytest.mark.parametrize(
    ("card", "state"),
    [("pm_card_visa", "active"), ("pm_card_chargeCustomerFail", "past_due")],
    ids=["good card", "bad card"],
)
def test_a_trial_ends(scene: Scene, ana: Listener, card: str, state: str) -> None:
    """Who pays then goes on; who cannot has the days of grace."""
    before = len(scene.stripe.log().deliveries)
    scene.trial(ana, card)
    assert ana.state == "trialing"
    scene.advance(_TRIAL_DAYS + _A_BIT)
    assert ana.state == state
    told = scene.stripe.log().deliveries[before:]
    assert "customer.subscription.trial_will_end" in {one.type for one in told if one.accepted}


@pytest.mark.row(28)
def test_the_first_payment_is_never_finished(scene: Scene, ana: Listener) -> None:
    """No access, neither while it could be finished nor after it expired."""
    ana.check_out()
    customer = scene.dashboard.customer(ana.email)
    scene.dashboard.post("subscriptions", customer=customer, **{"items[0][price]": scene.price})
    scene.settle()
    assert ana.state == "incomplete"
    assert scene.outcomes(ana) == {"manage"}
    scene.advance(1)
    assert ana.state == "none"
    assert scene.outcomes(ana) == {"subscribe"}
