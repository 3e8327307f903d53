"""Runs the suite of ``stripe_promises`` against Stripe itself, in its test mode, never in live."""

import os
import sys

import pytest

VARIABLE = "STRIPE_TEST_SECRET_KEY"


def main() -> int | str:
    """The exit status: a sentence about anything but a test key, else what pytest says."""
    fault = fault_of(os.environ.get(VARIABLE, ""))
    return fault or pytest.main(["tests/contracts/stripe_promises", "-k", "real", *sys.argv[1:]])


def fault_of(key: str) -> str | None:
    """Why a key is not used, in a sentence; None of a test key."""
    if not key:
        return f"Set {VARIABLE} to a test key, sk_test_… or rk_test_…: it makes and deletes things."
    if not key.startswith(("sk_test_", "rk_test_")):
        return f"{VARIABLE} is no test key (sk_test_…, rk_test_…). Live keys are never used here."
    return None


if __name__ == "__main__":
    sys.exit(main())
