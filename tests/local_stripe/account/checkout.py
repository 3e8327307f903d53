"""Sessions of hosted Checkout: made, and left to expire. Paying one is ``paying``'s."""

from tests.local_stripe.account.refusals import Refused, invalid, refuse_others
from tests.local_stripe.account.world import DAY, World
from tests.local_stripe.shapes.parts import Resource, nulls

_SOONEST_EXPIRY = 30 * 60
_SLACK = 60  # between the clock of who asks and ours
_ECHOED = (
    "allow_promotion_codes",
    "billing_address_collection",
    "cancel_url",
    "client_reference_id",
    "locale",
    "metadata",
    "payment_method_collection",
    "success_url",
)

_DATA = ("metadata", "trial_period_days", "trial_settings")


def create(world: World, parameters: Resource) -> Resource:
    """A new session, whose ``url`` is its page.

    Raises:
        Refused: It is not a subscription, or something that it needs is missing.
    """
    _check(world, parameters)
    [line] = parameters["line_items"]
    price = world.named("price", line["price"], "line_items[0][price]")
    if not price["recurring"]:
        message = "You must provide at least one recurring price in `subscription` mode."
        raise invalid(message, "line_items")
    amount = price["unit_amount"] * line.get("quantity", 1)
    taxed = parameters.get("automatic_tax", {}).get("enabled", False)
    consent = parameters.get("consent_collection")
    session = world.new(
        "checkout.session",
        **{name: parameters[name] for name in _ECHOED if name in parameters},
        **dict.fromkeys(("amount_subtotal", "amount_total"), amount),
        automatic_tax={
            "enabled": taxed,
            "liability": {"type": "self"} if taxed else None,
            "provider": "stripe" if taxed else None,
            "status": "requires_location_inputs" if taxed else None,
        },
        consent_collection=consent and {**nulls("promotions terms_of_service"), **consent},
        currency=price["currency"],
        customer=parameters.get("customer"),
        expires_at=parameters.get("expires_at", world.now() + DAY),
    )
    session["url"] = f"{world.base_url}/c/pay/{session['id']}"
    world.orders[session["id"]] = parameters
    return session


def _check(world: World, parameters: Resource) -> None:
    if parameters.get("mode") != "subscription":
        raise invalid("This Stripe has no mode but `subscription`.", "mode")
    if len(parameters.get("line_items", ())) != 1:
        raise invalid("This Stripe sells exactly one line item.", "line_items")
    [line] = parameters["line_items"]
    refuse_others(line, ("price", "quantity"), "line_items[0]")
    refuse_others(parameters.get("subscription_data", ()), _DATA, "subscription_data")
    if "price" not in line:
        raise _missing("line_items[0][price]")
    if "success_url" not in parameters:
        raise _missing("success_url")
    if "customer" in parameters:
        customer = world.named("customer", parameters["customer"], "customer")
        _check_address(customer, parameters)
    _check_expiry(parameters.get("expires_at", world.now() + DAY) - world.now())


def _check_expiry(expires_in: int) -> None:
    if not _SOONEST_EXPIRY - _SLACK <= expires_in <= DAY + _SLACK:
        raise invalid(
            "The `expires_at` timestamp must be between 30 minutes and 24 hours from now.",
            "expires_at",
        )


def _missing(name: str) -> Refused:
    return invalid(f"Missing required param: {name}.", name, "parameter_missing")


def _check_address(customer: Resource, parameters: Resource) -> None:
    taxed = parameters.get("automatic_tax", {}).get("enabled")
    saved = parameters.get("customer_update", {}).get("address") == "auto"
    if taxed and not saved and not customer["address"]:
        message = (
            "Automatic tax calculation in Checkout requires a valid address on the Customer. Add "
            "one, or set `customer_update[address]` to 'auto' to save what is entered there."
        )
        raise Refused(400, message, code="customer_tax_location_invalid")


def expire_now(world: World, identity: str, _: Resource) -> Resource:
    """Ends the session that a path names before its time."""
    session = world.get("checkout.session", identity)
    expire(world, session)
    return session


def expire(world: World, session: Resource) -> None:
    """Ends a session that nobody paid.

    Raises:
        Refused: It is not open.
    """
    if session["status"] != "open":
        message = 'Only Checkout Sessions with a status in ["open"] can be expired.'
        raise Refused(400, message)
    session.update(status="expired", url=None)
    world.emit("checkout.session.expired", session)
