"""Checks parameters as Stripe does, by the types that its own SDK has for each operation.

Forms are all text: what should be a number or a boolean is made one on the way.
"""

import functools
import types
from decimal import Decimal
from typing import Any, Literal, Union, get_args, get_origin

import stripe.params
from stripe import _request_options
from typing_extensions import get_type_hints, is_typeddict

from tests.local_stripe.account.refusals import Refused, invalid

_BOOLEANS = {"true": True, "false": False, True: True, False: False}


def checked(type_name: str, given: dict[str, Any]) -> dict[str, Any]:
    """The parameters of an operation, each of its own type.

    ``type_name`` is a class of ``stripe.params``, with its module where it has one
    (``checkout.SessionCreateParams``).

    Raises:
        Refused: One is unknown or missing, or is of another type or none of the values allowed.
    """
    hint: Any = stripe.params
    for part in type_name.split("."):
        hint = getattr(hint, part)
    return _object(hint, given, "")


@functools.cache
def _fields(hint: Any) -> dict[str, Any]:
    # The SDK's options of a request are among the fields. Their types are written in names of
    # another module, of which it imports StripeContext for type checkers alone.
    names = {**vars(_request_options), "StripeContext": str}
    found = get_type_hints(hint, localns=names)
    options = _request_options.RequestOptions.__annotations__
    return {name: inner for name, inner in found.items() if name not in options}


def _object(hint: Any, given: Any, at: str) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise invalid(f"Invalid object: {at}", at)
    fields, made = _fields(hint), {}
    for name, value in given.items():
        where = f"{at}[{name}]" if at else name
        if name not in fields:
            raise invalid(f"Received unknown parameter: {where}", where, "parameter_unknown")
        made[name] = _value(fields[name], value, where)
    for name in sorted((hint.__required_keys__ & fields.keys()) - made.keys()):
        where = f"{at}[{name}]" if at else name
        raise invalid(f"Missing required param: {where}.", where, "parameter_missing")
    return made


def _value(hint: Any, given: Any, at: str) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _either(get_args(hint), given, at)
    if is_typeddict(hint):
        return _object(hint, given, at)
    if origin is list:
        return _list(get_args(hint)[0], given, at)
    if origin is dict:
        return _map(get_args(hint)[1], given, at)
    return _scalar(hint, given, at)


def _either(hints: tuple[Any, ...], given: Any, at: str) -> Any:
    """The first of several types that fits; one of a list of words is no other word.

    The SDK writes ``Literal['a', 'b'] | str`` so that a newer Stripe's words pass type checks.
    """
    words = {word for hint in hints if get_origin(hint) is Literal for word in get_args(hint)}
    if words - {""}:
        hints = tuple(hint for hint in hints if hint is not str)
    refusals: list[Refused] = []
    for hint in hints:
        try:
            return _value(hint, given, at)
        except Refused as refused:
            refusals.append(refused)
    nested = [refused for refused in refusals if refused.error["param"] != at]
    raise (nested or refusals)[0]


def _list(hint: Any, given: Any, at: str) -> list[Any]:
    if isinstance(given, dict) and all(place.isdigit() for place in given):
        given = [given[place] for place in sorted(given, key=int)]
    if not isinstance(given, list):
        raise invalid(f"Invalid array: {at}", at)
    return [_value(hint, value, f"{at}[{place}]") for place, value in enumerate(given)]


def _map(hint: Any, given: Any, at: str) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise invalid(f"Invalid object: {at}", at)
    return {name: value and _value(hint, value, f"{at}[{name}]") for name, value in given.items()}


def _scalar(hint: Any, given: Any, at: str) -> Any:
    if get_origin(hint) is Literal:
        if given not in get_args(hint):
            allowed = ", ".join(map(str, get_args(hint)))
            raise invalid(f"Invalid {at}: must be one of {allowed}", at)
        return given
    if hint is bool and isinstance(given, (str, bool)) and given in _BOOLEANS:
        return _BOOLEANS[given]
    if hint in (int, float, Decimal) and isinstance(given, (str, int)):
        return _number(hint, given, at)
    if given == "":
        message = f"You passed an empty string for '{at}', which cannot be unset."
        raise invalid(message, at, "parameter_invalid_empty")
    if hint is str and isinstance(given, str):
        return given
    raise invalid(f"Invalid {getattr(hint, '__name__', 'value')}: {at}", at)


def _number(hint: Any, given: str | int, at: str) -> Any:
    try:
        return hint(given)
    except (ValueError, ArithmeticError):
        code = "parameter_invalid_integer"
        raise invalid(f"Invalid integer: {given}", at, code) from None
