"""The root of all errors that are meant to be read."""

from pydantic import ValidationError


class ExplainedError(Exception):
    """An error whose message is a sentence for the person who can act on it.

    Whoever meets one shows the message and nothing else: no traceback, no type.
    """


def first_fault(error: ValidationError) -> tuple[str, str]:
    """Which field of an input is wrong, and why, as a person would say it."""
    fault = error.errors()[0]
    field = ".".join(str(part) for part in fault["loc"])
    return field, fault["msg"].removeprefix("Value error, ")
