"""Something that the product needs is away, or the product itself is."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from tests.faults.conftest import ACCOUNT_RATE
from tests.faults.scene import (
    A_LOOK,
    HOUR,
    MINUTE,
    QUESTION,
    SDK_TRIES,
    Scene,
    asked_for,
)
from tests.local_stripe import Fault
from tests.premium.listener import Listener
from tests.servers import Server, paused, stopped
from tests.waiting import clear_of_a_new_minute, eventually

_LONG = 20
_QUICK = 0.5
"""Seconds of a question, also where others use the machine; one that waits for Redis takes more."""


@pytest.mark.row(5)
def test_webhooks_are_missed(scene: Scene, subscriber: Listener) -> None:
    """A process that starts again asks Stripe what it missed."""
    scene.first.stop()
    scene.stripe.settings(retry_after=[])
    scene.dashboard.delete(f"subscriptions/{scene.dashboard.subscription(subscriber.email)}")
    scene.stripe.settle()
    scene.deployment.advance(HOUR)
    scene.first.start()
    eventually(lambda: subscriber.state == "canceled", A_LOOK)


@pytest.mark.row(6)
def test_all_of_a_renewal_is_lost(scene: Scene, subscriber: Listener) -> None:
    """Who has paid is let in all the same, and Stripe is asked when the period is over."""
    before = subscriber.me()["entitlement"]["until"]
    scene.hold_events()
    scene.advance_past_the_period(subscriber)
    assert scene.stripe.drop() > 0
    assert scene.outcomes(subscriber) == {"answered"}
    eventually(lambda: subscriber.me()["entitlement"]["until"] > before, A_LOOK)
    assert subscriber.state == "active"


@pytest.mark.row(12)
def test_the_database_is_away(scene: Scene, subscriber: Listener) -> None:
    """Webhooks are refused with 503, and stored when Stripe sends them again."""
    before = len(scene.stripe.log().deliveries)
    scene.stripe.settings(retry_after=[0.5] * 2 + [1.0] * _LONG)
    subscription = scene.dashboard.subscription(subscriber.email)
    with stopped(scene.postgres):
        scene.dashboard.post(f"subscriptions/{subscription}", cancel_at_period_end="true")
        eventually(lambda: 503 in scene.results_since(before))
        assert subscriber.ask(QUESTION).status_code == 503
    scene.settle()
    assert scene.results_since(before) == {503, 200}
    assert subscriber.state == "canceling"


@pytest.mark.row(13)
def test_a_process_is_killed_between_accepting_and_handling(
    scene: Scene, subscriber: Listener
) -> None:
    """The event is in the database, and whoever lives handles it."""
    asking = f"/v1/customers/{scene.dashboard.customer(subscriber.email)}"
    scene.hold_events()
    scene.dashboard.delete(f"subscriptions/{scene.dashboard.subscription(subscriber.email)}")
    event = scene.dashboard.event("customer.subscription.deleted")
    scene.stripe.fault(Fault("GET", f"^{asking}$", delay=_LONG))
    before = len(scene.stripe.log().deliveries)
    with asked_for(scene, asking):
        scene.stripe.flush()
    scene.first.kill()
    assert scene.results_since(before) == {200}
    assert (scene.stored(event), scene.waiting) == (1, 1)
    scene.deployment.advance(MINUTE)
    scene.first.start()
    eventually(lambda: subscriber.state == "canceled", A_LOOK)
    scene.settle()


@pytest.mark.row(14)
def test_stripe_fails_while_an_event_is_handled(scene: Scene, subscriber: Listener) -> None:
    """The event is kept and tried again later; asking goes on meanwhile."""
    customer = scene.dashboard.customer(subscriber.email)
    scene.stripe_fails("GET", f"^/v1/customers/{customer}$", times=SDK_TRIES)
    scene.dashboard.delete(f"subscriptions/{scene.dashboard.subscription(subscriber.email)}")
    eventually(lambda: scene.failing == 1)
    assert scene.outcomes(subscriber) == {"answered"}
    scene.deployment.advance(MINUTE)
    assert scene.deployment.run("billing", "reconcile").returncode == 0
    scene.settle()
    assert subscriber.state == "canceled"


@pytest.mark.row(19)
@pytest.mark.parametrize("outage", [stopped, paused])
def test_redis_is_away(
    scene: Scene,
    subscriber: Listener,
    outage: Callable[[Server], AbstractContextManager[None]],
) -> None:
    """Asking, webhooks and limits go on; nobody who has paid is shut out."""
    before = len(scene.stripe.log().deliveries)
    subscription = scene.dashboard.subscription(subscriber.email)
    at_one = scene.deployment.listener(subscriber.email, scene.first)
    at_one.sign_in()
    clear_of_a_new_minute(30.0, scene.deployment.now)
    with outage(scene.redis):
        began = time.monotonic()
        statuses = [at_one.ask(QUESTION).status_code for _ in range(ACCOUNT_RATE + 1)]
        took = time.monotonic() - began
        scene.dashboard.post(f"subscriptions/{subscription}", cancel_at_period_end="true")
        scene.settle()
        state = subscriber.state
    assert statuses == [201] * ACCOUNT_RATE + [429]
    assert took < ACCOUNT_RATE * _QUICK, "Not every question waits for Redis."
    assert state == "canceling"
    assert scene.results_since(before) == {200}
