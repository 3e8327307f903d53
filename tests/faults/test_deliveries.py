"""Events that come twice, out of order, early, late, or about somebody else."""

import pytest

from tests.faults.scene import Scene
from tests.local_stripe import Flush
from tests.premium.listener import Listener


@pytest.mark.row(1)
def test_an_event_comes_again_and_again(scene: Scene, subscriber: Listener) -> None:
    """It is accepted each time, kept once, and handled once."""
    asked = f"/v1/customers/{scene.dashboard.customer(subscriber.email)}"
    scene.hold_events()
    scene.dashboard.delete(f"subscriptions/{scene.dashboard.subscription(subscriber.email)}")
    event = scene.dashboard.event("customer.subscription.deleted")
    scene.flush(Flush(times=3, parallel=True))
    handled = scene.stripe.log().asked("GET", asked)
    assert [scene.stripe.send(event) for _ in range(3)] == [[200]] * 3
    scene.settle()
    assert scene.stored(event) == 1
    assert scene.stripe.log().asked("GET", asked) == handled
    assert subscriber.state == "canceled"


@pytest.mark.row(2)
@pytest.mark.parametrize(
    "order", [Flush(order="reversed"), Flush(order="shuffled", seed=2)], ids=lambda one: one.order
)
def test_events_come_out_of_order(scene: Scene, ana: Listener, order: Flush) -> None:
    """What Stripe says now is what counts, not what was heard last."""
    scene.hold_events()
    scene.pay(ana)
    path = f"subscriptions/{scene.dashboard.subscription(ana.email)}"
    for wanted in ("true", "false", "true"):
        scene.dashboard.post(path, cancel_at_period_end=wanted)
    scene.flush(order)
    assert ana.state == "canceling"
    scene.dashboard.post(path, cancel_at_period_end="false")
    scene.flush(order)
    assert ana.state == "active"


@pytest.mark.row(3)
def test_the_event_comes_before_the_buyer(scene: Scene, ana: Listener) -> None:
    """Access is there at once, and coming back, even twice, changes nothing."""
    back = scene.pay(ana)
    scene.settle()
    assert scene.outcomes(ana) == {"answered"}
    for _ in range(2):
        returned = ana.come_back(back)
        assert (returned["status"], returned["entitlement"]["state"]) == ("complete", "active")


@pytest.mark.row(4)
def test_the_buyer_comes_before_the_event(scene: Scene, ana: Listener) -> None:
    """Coming back gives access at once; the events change nothing later."""
    scene.hold_events()
    back = scene.pay(ana)
    assert ana.state == "none"
    assert ana.come_back(back)["entitlement"]["is_premium"]
    assert scene.outcomes(ana) == {"answered"}
    scene.flush()
    assert ana.state == "active"


@pytest.mark.row(36)
def test_an_event_is_of_the_other_mode(scene: Scene, ana: Listener) -> None:
    """It is accepted, ignored and counted: `billing check` shows it."""
    scene.hold_events()
    scene.pay(ana)
    event = scene.dashboard.event("checkout.session.completed")
    assert scene.stripe.send(event, override={"livemode": True}) == [200]
    scene.settle()
    assert ana.state == "none"
    assert "of Stripe's other mode: 1." in scene.deployment.run("billing", "check").stdout
    scene.flush()
    assert ana.state == "active"


@pytest.mark.row(37)
def test_an_event_is_of_another_application(scene: Scene, ana: Listener) -> None:
    """Other customers of the Stripe account are accepted and ignored, with their events."""
    before = len(scene.stripe.log().deliveries)
    stranger = scene.dashboard.post("customers", email=ana.email)["id"]
    scene.dashboard.give_card(stranger)
    scene.dashboard.post("subscriptions", customer=stranger, **{"items[0][price]": scene.price})
    scene.settle()
    assert scene.results_since(before) == {200}
    assert scene.stripe.log().asked("GET", f"/v1/customers/{stranger}") == 0
    assert ana.state == "none"


@pytest.mark.row(38)
def test_events_are_of_another_version(scene: Scene, ana: Listener) -> None:
    """Only ids are read of them; what counts is asked for in our own version."""
    before = len(scene.stripe.log().deliveries)
    scene.stripe.settings(api_version="2024-06-20")
    scene.pay(ana)
    scene.settle()
    assert scene.results_since(before) == {200}
    assert scene.outcomes(ana) == {"answered"}
    ours = {one["stripe_version"] for one in scene.stripe.log().requests if one["stripe_version"]}
    assert ours == {"2026-10-28.endive"}
