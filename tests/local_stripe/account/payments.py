"""Cards, and the money that moves: charges and refunds."""

import copy

from tests.local_stripe.account.cards import NAMED_CARDS, Card
from tests.local_stripe.account.refusals import Refused, declined, invalid
from tests.local_stripe.account.world import World, merged
from tests.local_stripe.shapes.customers import CARD
from tests.local_stripe.shapes.parts import Resource


def new_payment_method(world: World, card: Card, customer: str | None = None) -> Resource:
    """A card, kept as a payment method."""
    shown = {**copy.deepcopy(CARD), "last4": card.last_four}
    method = world.new("payment_method", card=shown, customer=customer)
    world.cards[method["id"]] = card
    if customer:
        world.emit("payment_method.attached", method)
    return method


def create_method(world: World, parameters: Resource) -> Resource:
    """A payment method of a test card's token or number.

    Raises:
        Refused: There is no such test card.
    """
    given = parameters.get("card", {})
    known = {card.last_four: card for card in (Card.OK, Card.DECLINED, Card.FAILS)} | NAMED_CARDS
    name = given.get("token") or str(given.get("number", ""))[-4:]
    if name not in known:
        raise invalid(f"This Stripe has no test card {name}.", "card")
    return new_payment_method(world, known[name])


def attach(world: World, identity: str, parameters: Resource) -> Resource:
    """Gives a payment method to a customer; one of Stripe's named test cards is made first.

    Raises:
        Refused: The card is declined, or there is no such method or customer.
    """
    customer = world.named("customer", parameters.get("customer", ""), "customer")["id"]
    if identity in NAMED_CARDS:
        identity = new_payment_method(world, NAMED_CARDS[identity])["id"]
    method = world.get("payment_method", identity)
    if world.cards[identity] is Card.DECLINED:
        raise declined()
    if method["customer"] not in (None, customer):
        raise Refused(400, "The payment method you provided has already been attached.")
    method["customer"] = customer
    world.emit("payment_method.attached", method)
    return method


def charge(world: World, intent: Resource, method: str | None, *, first: bool) -> bool:
    """Tries to take what a payment intent asks for from a payment method.

    Without a method nothing is charged. Returns whether it passed.
    """
    if not method:
        return False
    passes = world.cards[method].pays(first=first)
    made = world.new(
        "charge",
        amount=intent["amount"],
        amount_captured=intent["amount"] if passes else 0,
        currency=intent["currency"],
        customer=intent["customer"],
        payment_intent=intent["id"],
        payment_method=method,
        payment_method_details={"card": _charged_card(world, method), "type": "card"},
        status="succeeded" if passes else "failed",
        paid=passes,
        captured=passes,
        failure_code=None if passes else "card_declined",
        failure_message=None if passes else "Your card was declined.",
    )
    intent.update(
        latest_charge=made["id"],
        payment_method=method if passes else None,
        amount_received=made["amount_captured"],
        status="succeeded" if passes else "requires_payment_method",
    )
    world.emit(f"charge.{made['status']}", made)
    return passes


def _charged_card(world: World, method: str) -> Resource:
    card = world.resources[method]["card"]
    shown = ("brand", "checks", "country", "exp_month", "exp_year", "fingerprint", "funding")
    return {name: card[name] for name in (*shown, "last4", "wallet")}


def refund(world: World, parameters: Resource) -> Resource:
    """Gives a charge back, the whole rest of it or an ``amount``.

    Raises:
        Refused: There is no such charge, or less is left of it.
    """
    charged = _refundable(world, parameters)
    left = charged["amount_captured"] - charged["amount_refunded"]
    amount = parameters.get("amount", left)
    if not left:
        message = f"Charge {charged['id']} has already been refunded."
        raise Refused(400, message, code="charge_already_refunded")
    if amount > left:
        raise invalid(f"Refund amount ({amount}) is greater than unrefunded amount.", "amount")
    charged["amount_refunded"] += amount
    charged["refunded"] = amount == left
    made = world.new(
        "refund",
        amount=amount,
        charge=charged["id"],
        currency=charged["currency"],
        payment_intent=charged["payment_intent"],
        reason=parameters.get("reason"),
        metadata=merged({}, parameters.get("metadata")),
        destination_details={
            "card": {"reference_status": "pending", "type": "refund"},
            "type": "card",
        },
    )
    world.emit("refund.created", made)
    world.emit("charge.refunded", charged)
    return made


def _refundable(world: World, parameters: Resource) -> Resource:
    if "charge" in parameters:
        return world.named("charge", parameters["charge"], "charge")
    if "payment_intent" not in parameters:
        raise invalid("One of the following params should be provided: charge.", "charge")
    intent = world.named("payment_intent", parameters["payment_intent"], "payment_intent")
    if not intent["latest_charge"]:
        raise invalid("This PaymentIntent does not have a successful charge.", "payment_intent")
    return world.resources[str(intent["latest_charge"])]
