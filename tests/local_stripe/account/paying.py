"""What somebody does on the page of a Checkout session: pays it."""

from dataclasses import dataclass

from tests.local_stripe.account import customers
from tests.local_stripe.account.cards import Card
from tests.local_stripe.account.payments import new_payment_method
from tests.local_stripe.account.refusals import Refused, declined
from tests.local_stripe.account.subscribing import Order, begin
from tests.local_stripe.account.world import World
from tests.local_stripe.shapes.parts import Resource, nulls


@dataclass(frozen=True)
class Payment:
    """What is entered on the page; without a card only what costs nothing now can be had."""

    card: Card | None = Card.OK
    email: str = "listener@example.org"
    terms_accepted: bool = True


def complete(world: World, identity: str, payment: Payment) -> str:
    """Pays a session: a card is kept, a subscription begun. Returns where the page leads on.

    Raises:
        Refused: There is no such session, it cannot be used (again), or the card is declined.
    """
    session = world.get("checkout.session", identity)
    _check(world, session, payment)
    if not session["customer"]:
        session["customer"] = customers.create(world, {"email": payment.email})["id"]
    subscription = begin(world, _order(world, session, payment))
    trial = subscription["status"] == "trialing"
    session.update(
        customer_details=_details(world, session, payment),
        invoice=subscription["latest_invoice"],
        payment_status="no_payment_required" if trial else "paid",
        status="complete",
        subscription=subscription["id"],
        url=None,
    )
    if needs_consent(session):
        session["consent"] = {"promotions": None, "terms_of_service": "accepted"}
    if session["automatic_tax"]["enabled"]:
        session["automatic_tax"]["status"] = "complete"
    world.emit("checkout.session.completed", session)
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def _check(world: World, session: Resource, payment: Payment) -> None:
    if session["status"] != "open":
        raise Refused(400, "This page is no longer available: it has expired or was used.")
    if needs_consent(session) and not payment.terms_accepted:
        raise Refused(400, "Accept the terms of service to go on.")
    _check_card(payment.card, trial_days(world, session), optional=not needs_card(world, session))


def _check_card(card: Card | None, trial: int, *, optional: bool) -> None:
    if card is None:
        if not optional:
            raise Refused(400, "Enter a card to go on.")
    elif card is Card.AUTHENTICATION:
        raise declined("We are unable to authenticate your payment method.")
    elif card is Card.DECLINED or not (trial or card.pays(first=True)):
        raise declined()


def _order(world: World, session: Resource, payment: Payment) -> Order:
    given = world.orders[session["id"]]
    data, [line] = given.get("subscription_data", {}), given["line_items"]
    method = None
    if payment.card:
        method = new_payment_method(world, payment.card, session["customer"])["id"]
    return Order(
        customer=session["customer"],
        price=world.resources[line["price"]],
        quantity=line.get("quantity", 1),
        trial_days=trial_days(world, session),
        payment_method=method,
        missing_payment_method=missing_payment_method(data),
        automatic_tax=session["automatic_tax"]["enabled"],
        metadata=data.get("metadata", {}),
    )


def missing_payment_method(parameters: Resource) -> str:
    """What is to become of a trial that ends without a card, as the parameters have it."""
    behavior = parameters.get("trial_settings", {}).get("end_behavior", {})
    return str(behavior.get("missing_payment_method", "create_invoice"))


def _details(world: World, session: Resource, payment: Payment) -> Resource:
    customer = world.resources[session["customer"]]
    return {
        **nulls("address business_name individual_name phone"),
        "email": customer["email"] or payment.email,
        "name": customer["name"],
        "tax_exempt": "none",
        "tax_ids": [],
    }


def trial_days(world: World, session: Resource) -> int:
    """For how many days a session's subscription costs nothing."""
    data = world.orders[session["id"]].get("subscription_data", {})
    return int(data.get("trial_period_days", 0))


def needs_card(world: World, session: Resource) -> bool:
    """Whether the page insists on a card."""
    optional = session["payment_method_collection"] == "if_required"
    return not (optional and trial_days(world, session))


def needs_consent(session: Resource) -> bool:
    """Whether the page insists that the terms of service are accepted."""
    return (session["consent_collection"] or {}).get("terms_of_service") == "required"
