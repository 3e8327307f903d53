"""Customers: kept, deleted, and their cards."""

import uuid

import pytest
import stripe

from tests.contracts.stripe_promises.account import Account
from tests.local_stripe.sdk_types import differences

pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")  # the SDK's


async def test_a_customer_is_kept_changed_and_found(account: Account) -> None:
    """Metadata is merged; an empty value removes its key."""
    email = f"{uuid.uuid4().hex}@example.org"
    identity = await account.customer(email=email, metadata={"account": "acc_1", "old": "1"})
    customers = account.client.v1.customers
    await customers.update_async(identity, {"name": "Ada", "metadata": {"old": "", "new": "2"}})
    kept = await customers.retrieve_async(identity)
    assert (kept.email, kept.name) == (email, "Ada")
    assert kept.metadata is not None
    assert kept.metadata.to_dict() == {"account": "acc_1", "new": "2"}
    assert [each.id for each in (await customers.list_async({"email": email})).data] == [identity]
    assert differences(kept.to_dict()) == []


async def test_a_deleted_customer_leaves_a_stone(account: Account) -> None:
    """Only that it was deleted can still be read; its subscription ended with it."""
    customer = await account.payer()
    subscription = await account.subscribed(customer)
    customers = account.client.v1.customers
    await customers.delete_async(account.made.pop())
    assert (await customers.retrieve_async(customer)).deleted
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await customers.update_async(customer, {"name": "Nobody"})
    assert refused.value.code == "resource_missing"
    ended = await account.client.v1.subscriptions.retrieve_async(subscription.id)
    assert ended.status == "canceled"


async def test_a_declined_card_is_refused_at_once(account: Account) -> None:
    """402, with the bank's word for it."""
    customer = await account.customer()
    methods = account.client.v1.payment_methods
    with pytest.raises(stripe.CardError) as refused:
        await methods.attach_async("pm_card_visa_chargeDeclined", {"customer": customer})
    assert refused.value.http_status == 402
    assert refused.value.code == "card_declined"
