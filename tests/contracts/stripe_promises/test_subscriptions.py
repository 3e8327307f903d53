"""Subscriptions: paid, unpaid, on trial, cancelled, and refunded."""

from typing import Any

import pytest
import stripe

from tests.contracts.stripe_promises.account import Account, period_of
from tests.local_stripe.sdk_types import differences

pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")  # the SDK's


async def test_a_first_payment_makes_a_subscription_active(account: Account) -> None:
    """The period is the item's; the invoice knows the payment, which knows the charge."""
    customer = await account.payer()
    subscription = await account.subscribed(
        customer, metadata={"account": "acc_1"}, expand=["latest_invoice.payments"]
    )
    assert subscription.status == "active"
    start, end = period_of(subscription)
    assert 28 <= (end - start) / 86_400 <= 31
    invoice: Any = subscription.latest_invoice
    assert (invoice.status, invoice.amount_paid) == ("paid", 999)
    assert invoice.parent.subscription_details.subscription == subscription.id
    intent = invoice.payments.data[0].payment.payment_intent
    [charge] = (await account.client.v1.charges.list_async({"customer": customer})).data
    assert (charge.payment_intent, charge.amount, charge.paid) == (intent, 999, True)
    listed = await account.client.v1.invoice_payments.list_async({"invoice": invoice.id})
    assert [each.payment.payment_intent for each in listed.data] == [intent]
    shown = await account.client.v1.subscriptions.retrieve_async(subscription.id)
    assert [*differences(shown.to_dict()), *differences(charge.to_dict())] == []


async def test_subscriptions_are_listed_by_customer_price_and_status(account: Account) -> None:
    """Without a status what was canceled is left out."""
    customer = await account.payer()
    kept = await account.subscribed(customer)
    gone = await account.subscribed(customer)
    subscriptions = account.client.v1.subscriptions
    await subscriptions.cancel_async(gone.id)

    async def listed(**params: Any) -> set[str]:
        given: Any = {"customer": customer, **params}
        found = await subscriptions.list_async(given)
        return {subscription.id for subscription in found.data}

    assert await listed() == {kept.id}
    assert await listed(status="all") == {kept.id, gone.id}
    assert await listed(status="canceled") == {gone.id}
    assert await listed(price=kept["items"].data[0].price.id) == {kept.id}


async def test_a_cancellation_can_wait_and_be_taken_back(account: Account) -> None:
    """It is planned for the end of the period; cancelled now, it cannot be cancelled again."""
    subscription = await account.subscribed(await account.payer())
    subscriptions = account.client.v1.subscriptions
    planned = await subscriptions.update_async(subscription.id, {"cancel_at_period_end": True})
    assert planned.status == "active"
    assert planned.cancel_at == period_of(planned)[1]
    taken_back = await subscriptions.update_async(subscription.id, {"cancel_at_period_end": False})
    assert (taken_back.cancel_at, taken_back.canceled_at) == (None, None)
    ended = await subscriptions.cancel_async(subscription.id)
    assert ended.status == "canceled"
    assert ended.ended_at is not None
    assert ended.cancellation_details is not None
    assert ended.cancellation_details.reason == "cancellation_requested"
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await subscriptions.cancel_async(subscription.id)
    assert refused.value.code == "resource_missing"


async def test_a_failed_first_payment_leaves_a_subscription_incomplete(account: Account) -> None:
    """Another card can still pay it; a caller may want the failure to be an error instead."""
    customer = await account.payer("pm_card_chargeCustomerFail")
    subscription = await account.subscribed(customer)
    assert subscription.status == "incomplete"
    methods = account.client.v1.payment_methods
    card = await methods.attach_async("pm_card_visa", {"customer": customer})
    invoices, invoice = account.client.v1.invoices, str(subscription.latest_invoice)
    with pytest.raises(stripe.CardError):
        await invoices.pay_async(invoice)
    assert (await invoices.pay_async(invoice, {"payment_method": card.id})).status == "paid"
    paid = await account.client.v1.subscriptions.retrieve_async(subscription.id)
    assert paid.status == "active"
    with pytest.raises(stripe.CardError):
        await account.subscribed(customer, payment_behavior="error_if_incomplete")


async def test_a_trial_costs_nothing(account: Account) -> None:
    """Its first invoice is paid already, with no charge."""
    customer = await account.customer()
    subscription = await account.subscribed(customer, trial_period_days=7)
    assert subscription.status == "trialing"
    assert subscription.trial_end == period_of(subscription)[1]
    invoice = await account.client.v1.invoices.retrieve_async(str(subscription.latest_invoice))
    assert (invoice.status, invoice.amount_due) == ("paid", 0)
    charges = await account.client.v1.charges.list_async({"customer": customer})
    assert charges.data == []
    assert differences(invoice.to_dict()) == []


async def test_a_charge_is_refunded_in_parts(account: Account) -> None:
    """The rest last; then there is nothing left to give back."""
    customer = await account.payer()
    await account.subscribed(customer)
    client = account.client.v1
    [charge] = (await client.charges.list_async({"customer": customer})).data
    part = await client.refunds.create_async({"charge": charge.id, "amount": 99})
    assert not (await client.charges.retrieve_async(charge.id)).refunded
    rest = await client.refunds.create_async({"payment_intent": str(charge.payment_intent)})
    assert (part.amount, rest.amount) == (99, 900)
    refunded = await client.charges.retrieve_async(charge.id)
    assert refunded.refunded
    assert {each.id for each in (await client.refunds.list_async({"charge": charge.id})).data} == {
        part.id,
        rest.id,
    }
    assert differences(rest.to_dict()) == []
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await client.refunds.create_async({"charge": charge.id})
    assert refused.value.code == "charge_already_refunded"
