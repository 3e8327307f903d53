"""What Stripe answers when it does not do what it was asked: a status and an error body."""

from collections.abc import Iterable
from typing import Any


class Refused(Exception):
    """A request is answered with an error, in the form that Stripe's errors have."""

    def __init__(self, status: int, message: str, **fields: Any) -> None:
        super().__init__(message)
        self.status = status
        self.error = {"type": "invalid_request_error", "message": message, **fields}


def not_found(kind: str, identity: str, *, parameter: str = "id", status: int = 404) -> Refused:
    """The refusal of an id that nothing has: 404 in a path, 400 in a parameter."""
    message = f"No such {kind.rpartition('.')[2].replace('_', ' ')}: '{identity}'"
    return Refused(status, message, code="resource_missing", param=parameter)


def invalid(message: str, parameter: str, code: str | None = None) -> Refused:
    """The refusal of one parameter."""
    fields = {"code": code} if code else {}
    return Refused(400, message, param=parameter, **fields)


def refuse_others(given: Iterable[str], known: Iterable[str], at: str = "") -> None:
    """Refuses what Stripe knows and we do not, lest a test believes that it did something.

    Raises:
        Refused: A parameter within ``at`` is none of the known ones.
    """
    for name in sorted(set(given) - set(known)):
        where = f"{at}[{name}]" if at else name
        raise invalid(f"Stripe knows the parameter {where}, but this one of ours does not.", where)


def declined(message: str = "Your card was declined.") -> Refused:
    """The refusal of a card by its bank."""
    fields = {"type": "card_error", "code": "card_declined", "decline_code": "generic_decline"}
    return Refused(402, message, **fields)
