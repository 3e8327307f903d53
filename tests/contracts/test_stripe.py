"""What Stripe promises a service, held by our local Stripe and by the real one.

``STRIPE_TEST_SECRET_KEY`` adds Stripe itself, in its test mode. What needs a hosted page or another
day is in ``tests/local_stripe``: only ours can be hurried.
"""

import os
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import stripe
from stripe import StripeClient

from tests.local_stripe import API_KEY, local_stripe
from tests.local_stripe.sdk_types import differences

_REAL = os.environ.get("STRIPE_TEST_SECRET_KEY", "")
stripe.enable_telemetry = False
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")  # the SDK's


@dataclass
class Account:
    """An account at Stripe, and which customers a test made there."""

    client: StripeClient
    made: list[str] = field(default_factory=list)

    async def customer(self, **params: Any) -> str:
        """A customer of a test, by id."""
        given: Any = params
        customer = await self.client.v1.customers.create_async(given)
        self.made.append(customer.id)
        return customer.id

    async def payer(self, method: str = "pm_card_visa") -> str:
        """A customer with a card, by id."""
        identity = await self.customer(email="payer@example.org")
        methods = self.client.v1.payment_methods
        card = await methods.attach_async(method, {"customer": identity})
        settings: Any = {"invoice_settings": {"default_payment_method": card.id}}
        await self.client.v1.customers.update_async(identity, settings)
        return identity

    async def price(self, amount: int = 999) -> str:
        """A monthly price of a product of its own, by id."""
        price = await self.client.v1.prices.create_async(
            {
                "currency": "usd",
                "unit_amount": amount,
                "recurring": {"interval": "month"},
                "product_data": {"name": "A test's"},
            }
        )
        return price.id

    async def subscribed(self, customer: str, **params: Any) -> stripe.Subscription:
        """A subscription of a customer."""
        given: Any = {"customer": customer, "items": [{"price": await self.price()}], **params}
        return await self.client.v1.subscriptions.create_async(given)

    async def session(self, **params: Any) -> stripe.checkout.Session:
        """A Checkout session."""
        given: Any = {
            "mode": "subscription",
            "line_items": [{"price": await self.price(), "quantity": 1}],
            "success_url": "https://example.org/back?session={CHECKOUT_SESSION_ID}",
            **params,
        }
        return await self.client.v1.checkout.sessions.create_async(given)


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


def period_of(subscription: stripe.Subscription) -> tuple[int, int]:
    item = subscription["items"].data[0]
    return item.current_period_start, item.current_period_end


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


async def test_a_key_makes_a_request_idempotent(account: Account) -> None:
    """The same key and parameters have the same answer; other parameters are refused."""
    customers = account.client.v1.customers
    options: Any = {"idempotency_key": uuid.uuid4().hex}
    one = await customers.create_async({"name": "One"}, options)
    two = await customers.create_async({"name": "One"}, options)
    account.made.append(one.id)
    assert two.id == one.id
    assert two.last_response is not None
    assert two.last_response.headers["idempotent-replayed"] == "true"
    with pytest.raises(stripe.IdempotencyError):
        await customers.create_async({"name": "Two"}, options)


@pytest.mark.parametrize(
    ("params", "code", "param"),
    [
        ({"emial": "a@example.org"}, "parameter_unknown", "emial"),
        ({"invoice_settings": {"colour": "red"}}, "parameter_unknown", "invoice_settings[colour]"),
        ({"metadata": "none"}, None, "metadata"),
    ],
)
async def test_parameters_are_checked(
    account: Account, params: Any, code: str | None, param: str
) -> None:
    """What Stripe does not know is an error, not ignored."""
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await account.client.v1.customers.create_async(params)
    assert refused.value.http_status == 400
    assert refused.value.param == param
    assert code in (None, refused.value.code)


async def test_a_word_that_stripe_does_not_know_is_refused(account: Account) -> None:
    """The error names the words that it knows."""
    with pytest.raises(stripe.InvalidRequestError, match=r"must be one of .*auto") as refused:
        await account.session(billing_address_collection="sometimes")
    assert refused.value.param == "billing_address_collection"


async def test_what_is_missing_is_refused(account: Account) -> None:
    """In a path with 404, in a parameter with 400; a required parameter by its name."""
    client = account.client.v1
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await client.subscriptions.retrieve_async("sub_none")
    assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await account.session(customer="cus_none")
    assert (refused.value.http_status, refused.value.code) == (400, "resource_missing")
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await client.prices.create_async({"unit_amount": 1})  # type: ignore[typeddict-item]
    assert refused.value.param == "currency"


async def test_a_key_of_no_account_is_refused(account: Account) -> None:
    """401, before anything is looked at."""
    options: Any = {"api_key": "nonsense"}
    with pytest.raises(stripe.AuthenticationError):
        await account.client.v1.customers.list_async({"limit": 1}, options)


async def test_lists_come_in_pages_newest_first(account: Account) -> None:
    """Forwards from one object and backwards from another, none lost and none twice."""
    prices = account.client.v1.prices
    first = await prices.retrieve_async(await account.price())
    made = [first.id]
    for amount in (2, 3, 4, 5):
        params: Any = {"currency": "usd", "unit_amount": amount, "product": first.product}
        made.append((await prices.create_async(params)).id)
    newest_first = made[::-1]
    page = await prices.list_async({"product": str(first.product), "limit": 2})
    assert page.has_more
    assert [price.id async for price in page.auto_paging_iter()] == newest_first
    params = {"product": first.product, "limit": 2, "ending_before": made[0]}
    before = await prices.list_async(params)
    assert [price.id for price in before.data] == newest_first[2:4]


async def test_a_price_is_found_by_its_key(account: Account) -> None:
    """The key stays when the price's id changes with its amount."""
    key = uuid.uuid4().hex
    product = await account.client.v1.products.create_async({"name": "A test's"})
    price = await account.client.v1.prices.create_async(
        {
            "currency": "usd",
            "unit_amount": 500,
            "recurring": {"interval": "year"},
            "product": product.id,
            "lookup_key": key,
        }
    )
    [found] = (await account.client.v1.prices.list_async({"lookup_keys": [key]})).data
    assert found.id == price.id
    assert found.recurring is not None
    assert found.recurring.interval == "year"
    assert [*differences(found.to_dict()), *differences(product.to_dict())] == []


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


async def test_a_declined_card_is_refused_at_once(account: Account) -> None:
    """402, with the bank's word for it."""
    customer = await account.customer()
    methods = account.client.v1.payment_methods
    with pytest.raises(stripe.CardError) as refused:
        await methods.attach_async("pm_card_visa_chargeDeclined", {"customer": customer})
    assert refused.value.http_status == 402
    assert refused.value.code == "card_declined"


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
