"""What a key may be, and what it allows."""

from dataclasses import replace
from typing import Any

import pytest

from service.access.api_key import KeyInvalid, NewKey, Scope, ScopeRefused, first_key
from service.access.origins import OriginInvalid
from service.access.rate_limits import RateRefused
from tests.service.access.clock import NOON

PARTNER = NewKey(name="Partner", scopes=frozenset({Scope.ASK}), monthly_questions=1_000)


def test_a_key_allows_its_scopes_and_nothing_else() -> None:
    """Not even the operator's includes another."""
    key, _ = first_key(replace(PARTNER, scopes=frozenset({Scope.OPERATOR})), NOON)
    key.require(Scope.OPERATOR)
    with pytest.raises(ScopeRefused, match="lacks the scope read"):
        key.require(Scope.READ)


@pytest.mark.parametrize(
    ("change", "error", "sentence"),
    [
        ({"name": " "}, KeyInvalid, "a name"),
        ({"name": "a" * 101}, KeyInvalid, "at most 100 characters"),
        ({"name": "two\nlines"}, KeyInvalid, "one line"),
        ({"scopes": frozenset()}, KeyInvalid, "ask, read, operator"),
        (
            {"scopes": frozenset({Scope.OPERATOR}), "origins": ("https://a.example",)},
            KeyInvalid,
            "for servers alone",
        ),
        ({"monthly_questions": -1}, KeyInvalid, "0 to 1,000,000,000"),
        ({"monthly_questions": 2**31}, KeyInvalid, "0 to 1,000,000,000"),
        ({"lifetime": 0}, KeyInvalid, "live longer"),
        ({"origins": ("https://*.example",)}, OriginInvalid, "is not an origin"),
        ({"rate": "often"}, RateRefused, "is not a rate"),
    ],
)
def test_a_key_that_makes_no_sense_is_not_made(
    change: dict[str, Any], error: type[Exception], sentence: str
) -> None:
    """The refusal says what is wrong."""
    with pytest.raises(error, match=sentence):
        first_key(replace(PARTNER, **change), NOON)
