"""Checkout sessions: open until they expire, refused without an address to tax."""

import pytest
import stripe

from tests.contracts.stripe_promises.account import Account
from tests.local_stripe.sdk_types import differences

pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")  # the SDK's


async def test_a_session_is_open_until_it_expires(account: Account) -> None:
    """It has a page until then, and is found by its customer and status."""
    customer = await account.customer()
    session = await account.session(customer=customer, client_reference_id="acc_1")
    sessions = account.client.v1.checkout.sessions
    assert (session.status, session.client_reference_id) == ("open", "acc_1")
    assert session.url
    assert session.amount_total == 999
    open_ones = await sessions.list_async({"customer": customer, "status": "open"})
    assert [each.id for each in open_ones.data] == [session.id]
    expired = await sessions.expire_async(session.id)
    assert (expired.status, expired.url) == ("expired", None)
    assert differences(expired.to_dict()) == []
    with pytest.raises(stripe.InvalidRequestError):
        await sessions.expire_async(session.id)


async def test_tax_needs_an_address(account: Account) -> None:
    """The customer's own, or the one entered on the page if it may be saved."""
    customer = await account.customer(email="payer@example.org")
    with pytest.raises(stripe.InvalidRequestError, match="customer_update"):
        await account.session(customer=customer, automatic_tax={"enabled": True})
