"""How objects are shown: with what is expanded in them, and in pages."""

import copy
from typing import Any

from tests.local_stripe.account.refusals import Refused, invalid
from tests.local_stripe.account.world import World
from tests.local_stripe.shapes import listed
from tests.local_stripe.shapes.parts import Resource

_DEFAULT_LIMIT, _MOST = 10, 100
_DEEPEST = 4


def shown(world: World, resource: Resource, expand: list[str]) -> Resource:
    """A copy of an object, with the objects in it that the paths name.

    Raises:
        Refused: A path names what cannot be expanded.
    """
    made = copy.deepcopy(resource)
    for path in expand:
        parts = path.split(".")
        if len(parts) > _DEEPEST:
            raise Refused(400, f"You cannot expand more than {_DEEPEST} levels of a property.")
        _expand(world, made, parts, path)
    return made


def _expand(world: World, value: Any, parts: list[str], path: str) -> None:
    if isinstance(value, list):
        for each in value:
            _expand(world, each, parts, path)
        return
    if not parts or not isinstance(value, dict):
        return
    name, *rest = parts
    if name == "payments" and value.get("object") == "invoice":
        found = world.all("invoice_payment", invoice=value["id"])
        value[name] = copy.deepcopy(listed(found, f"/v1/invoice_payments?invoice={value['id']}"))
    if name not in value:
        message = f"This property cannot be expanded ({path})."
        raise invalid(message, "expand")
    if isinstance(value[name], str) and value[name] in world.resources:
        value[name] = copy.deepcopy(world.resources[value[name]])
    _expand(world, value[name], rest, path)


def page(
    world: World, found: list[Resource], paging: Resource, url: str, expand: list[str]
) -> Resource:
    """One page of a list, newest first.

    Raises:
        Refused: The cursor is not in the list, or more than a hundred are asked for.
    """
    limit = paging.get("limit", _DEFAULT_LIMIT)
    if not 1 <= limit <= _MOST:
        raise invalid(f"Invalid integer: {limit} is not between 1 and {_MOST}", "limit")
    identities = [resource["id"] for resource in found]
    if "ending_before" in paging:
        rest = found[: _place(identities, paging, "ending_before")]
        chosen = rest[-limit:]
    else:
        first = 0
        if "starting_after" in paging:
            first = _place(identities, paging, "starting_after") + 1
        rest = found[first:]
        chosen = rest[:limit]
    inner = [path.removeprefix("data.") for path in expand]
    data = [shown(world, resource, inner) for resource in chosen]
    return listed(data, url, has_more=len(rest) > len(chosen))


def _place(identities: list[str], paging: Resource, name: str) -> int:
    if paging[name] not in identities:
        message = f"No such object: '{paging[name]}'"
        raise invalid(message, name, "resource_missing")
    return identities.index(paging[name])
