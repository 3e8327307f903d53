"""The whole API without HTTP, for tests that go through thousands of histories."""

from typing import Any

from tests.local_stripe.account import agenda
from tests.local_stripe.account.refusals import Refused, refuse_others
from tests.local_stripe.account.world import World
from tests.local_stripe.api.operations import OPERATIONS, Operation
from tests.local_stripe.api.parameters import checked
from tests.local_stripe.api.rendering import page, shown
from tests.local_stripe.shapes.parts import Resource

_PAGING = ("limit", "starting_after", "ending_before")


def answer(world: World, method: str, path: str, parameters: dict[str, Any]) -> Resource:
    """What Stripe answers to a request, for example ``("GET", "/v1/customers", {"limit": 3})``.

    Raises:
        Refused: Stripe would answer with an error; or a parameter that Stripe knows would be
            ignored here in silence.
    """
    agenda.catch_up(world)
    operation, identity = _found(method, path)
    given = checked(operation.types, parameters)
    expand = given.pop("expand", [])
    paging = {name: given.pop(name) for name in _PAGING if name in given}
    refuse_others(given, operation.takes)
    result = operation.act(world, *identity, given)
    if isinstance(result, list):
        return page(world, result, paging, path, expand)
    return shown(world, result, expand)


def _found(method: str, path: str) -> tuple[Operation, tuple[str, ...]]:
    for operation in OPERATIONS:
        matched = operation.request.fullmatch(f"{method} {path}")
        if matched:
            return operation, matched.groups()
    raise Refused(404, f"Unrecognized request URL ({method}: {path}).")
