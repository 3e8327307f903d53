"""Charges that the owner of a card disputes at the bank."""

from tests.local_stripe.account.refusals import not_found
from tests.local_stripe.account.world import World
from tests.local_stripe.shapes.parts import Resource


def begin(world: World, charge_id: str, status: str) -> Resource:
    """Opens a dispute of a charge, in a status such as ``needs_response``."""
    charged = world.get("charge", charge_id)
    charged["disputed"] = True
    made = world.new(
        "dispute",
        amount=charged["amount"],
        charge=charge_id,
        currency=charged["currency"],
        payment_intent=charged["payment_intent"],
        status=status,
    )
    world.emit("charge.dispute.created", made)
    return made


def decide(world: World, charge_id: str, status: str) -> Resource:
    """The bank decides: ``won`` by who was paid, or ``lost``.

    Raises:
        Refused: Nobody disputes the charge.
    """
    found = world.all("dispute", charge=charge_id)
    if not found:
        raise not_found("dispute", charge_id)
    [dispute] = found
    dispute["status"] = status
    world.emit("charge.dispute.closed", dispute)
    return dispute
