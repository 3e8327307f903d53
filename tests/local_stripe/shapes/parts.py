"""Pieces that objects of several kinds share."""

from typing import Any

Resource = dict[str, Any]


def nulls(names: str) -> Resource:
    """Fields of which nothing is known, by their names."""
    return dict.fromkeys(names.split())


BILLING_DETAILS = nulls("address email name phone tax_id")
ISSUER = {"type": "self"}
