"""The billing portal: where subscribers cancel, think again, and change their card."""

from tests.local_stripe.account import customers, managing, subscriptions
from tests.local_stripe.account.cards import Card
from tests.local_stripe.account.payments import new_payment_method
from tests.local_stripe.account.refusals import declined, not_found
from tests.local_stripe.account.world import World
from tests.local_stripe.shapes.parts import Resource


def create(world: World, parameters: Resource) -> Resource:
    """A new session, whose ``url`` is its page."""
    [configuration] = world.all("billing_portal.configuration")
    customer = world.named("customer", parameters.get("customer", ""), "customer")
    session = world.new(
        "billing_portal.session",
        configuration=configuration["id"],
        customer=customer["id"],
        locale=parameters.get("locale"),
        return_url=parameters.get("return_url"),
    )
    session["url"] = f"{world.base_url}/p/session/{session['id']}"
    return session


def cancel_at_period_end(world: World, session: Resource, identity: str, *, wanted: bool) -> None:
    """Lets a subscription end with its period, or not after all.

    Raises:
        Refused: It is not the customer's, or has ended.
    """
    if world.get("subscription", identity)["customer"] != session["customer"]:
        raise not_found("subscription", identity)
    managing.update(world, identity, {"cancel_at_period_end": wanted})


def replace_card(world: World, session: Resource, card: Card) -> None:
    """Pays everything of the customer with another card from now on.

    Raises:
        Refused: The card is declined.
    """
    if card in (Card.DECLINED, Card.AUTHENTICATION):
        raise declined()
    customer = session["customer"]
    method = new_payment_method(world, card, customer)["id"]
    customers.update(world, customer, {"invoice_settings": {"default_payment_method": method}})
    for subscription in subscriptions.living(world, customer):
        with world.changing(subscription, subscriptions.UPDATED):
            subscription["default_payment_method"] = method
