"""Buying: Stripe fails in the midst of it, or somebody buys twice, or for somebody else."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from billing import stripe_api
from tests.faults.apart import serving_apart
from tests.faults.scene import SDK_TRIES, Scene
from tests.local_stripe import Card, Fault
from tests.premium.listener import Listener

_CUSTOMERS, _SESSIONS = "/v1/customers", "/v1/checkout/sessions"
_AT_ONCE = 8


@pytest.mark.row(15)
def test_stripe_is_too_busy(scene: Scene, ana: Listener) -> None:
    """The buyer is told when to try again; Stripe is not asked again at once."""
    scene.stripe_fails("POST", f"^{_SESSIONS}$", status=429)
    before = scene.stripe.log().asked("POST", _SESSIONS)
    response = ana.send("POST", "/v1/checkout", {})
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert scene.stripe.log().asked("POST", _SESSIONS) == before + 1
    assert ana.subscribe()["entitlement"]["state"] == "active"


@pytest.mark.row(16)
@pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")  # the SDK's
def test_stripe_takes_too_long(
    scene: Scene, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is given up and asked again with the same key: one customer, one checkout."""
    monkeypatch.setattr(stripe_api, "_TIMEOUT", 1.0)
    with serving_apart(scene, data, tmp_path) as url:
        ana = Listener(scene.deployment, "late@example.org", [url])
        ana.sign_in()
        scene.stripe.fault(Fault("POST", f"^{_CUSTOMERS}$", hold=3.0))
        scene.stripe.fault(Fault("POST", f"^{_SESSIONS}$", delay=3.0))
        assert ana.check_out()
    assert asked_with_one_key(scene, _CUSTOMERS) == asked_with_one_key(scene, _SESSIONS) == 2
    customer = scene.dashboard.customer(ana.email)
    assert len(scene.dashboard.newest("checkout/sessions", customer=customer)) == 1


@pytest.mark.row(17)
def test_stripes_answer_is_lost(scene: Scene, ana: Listener) -> None:
    """What was made is not made again, neither by another try nor by pressing again."""
    for path in (_CUSTOMERS, _SESSIONS):
        scene.stripe_fails("POST", f"^{path}$", when="after", times=SDK_TRIES)
        assert ana.send("POST", "/v1/checkout", {}).status_code == 503
    assert ana.check_out()
    customer = scene.dashboard.customer(ana.email)
    assert len(scene.dashboard.newest("checkout/sessions", customer=customer)) == 1


@pytest.mark.row(29)
def test_the_card_is_declined(scene: Scene, ana: Listener) -> None:
    """No access; the page at Stripe stays, and takes another card."""
    page = ana.check_out()
    with pytest.raises(AssertionError, match="declined"):
        scene.stripe.pay(page, Card.DECLINED, ana.email)
    scene.settle()
    assert scene.outcomes(ana) == {"subscribe"}
    assert ana.check_out() == page
    scene.stripe.pay(page, Card.OK, ana.email)
    scene.settle()
    assert ana.state == "active"


@pytest.mark.row(32)
def test_buy_is_pressed_many_times(scene: Scene, ana: Listener) -> None:
    """In however many tabs and processes: one customer, one open page."""
    with ThreadPoolExecutor(_AT_ONCE) as tabs:
        pages = list(tabs.map(lambda _: ana.check_out(), range(_AT_ONCE)))
    assert len(set(pages)) == 1
    customer = scene.dashboard.customer(ana.email)
    assert len(scene.dashboard.newest("checkout/sessions", customer=customer)) == 1


@pytest.mark.row(32)
def test_a_subscriber_buys_again(scene: Scene, subscriber: Listener) -> None:
    """They are led to the portal, and nothing is sold a second time."""
    assert subscriber.send("POST", "/v1/checkout", {}).json()["kind"] == "portal"
    assert len(scene.dashboard.subscriptions(subscriber.email)) == 1


@pytest.mark.row(33)
def test_somebody_has_subscribed_twice(scene: Scene, ana: Listener) -> None:
    """One of the two goes on; the newer is ended, its payment given back, the operator told."""
    pages = [ana.check_out(), second_page(scene, ana)]
    scene.hold_events()
    for page in pages:
        scene.stripe.pay(page, Card.OK, ana.email)
    scene.flush()
    newer, older = scene.dashboard.subscriptions(ana.email)
    assert sorted([older["status"], newer["status"]]) == ["active", "canceled"]
    ended = older if older["status"] == "canceled" else newer
    given_back = [charge["amount_refunded"] for charge in scene.dashboard.charges(ana.email)]
    assert sorted(given_back) == [0, 999]
    assert f"ERROR Subscription {ended['id']} is a second one" in scene.deployment.logs
    assert scene.outcomes(ana) == {"answered"}


@pytest.mark.row(39)
def test_a_checkout_is_claimed_by_somebody_else(scene: Scene, ana: Listener, eve: Listener) -> None:
    """Its id alone gives nothing, and nobody is led to a page of strangers."""
    session = {"session_id": scene.pay(ana).rsplit("=", 1)[1]}
    eve.check_out()
    assert eve.send("POST", "/v1/checkout/return", session).status_code == 404
    assert eve.state == "none"
    eve.sign_out()
    assert eve.send("POST", "/v1/checkout/return", session).status_code == 401
    elsewhere = {"return_url": "https://evil.example/"}
    for path in ("/v1/checkout", "/v1/portal"):
        assert ana.send("POST", path, elsewhere).status_code == 422


def second_page(scene: Scene, listener: Listener) -> str:
    """Another page on which the same customer can pay, made past the service."""
    made = scene.dashboard.post(
        "checkout/sessions",
        mode="subscription",
        customer=scene.dashboard.customer(listener.email),
        success_url="https://example.org/",
        **{"line_items[0][price]": scene.price, "line_items[0][quantity]": "1"},
    )
    return str(made["url"])


def asked_with_one_key(scene: Scene, path: str) -> int:
    """How often the newest thing of a kind was asked for, each time with its own key."""
    keys = [
        one["idempotency_key"]
        for one in scene.stripe.log().requests
        if (one["method"], one["path"]) == ("POST", path)
    ]
    return keys.count(keys[-1])
