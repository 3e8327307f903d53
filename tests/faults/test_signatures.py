"""Webhooks that Stripe did not sign, or not now."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import stripe as sdk

from service.billing_setup import WEBHOOK_PATH as WEBHOOK
from tests.faults.apart import serving_apart
from tests.faults.conftest import NEXT_SECRET
from tests.faults.scene import Scene
from tests.premium.listener import Listener
from tests.premium.services import WEBHOOK_SECRET

_HOUR, _SECONDS_ON_THE_WAY = 3_600, 10
_TOLERANCE = 300


@pytest.fixture
def event(scene: Scene, ana: Listener) -> Iterator[str]:
    """The id of an event that was held back: what ``ana`` paid is not known yet."""
    scene.hold_events()
    scene.pay(ana)
    yield scene.dashboard.event("checkout.session.completed")
    scene.flush()


@pytest.mark.row(7)
def test_a_webhook_is_forged(scene: Scene, ana: Listener, event: str) -> None:
    """Signed with another secret it is refused, and nothing is stored."""
    assert scene.stripe.send(event, secret="whsec_evil") == [400]
    assert scene.stored(event) == 0
    assert ana.state == "none"


@pytest.mark.row(8)
def test_a_webhook_is_not_signed(scene: Scene, event: str) -> None:
    """Without a signature, or signed with no secret at all, it is refused."""
    [body] = [one for one in scene.dashboard.newest("events") if one["id"] == event]
    payload = json.dumps(body)
    empty = sdk.WebhookSignature.generate_signature_header(payload, "", scene.stripe.now())
    for headers in ({}, {"Stripe-Signature": ""}, {"Stripe-Signature": empty}):
        response = httpx.post(scene.first.url + WEBHOOK, content=payload, headers=headers)
        assert response.status_code == 400
    assert scene.stored(event) == 0


@pytest.mark.row(8)
def test_no_webhook_secret_is_set(scene: Scene, data: Path, tmp_path: Path) -> None:
    """Nothing can be believed: 503, so that Stripe sends it again."""
    with serving_apart(scene, data, tmp_path, stripe_webhook_secret=None) as url:
        response = httpx.post(url + WEBHOOK, content="{}", headers={"Stripe-Signature": "t=1"})
    assert response.status_code == 503


@pytest.mark.row(9)
def test_a_webhook_is_replayed(scene: Scene, event: str) -> None:
    """After five minutes it is refused; within them it is accepted and kept once."""
    assert scene.stripe.send(event, skew=-_TOLERANCE - 1) == [400]
    assert scene.stored(event) == 0
    within_them = _SECONDS_ON_THE_WAY - _TOLERANCE
    assert [scene.stripe.send(event, skew=within_them) for _ in range(2)] == [[200], [200]]
    assert scene.stored(event) == 1


@pytest.mark.row(10)
def test_our_clock_is_wrong(scene: Scene, event: str) -> None:
    """Behind, or less than five minutes ahead, events are accepted; further ahead refused."""
    assert scene.stripe.send(event, skew=-_HOUR) == [400]
    assert scene.stripe.send(event, skew=_SECONDS_ON_THE_WAY - _TOLERANCE) == [200]
    assert scene.stripe.send(event, skew=_HOUR) == [200]


@pytest.mark.row(11)
def test_the_secret_is_replaced(scene: Scene, event: str) -> None:
    """While both are set, events signed with the old and with the new one are accepted."""
    answers = [scene.stripe.send(event, secret=one) for one in (WEBHOOK_SECRET, NEXT_SECRET)]
    assert answers == [[200], [200]]
