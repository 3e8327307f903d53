"""Events and the endpoints that they are sent to."""

from typing import Any

import pytest

from tests.contracts.stripe_promises.account import Account
from tests.local_stripe.sdk_types import differences

pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")  # the SDK's


async def test_events_tell_what_happened(account: Account) -> None:
    """Newest first, by type and by time; each holds the object as it was then."""
    customer = await account.customer(name="Before")
    client = account.client.v1
    await client.customers.update_async(customer, {"name": "After"})
    params: Any = {"types": ["customer.created", "customer.updated"], "created": {"gte": 1}}
    told = [
        event
        for event in (await client.events.list_async(params)).data
        if event.data.object["id"] == customer
    ]
    assert [event.type for event in told] == ["customer.updated", "customer.created"]
    assert [event.data.object["name"] for event in told] == ["After", "Before"]
    changed = told[0].data.previous_attributes
    assert changed is not None
    assert changed["name"] == "Before"
    shown = await client.events.retrieve_async(told[0].id)
    assert differences(shown.to_dict()) == []


async def test_an_endpoint_shows_its_secret_once(account: Account) -> None:
    """When it is made; later it is only listed, and at last deleted."""
    endpoints = account.client.v1.webhook_endpoints
    made = await endpoints.create_async(
        {"url": "https://example.org/stripe", "enabled_events": ["customer.created"]}
    )
    assert str(made.secret).startswith("whsec_")
    shown = await endpoints.retrieve_async(made.id)
    assert "secret" not in shown.to_dict()
    assert differences(shown.to_dict()) == []
    assert (await endpoints.delete_async(made.id)).deleted
    assert made.id not in {each.id for each in (await endpoints.list_async()).data}
