"""What becomes of subscriptions, day by day, in an account without HTTP."""

import pytest

from tests.local_stripe import Card, Payment, Refused, complete
from tests.local_stripe.account import disputes, portal
from tests.local_stripe.shop import BEGINNING, DAY, Shop


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_the_first_event_says_incomplete(shop: Shop) -> None:
    """It shows the subscription before its payment; what is true comes later, as at Stripe."""
    shop.subscribe()
    assert shop.events() == [
        ("customer.created", None),
        ("payment_method.attached", None),
        ("customer.subscription.created", "incomplete"),
        ("invoice.created", "draft"),
        ("invoice.finalized", "open"),
        ("charge.succeeded", "succeeded"),
        ("invoice.paid", "paid"),
        ("invoice.payment_succeeded", "paid"),
        ("customer.subscription.updated", "active"),
        ("checkout.session.completed", "complete"),
    ]


def test_a_subscription_of_the_31st_keeps_its_day(shop: Shop) -> None:
    """It renews on the last day of a shorter month, and on the 31st again."""
    identity = shop.subscribe()
    ends = []
    for _ in range(3):
        [item] = shop.subscription(identity)["items"]["data"]
        ends.append((item["current_period_end"] - BEGINNING) // DAY)
        shop.days(31)
    assert ends == [28, 59, 89]
    charges = shop.get("charges")["data"]
    assert [(charge["created"] - BEGINNING) // DAY for charge in charges] == [89, 59, 28, 0]


@pytest.mark.parametrize("final", ["canceled", "unpaid", "past_due"])
def test_a_renewal_that_fails_is_tried_again(shop: Shop, final: str) -> None:
    """After three, five and seven days; then the account's setting says what is left."""
    shop.world.settings.final = final
    identity = shop.subscribe(Card.FAILS_LATER)
    shop.days(28)
    assert shop.status(identity) == "past_due"
    invoice = shop.get(f"invoices/{shop.subscription(identity)['latest_invoice']}")
    assert invoice["next_payment_attempt"] == BEGINNING + 31 * DAY
    shop.days(14.9)
    assert shop.status(identity) == "past_due"
    shop.days(0.1)
    assert shop.status(identity) == final
    failed = [event for event, _ in shop.events() if event == "invoice.payment_failed"]
    assert len(failed) == 4
    if final == "canceled":
        details = shop.subscription(identity)["cancellation_details"]
        assert details["reason"] == "payment_failed"


def test_another_card_saves_a_subscription(shop: Shop) -> None:
    """The next try passes, and the month after is paid as if nothing had been."""
    identity = shop.subscribe(Card.FAILS_LATER)
    shop.days(28)
    customer = shop.subscription(identity)["customer"]
    portal.replace_card(shop.world, {"customer": customer}, Card.OK)
    assert shop.status(identity) == "past_due"
    shop.days(3)
    assert shop.status(identity) == "active"
    shop.days(28)
    assert shop.status(identity) == "active"
    statuses = [charge["status"] for charge in shop.get("charges")["data"]]
    assert statuses == ["succeeded", "succeeded", "failed", "succeeded"]
    portal.replace_card(shop.world, {"customer": customer}, Card.FAILS)
    shop.days(30 + 14)
    assert shop.status(identity) == "past_due"


def test_a_trial_is_told_to_end_and_then_paid(shop: Shop) -> None:
    """The event comes three days before; nothing is charged until the last day."""
    identity = shop.subscribe(subscription_data={"trial_period_days": 7})
    shop.days(3.9)
    assert "customer.subscription.trial_will_end" not in dict(shop.events())
    shop.days(0.1)
    assert ("customer.subscription.trial_will_end", "trialing") in shop.events()
    assert shop.get("charges")["data"] == []
    shop.days(3)
    assert shop.status(identity) == "active"
    assert [charge["amount"] for charge in shop.get("charges")["data"]] == [999]


def test_a_long_time_passes_day_by_day(shop: Shop) -> None:
    """What falls due is done in its order and at its own moment, however far time is moved."""
    shop.subscribe(subscription_data={"trial_period_days": 7})
    shop.days(50)
    told = shop.get("events", type="customer.subscription.trial_will_end")["data"]
    assert [event["created"] for event in told] == [BEGINNING + 4 * DAY]
    charged = [charge["created"] for charge in shop.get("charges")["data"]]
    assert charged == [BEGINNING + days * DAY for days in (7 + 28, 7)]


@pytest.mark.parametrize(
    ("behavior", "status"),
    [("create_invoice", "past_due"), ("cancel", "canceled"), ("pause", "paused")],
)
def test_a_trial_may_end_without_a_card(shop: Shop, behavior: str, status: str) -> None:
    """Then what was asked for comes of it, and nothing is ever charged."""
    trial = {"end_behavior": {"missing_payment_method": behavior}}
    data = {"trial_period_days": 7, "trial_settings": trial}
    terms = {"payment_method_collection": "if_required", "subscription_data": data}
    identity = shop.subscribe(None, **terms)
    shop.days(7)
    assert shop.status(identity) == status
    assert shop.get("charges")["data"] == []


def test_a_paused_subscription_is_resumed_by_a_payment(shop: Shop) -> None:
    """Without a card it stays paused; with one a new period begins at once."""
    customer = shop.post("customers", email="listener@example.org")["id"]
    identity = shop.post(
        "subscriptions",
        customer=customer,
        items=[{"price": shop.price}],
        trial_period_days=7,
        trial_settings={"end_behavior": {"missing_payment_method": "pause"}},
    )["id"]
    shop.days(10)
    with pytest.raises(Refused):
        shop.post(f"subscriptions/{identity}/resume")
    assert shop.status(identity) == "paused"
    card = shop.post("payment_methods/pm_card_visa/attach", customer=customer)["id"]
    shop.post(f"customers/{customer}", invoice_settings={"default_payment_method": card})
    shop.post(f"subscriptions/{identity}/resume")
    [item] = shop.subscription(identity)["items"]["data"]
    assert item["current_period_start"] == BEGINNING + 10 * DAY
    assert shop.events()[-1] == ("customer.subscription.resumed", "active")


@pytest.mark.parametrize(
    ("behavior", "status"),
    [("void", "void"), ("keep_as_draft", "draft"), ("mark_uncollectible", "uncollectible")],
)
def test_collection_can_be_paused(shop: Shop, behavior: str, status: str) -> None:
    """The subscription stays active, its invoices unpaid, until the day it was set to resume."""
    identity = shop.subscribe()
    paused = {"behavior": behavior, "resumes_at": BEGINNING + 40 * DAY}
    shop.post(f"subscriptions/{identity}", pause_collection=paused)
    shop.days(39)
    invoice = shop.get(f"invoices/{shop.subscription(identity)['latest_invoice']}")
    assert (shop.status(identity), invoice["status"]) == ("active", status)
    shop.days(2)
    assert shop.subscription(identity)["pause_collection"] is None
    assert shop.world.all("event")[0]["data"]["object"]["pause_collection"] is None
    shop.days(20)
    assert len(shop.get("charges")["data"]) == 2


def test_a_planned_end_comes_with_the_period(shop: Shop) -> None:
    """Until then the subscription is as active as before."""
    identity = shop.subscribe()
    shop.post(f"subscriptions/{identity}", cancel_at_period_end="true")
    shop.days(27.9)
    assert shop.status(identity) == "active"
    shop.days(0.2)
    assert shop.status(identity) == "canceled"
    assert shop.events()[-1] == ("customer.subscription.deleted", "canceled")
    assert len(shop.get("charges")["data"]) == 1


def test_what_is_never_paid_expires(shop: Shop) -> None:
    """A subscription after 23 hours, a session after 24."""
    customer = shop.post("customers", payment_method="pm_card_chargeCustomerFail")["id"]
    items = [{"price": shop.price}]
    identity = shop.post("subscriptions", customer=customer, items=items)["id"]
    session = shop.session()["id"]
    shop.days(23 / 24)
    assert shop.status(identity) == "incomplete_expired"
    assert shop.get(f"checkout/sessions/{session}")["status"] == "open"
    shop.days(1 / 24)
    assert shop.get(f"checkout/sessions/{session}")["status"] == "expired"
    with pytest.raises(Refused):
        complete(shop.world, session, Payment())


@pytest.mark.parametrize("card", [Card.DECLINED, Card.FAILS, Card.AUTHENTICATION, None])
def test_a_card_that_does_not_pay_buys_nothing(shop: Shop, card: Card | None) -> None:
    """The session stays open for another card, and nothing was made."""
    session = shop.session()["id"]
    with pytest.raises(Refused):
        complete(shop.world, session, Payment(card))
    assert shop.events() == []
    assert complete(shop.world, session, Payment()) == f"https://example.org/back?session={session}"
    with pytest.raises(Refused):
        complete(shop.world, session, Payment())


def test_terms_have_to_be_accepted(shop: Shop) -> None:
    """If the service asks for it, and the session says so afterwards."""
    session = shop.session(consent_collection={"terms_of_service": "required"})["id"]
    with pytest.raises(Refused):
        complete(shop.world, session, Payment(terms_accepted=False))
    complete(shop.world, session, Payment())
    consent = shop.get(f"checkout/sessions/{session}")["consent"]
    assert consent["terms_of_service"] == "accepted"


def test_a_dispute_is_opened_and_decided(shop: Shop) -> None:
    """The charge is marked; the dispute is found by its charge and its time."""
    shop.subscribe()
    [charge] = shop.get("charges")["data"]
    opened = disputes.begin(shop.world, charge["id"], "needs_response")
    assert shop.get(f"charges/{charge['id']}")["disputed"]
    disputes.decide(shop.world, charge["id"], "lost")
    found = shop.get("disputes", charge=charge["id"], created={"gte": str(BEGINNING)})["data"]
    assert [(each["id"], each["status"]) for each in found] == [(opened["id"], "lost")]
    assert shop.get("disputes", created={"gt": BEGINNING})["data"] == []
    assert shop.events()[-2:] == [
        ("charge.dispute.created", "needs_response"),
        ("charge.dispute.closed", "lost"),
    ]


def test_the_portal_has_one_configuration(shop: Shop) -> None:
    """It is active, and the default one."""
    [found] = shop.get("billing_portal/configurations", active=True, is_default=True)["data"]
    assert found["features"]["subscription_cancel"]["mode"] == "at_period_end"


def test_a_parameter_without_meaning_here_is_refused(shop: Shop) -> None:
    """Even if Stripe knows it: a test must not believe that it did something."""
    with pytest.raises(Refused, match="tax_exempt"):
        shop.post("customers", tax_exempt="exempt")
