"""What the operator, a bank or the dashboard changes behind the service's back."""

import pytest

from tests.faults.scene import Scene
from tests.premium.listener import Listener


@pytest.mark.row(30)
def test_a_payment_is_refunded(scene: Scene, subscriber: Listener) -> None:
    """It is recorded; access is not taken away by that alone."""
    [charge] = scene.dashboard.charges(subscriber.email)
    scene.dashboard.post("refunds", charge=charge["id"])
    scene.settle()
    assert scene.outcomes(subscriber) == {"answered"}
    shown = scene.deployment.run("accounts", "show", subscriber.email).stdout
    assert "999 given back" in shown


@pytest.mark.row(31)
def test_a_payment_is_disputed_and_the_dispute_won(scene: Scene, subscriber: Listener) -> None:
    """No access, nor a new purchase, while it is open; all is as before when it is won."""
    [charge] = scene.dashboard.charges(subscriber.email)
    scene.stripe.dispute(charge["id"])
    scene.settle()
    assert subscriber.state == "disputed"
    assert scene.outcomes(subscriber) == {"contact"}
    assert subscriber.send("POST", "/v1/checkout", {}).status_code == 403
    scene.stripe.dispute(charge["id"], event="closed", status="won")
    scene.settle()
    assert scene.outcomes(subscriber) == {"answered"}


@pytest.mark.row(31)
def test_a_dispute_is_lost(scene: Scene, subscriber: Listener) -> None:
    """No access, and the subscription is ended: nobody pays for nothing."""
    [charge] = scene.dashboard.charges(subscriber.email)
    scene.stripe.dispute(charge["id"])
    scene.stripe.dispute(charge["id"], event="closed", status="lost")
    scene.settle()
    assert subscriber.state == "disputed"
    assert scene.dashboard.subscriptions(subscriber.email)[0]["status"] == "canceled"


@pytest.mark.row(34)
def test_the_price_of_a_subscription_is_changed(scene: Scene, subscriber: Listener) -> None:
    """A price that is not offered gives nothing; the one that is gives access again."""
    [subscription] = scene.dashboard.subscriptions(subscriber.email)
    [item] = subscription["items"]["data"]
    for price, outcome in ((scene.stripe.make_price(100), "subscribe"), (scene.price, "answered")):
        changes = {"items[0][id]": item["id"], "items[0][price]": price}
        scene.dashboard.post(f"subscriptions/{subscription['id']}", **changes)
        scene.settle()
        assert scene.outcomes(subscriber) == {outcome}


@pytest.mark.row(35)
def test_a_customer_is_deleted(scene: Scene, subscriber: Listener) -> None:
    """No access; the next purchase makes a new customer."""
    gone = scene.dashboard.customer(subscriber.email)
    scene.dashboard.delete(f"customers/{gone}")
    scene.settle()
    assert scene.outcomes(subscriber) == {"subscribe"}
    assert subscriber.subscribe()["entitlement"]["state"] == "active"
    assert scene.dashboard.customer(subscriber.email) != gone
