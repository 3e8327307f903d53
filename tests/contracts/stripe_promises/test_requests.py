"""Requests: repeated, misspelt, for what is not there, and answered in pages."""

import uuid
from typing import Any

import pytest
import stripe

from tests.contracts.stripe_promises.account import Account
from tests.local_stripe.sdk_types import differences

pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")  # the SDK's


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
