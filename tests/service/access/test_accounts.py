"""An address, or a name on a site, is one account, whoever asks first and however it is typed."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from service.access.accounts import (
    AccountNotFound,
    Accounts,
    AddressRefused,
    normalised_address,
)
from tests.service.access.clock import NOON, Clock


@pytest.fixture
def accounts(engine: AsyncEngine) -> Accounts:
    return Accounts(engine, Clock())


async def test_an_address_has_one_account(accounts: Accounts) -> None:
    """Who comes back is known again."""
    made = await accounts.for_email("Mara@Example.org")
    assert (made.email, made.created_at, made.granted_until) == ("mara@example.org", NOON, None)
    assert await accounts.for_email("mara@example.org") == made
    assert await accounts.by_email(" MARA@example.org ") == made
    assert await accounts.get(made.id) == made
    assert (await accounts.for_email("other@example.org")).id != made.id


async def test_looking_for_an_address_makes_no_account(accounts: Accounts) -> None:
    """Only signing in makes one."""
    assert await accounts.by_email("mara@example.org") is None
    assert await accounts.by_email("mara@example.org") is None


async def test_a_name_is_one_account_on_each_site(accounts: Accounts) -> None:
    """The same name on another site is somebody else."""
    here = await accounts.for_login("https://one.example", "7")
    assert (here.email, here.issuer, here.subject) == (None, "https://one.example", "7")
    assert await accounts.for_login("https://one.example", "7") == here
    there = await accounts.for_login("https://two.example", "7")
    assert there.id != here.id


async def test_requests_at_once_make_one_account(accounts: Accounts) -> None:
    """Twenty tabs that sign in together are one person."""
    made = await asyncio.gather(*(accounts.for_email("mara@example.org") for _ in range(20)))
    named = await asyncio.gather(*(accounts.for_login("https://a.example", "7") for _ in range(20)))
    assert len({account.id for account in made}) == 1
    assert len({account.id for account in named}) == 1
    assert made[0].id != named[0].id


async def test_the_plan_can_be_given_and_taken_back(accounts: Accounts) -> None:
    """An operator lets somebody ask for nothing until a day."""
    account = await accounts.for_email("mara@example.org")
    await accounts.grant(account.id, NOON + 1000)
    assert (await accounts.get(account.id)).granted_until == NOON + 1000
    await accounts.grant(account.id, None)
    assert (await accounts.get(account.id)).granted_until is None


async def test_an_account_that_is_not_there_is_said_to_be_so(accounts: Accounts) -> None:
    """Nothing is given to nobody."""
    with pytest.raises(AccountNotFound, match="There is no account"):
        await accounts.get("acc_0")
    with pytest.raises(AccountNotFound, match="There is no account"):
        await accounts.grant("acc_0", NOON)


async def test_a_deleted_account_is_forgotten(accounts: Accounts) -> None:
    """Whoever signs in with its address later begins anew."""
    account = await accounts.for_email("mara@example.org")
    await accounts.delete(account.id)
    with pytest.raises(AccountNotFound):
        await accounts.get(account.id)
    assert (await accounts.for_email("mara@example.org")).id != account.id


async def test_an_account_does_not_show_whose_it_is(accounts: Accounts) -> None:
    """A log that holds an account holds no address and no name."""
    shown = repr(await accounts.for_email("mara@example.org"))
    shown += repr(await accounts.for_login("https://one.example", "mara-7"))
    assert "mara" not in shown


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (" Mara@Example.ORG\n", "mara@example.org"),
        ("mara+podcasts@example.org", "mara+podcasts@example.org"),
        ("mara@Bücher.example", "mara@xn--bcher-kva.example"),
        ("mara@xn--bcher-kva.example", "mara@xn--bcher-kva.example"),
    ],
)
def test_an_address_has_one_form(typed: str, meant: str) -> None:
    """Case, spaces around it and the spelling of the domain make no difference."""
    assert normalised_address(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        *("", "mara", "mara@", "@example.org", "mara@example", "a b@example.org"),
        *("mara@example.org, eve@example.org", "Mara <mara@example.org>", "mara@[127.0.0.1]"),
        *("mara@example.org\nBcc: eve@example.org", "mara\x00@example.org", "marä@example.org"),
        f"{'a' * 64}@{'b' * 60}.{'c' * 60}.{'d' * 60}.example",
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    """A sentence says how one is written; it does not repeat what was typed."""
    sentence = r"^No mail can be sent to this address. Write it like name@example\.org\.$"
    with pytest.raises(AddressRefused, match=sentence):
        normalised_address(typed)


_LOCAL = st.text("abcXYZ019.+-_KİßK", min_size=1, max_size=12)


@given(_LOCAL, st.sampled_from(["example.org", "EXAMPLE.org", "bücher.example", "straße.example"]))
def test_the_form_of_an_address_is_its_own_form(local: str, domain: str) -> None:
    """What is kept is ASCII, in small letters, fits its column, and stays as it is."""
    try:
        kept = normalised_address(f"{local}@{domain}")
    except AddressRefused:
        return
    assert kept.isascii()
    assert kept == kept.lower()
    assert len(kept) <= 254
    assert normalised_address(kept) == kept
