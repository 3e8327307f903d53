"""Whether an object is what the official SDK's types say of its kind."""

import functools
import types
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

import stripe
from stripe import ListObject, StripeObject
from stripe._object_classes import get_object_class
from stripe._stripe_object import UntypedStripeObject
from typing_extensions import get_type_hints

_SIMPLE: dict[Any, tuple[type, ...]] = {
    str: (str,),
    int: (int,),
    bool: (bool,),
    float: (int, float),
    Decimal: (str, Decimal),
    types.NoneType: (types.NoneType,),
}


_MODULES = (stripe, stripe.billing, stripe.billing_portal, stripe.checkout, stripe.test_helpers)


class _Names(dict[str, Any]):
    """The classes that the SDK's types name, looked up where the SDK itself loads them late."""

    def __missing__(self, name: str) -> Any:
        for module in _MODULES:
            if hasattr(module, name):
                return getattr(module, name)
        raise KeyError(name)


_NAMES = _Names(CardResource=stripe.Card)


def differences(resource: dict[str, Any]) -> list[str]:
    """What is wrong with an object, a line each: nothing, if it is as Stripe's are."""
    kind = resource["object"]
    return list(_in_object(get_object_class("V1", kind), resource, kind))


@functools.cache
def _fields(kind: Any) -> dict[str, Any]:
    return {
        name: hint
        for name, hint in get_type_hints(kind, localns=_NAMES).items()
        if not name.startswith("_") and not name.isupper()
    }


def _in_object(kind: Any, value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{at}: {value!r} is no object"
        return
    fields = _fields(kind)
    for name, hint in fields.items():
        if name in value:
            yield from _in_value(hint, value[name], f"{at}.{name}")
        elif types.NoneType not in get_args(hint):
            yield f"{at}.{name} is missing"
    for name in value.keys() - fields.keys():
        yield f"{at}.{name} is nothing that the SDK knows"


def _in_value(hint: Any, value: Any, at: str) -> Iterator[str]:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        yield from _in_either(get_args(hint), value, at)
    elif origin in (list, ListObject):
        yield from _in_list(origin, get_args(hint)[0], value, at)
    elif origin is UntypedStripeObject or isinstance(hint, TypeVar) or hint is Any:
        return
    elif origin is Literal:
        if value not in get_args(hint):
            yield f"{at}: {value!r} is none of the words allowed"
    elif isinstance(hint, type) and issubclass(hint, StripeObject):
        yield from _in_object(hint, value, at)
    elif type(value) not in _SIMPLE[hint]:
        yield f"{at}: {value!r} is no {hint.__name__}"


def _in_either(hints: tuple[Any, ...], value: Any, at: str) -> Iterator[str]:
    """The fewest differences from any of several types.

    The SDK writes ``Literal['a', 'b'] | str`` so that a newer Stripe's words pass type checks.
    """
    if any(get_origin(hint) is Literal for hint in hints):
        hints = tuple(hint for hint in hints if hint is not str)
    yield from min((list(_in_value(hint, value, at)) for hint in hints), key=len)


def _in_list(origin: Any, hint: Any, value: Any, at: str) -> Iterator[str]:
    if origin is ListObject:
        shown = {name: each for name, each in value.items() if name != "object"}
        yield from _in_object(ListObject, shown, at)
        value = value["data"]
    if not isinstance(value, list):
        yield f"{at}: {value!r} is no list"
        return
    for place, each in enumerate(value):
        yield from _in_value(hint, each, f"{at}[{place}]")
