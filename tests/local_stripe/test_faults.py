"""Requests go wrong as a test wants it, and the official SDK meets that as it would Stripe's."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
import stripe as sdk
from stripe import StripeClient

from tests.local_stripe import API_KEY, Fault, LocalStripe
from tests.waiting import eventually

pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")  # the SDK's
CUSTOMERS = "/v1/customers"


@pytest.fixture
async def client(stripe: LocalStripe) -> AsyncIterator[StripeClient]:
    transport = sdk.HTTPXClient(timeout=2)
    yield StripeClient(
        API_KEY,
        http_client=transport,
        base_addresses={"api": stripe.url},
        max_network_retries=1,
    )
    await transport.close_async()  # type: ignore[no-untyped-call]


async def test_an_outage_is_survived_by_a_retry(stripe: LocalStripe, client: StripeClient) -> None:
    """The SDK asks again, with the key that it made itself."""
    stripe.fault(Fault(method="POST", path="^/v1/customers$", status=500))
    await client.v1.customers.create_async({"name": "Ada"})
    asked = [each for each in stripe.log().requests if each["path"] == CUSTOMERS]
    assert [each["status"] for each in asked] == [500, 200]
    assert len({each["idempotency_key"] for each in asked}) == 1
    assert len(stripe.objects("customer")) == 1


async def test_a_lost_answer_makes_nothing_twice(stripe: LocalStripe, client: StripeClient) -> None:
    """The first request was done; the second is answered from memory."""
    stripe.fault(Fault(path=CUSTOMERS, status=500, when="after"))
    customer = await client.v1.customers.create_async({"name": "Ada"})
    assert [each["id"] for each in stripe.objects("customer")] == [customer.id]
    assert customer.last_response is not None
    assert customer.last_response.headers["idempotent-replayed"] == "true"


async def test_a_limit_is_told_with_a_time(stripe: LocalStripe, client: StripeClient) -> None:
    """The SDK does not ask again by itself."""
    fault = Fault(status=429, retry_after=7, headers={"Stripe-Rate-Limited-Reason": "global-rate"})
    stripe.fault(fault)
    with pytest.raises(sdk.RateLimitError) as limited:
        await client.v1.customers.list_async()
    headers = limited.value.headers
    assert headers is not None
    assert headers["retry-after"] == "7"
    assert stripe.log().asked("GET", CUSTOMERS) == 1


async def test_a_held_answer_is_stale(stripe: LocalStripe, client: StripeClient) -> None:
    """It shows what was true when it was asked for."""
    customer = await client.v1.customers.create_async({"name": "Before"})
    stripe.fault(Fault(method="GET", path=customer.id, hold=0.2))
    begun = time.monotonic()
    reading = asyncio.create_task(client.v1.customers.retrieve_async(customer.id))
    path = f"{CUSTOMERS}/{customer.id}"
    await asyncio.to_thread(eventually, lambda: stripe.log().asked("GET", path) > 0)
    await client.v1.customers.update_async(customer.id, {"name": "After"})
    assert (await reading).name == "Before"
    assert time.monotonic() - begun >= 0.2
    assert (await client.v1.customers.retrieve_async(customer.id)).name == "After"


async def test_a_slow_answer_comes_late(stripe: LocalStripe, client: StripeClient) -> None:
    """As many times as wanted, for the paths that are meant and no other."""
    stripe.fault(Fault(path="/v1/prices", delay=0.2, times=2))
    for least in (0.0, 0.2, 0.2, 0.0):
        begun = time.monotonic()
        await (client.v1.prices if least else client.v1.customers).list_async()
        assert time.monotonic() - begun >= least
    begun = time.monotonic()
    await client.v1.prices.list_async()
    assert time.monotonic() - begun < 0.2


async def test_an_unknown_command_is_an_error(stripe: LocalStripe) -> None:
    """A test that asks for what is not there fails by its own fault."""
    with pytest.raises(AssertionError, match="unexpected keyword"):
        stripe.settings(colour="red")  # type: ignore[call-arg]
