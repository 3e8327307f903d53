"""Only a key of Stripe's test mode is used against Stripe itself."""

import pytest

from tests.contracts.stripe_live import fault_of


@pytest.mark.parametrize("key", ["sk_test_1", "rk_test_1"])
def test_a_test_key_is_used(key: str) -> None:
    """A whole one or a restricted one."""
    assert fault_of(key) is None


@pytest.mark.parametrize("key", ["sk_live_1", "rk_live_1", "pk_test_1", "whsec_1", "x sk_test_1"])
def test_any_other_key_is_refused(key: str) -> None:
    """In a sentence that does not repeat it."""
    fault = fault_of(key)
    assert fault is not None
    assert key not in fault


def test_without_a_key_it_is_told_what_to_set() -> None:
    """And what would be done with it."""
    assert "STRIPE_TEST_SECRET_KEY" in (fault_of("") or "")
