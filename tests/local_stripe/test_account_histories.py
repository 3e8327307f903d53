"""Whatever happens to a subscription, its events tell it."""

import contextlib
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.local_stripe import Card, Refused, answer
from tests.local_stripe.account import portal
from tests.local_stripe.sdk_types import differences
from tests.local_stripe.shop import BEGINNING, DAY, Shop

_PAUSED = {"behavior": "void", "resumes_at": BEGINNING + 30 * DAY}
_STEPS: list[Callable[[Shop, str], object]] = [
    lambda shop, _: shop.days(2.5),
    lambda shop, _: shop.days(17),
    lambda shop, one: shop.post(f"subscriptions/{one}", cancel_at_period_end=True),
    lambda shop, one: shop.post(f"subscriptions/{one}", cancel_at_period_end=False),
    lambda shop, one: shop.post(f"subscriptions/{one}", pause_collection=_PAUSED),
    lambda shop, one: shop.post(f"subscriptions/{one}", pause_collection=""),
    lambda shop, one: shop.post(f"subscriptions/{one}", trial_end="now"),
    lambda shop, one: shop.post(f"subscriptions/{one}/resume"),
    lambda shop, one: shop.post(f"invoices/{shop.subscription(one)['latest_invoice']}/pay"),
    lambda shop, one: portal.replace_card(shop.world, shop.subscription(one), Card.OK),
    lambda shop, one: portal.replace_card(shop.world, shop.subscription(one), Card.FAILS),
    lambda shop, one: answer(shop.world, "DELETE", f"/v1/subscriptions/{one}", {}),
]


@settings(max_examples=50)
@given(
    card=st.sampled_from([Card.OK, Card.FAILS_LATER, None]),
    final=st.sampled_from(["canceled", "unpaid", "past_due"]),
    steps=st.lists(st.sampled_from(_STEPS), max_size=8),
)
def test_events_tell_every_change(card: Card | None, final: str, steps: list[Any]) -> None:
    """Whatever happens, the newest event of a subscription shows it as it is.

    Events come in the order of their time, and every object is as the SDK's types have it.
    """
    shop = Shop()
    shop.world.settings.final = final
    trial = {"end_behavior": {"missing_payment_method": "pause"}}
    data = {"trial_period_days": 5, "trial_settings": trial}
    terms = {"payment_method_collection": "if_required", "subscription_data": data}
    one = shop.subscribe(card, **(terms if card is None else {}))
    for step in steps:
        with contextlib.suppress(Refused):
            step(shop, one)
    shown = shop.subscription(one)
    events = shop.world.all("event")
    told = [event["data"]["object"] for event in events]
    assert next(each for each in told if each["id"] == one) == shown
    moments = [event["created"] for event in events]
    assert moments == sorted(moments, reverse=True)
    for resource in shop.world.resources.values():
        assert differences(resource) == []
