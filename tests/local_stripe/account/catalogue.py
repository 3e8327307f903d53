"""What is sold: products and their prices."""

from tests.local_stripe.account.refusals import Refused
from tests.local_stripe.account.world import World
from tests.local_stripe.shapes.parts import Resource


def create_product(world: World, parameters: Resource) -> Resource:
    """Something that is sold."""
    return world.new("product", updated=world.now(), **parameters)


def create_price(world: World, parameters: Resource) -> Resource:
    """What a product costs, and how often.

    Raises:
        Refused: Neither a product nor the data of a new one is given.
    """
    given = dict(parameters)
    if "product_data" in given:
        given["product"] = create_product(world, given.pop("product_data"))["id"]
    if "product" not in given:
        message = "You must provide either `product` or `product_data` when creating a price."
        raise Refused(400, message)
    world.named("product", given["product"], "product")
    recurring = given.pop("recurring", None)
    if recurring:
        shape = {"interval_count": 1, "meter": None, "usage_type": "licensed"}
        given["recurring"] = {**shape, "trial_period_days": None, **recurring}
    given["type"] = "recurring" if recurring else "one_time"
    given["unit_amount_decimal"] = str(given.get("unit_amount", 0))
    return world.new("price", **given)
