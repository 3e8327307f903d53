"""The accounts that every promise is held against: ours, and the real one if there is a key."""

import os
from collections.abc import AsyncIterator, Iterator

import pytest
import stripe
from stripe import StripeClient

from tests.contracts.stripe_promises.account import Account
from tests.local_stripe import API_KEY, local_stripe

_REAL = os.environ.get("STRIPE_TEST_SECRET_KEY", "")
stripe.enable_telemetry = False


@pytest.fixture(scope="module")
def ours() -> Iterator[str]:
    with local_stripe() as local:
        yield local.url


@pytest.fixture(params=["ours", *(["real"] if _REAL else [])])
async def account(request: pytest.FixtureRequest, ours: str) -> AsyncIterator[Account]:
    transport = stripe.HTTPXClient(timeout=30)
    if request.param == "real":
        assert _REAL.startswith(("sk_test_", "rk_test_")), "Only a key of test mode may be used."
        client = StripeClient(_REAL, http_client=transport)
    else:
        client = StripeClient(API_KEY, http_client=transport, base_addresses={"api": ours})
    made = Account(client)
    yield made
    for identity in made.made:
        await client.v1.customers.delete_async(identity)
    await transport.close_async()  # type: ignore[no-untyped-call]
