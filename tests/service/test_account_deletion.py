"""An account that is deleted while somebody buys with it: nothing is paid for that is gone."""

from dataclasses import dataclass

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from billing import Payer, StripeBilling, StripePage
from service.access.accounts import Accounts
from service.access.question_ledger import QuestionLedger
from service.account_deletion import delete_account
from service.database import open_database
from service.feedback import KeptFeedback
from service.kept_answers import KeptAnswers
from service.model_spending import Ceilings, ModelSpending
from service.streams.idempotency import IdempotencyKeys
from tests.billing.in_process import Clock, billing_over
from tests.local_stripe import World
from tests.service.premium_client import Premium, problem_type


@dataclass(frozen=True)
class Kept:
    """Where everything about an account is kept."""

    billing: StripeBilling
    accounts: Accounts
    kept_answers: KeptAnswers
    feedback: KeptFeedback
    ledger: QuestionLedger
    idempotency_keys: IdempotencyKeys
    spending: ModelSpending


async def test_what_is_bought_while_an_account_is_deleted_is_deleted_with_it(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In another tab, after Stripe was told and before the account is gone."""
    clock = Clock()
    world = World(clock=clock)
    billing, accounts = billing_over(world, engine, clock), Accounts(engine)
    spending = ModelSpending(engine, Ceilings(1.0, 1.0))
    answers, feedback = KeptAnswers(engine), KeptFeedback(engine)
    ledger, keys = QuestionLedger(engine), IdempotencyKeys(engine)
    kept = Kept(billing, accounts, answers, feedback, ledger, keys, spending)
    account = await accounts.for_email("ana@example.org")
    original = Accounts.delete

    async def bought_before(self: Accounts, account_id: str) -> None:
        await billing.buy(Payer(account_id, "ana@example.org"), "https://hives.example.org/")
        await original(self, account_id)

    monkeypatch.setattr(Accounts, "delete", bought_before)
    await delete_account(account, kept)
    assert world.all("customer") == []
    assert await billing.record(account.id) is None


def test_a_checkout_of_an_account_that_is_gone_by_then_is_not_given(
    premium: Premium, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody could cancel what is paid there."""
    listener = premium.sign_in()
    account = listener.account_id
    original = StripeBilling.buy

    async def deleted_meanwhile(self: StripeBilling, payer: Payer, url: str) -> StripePage:
        page = await original(self, payer, url)
        engine = await open_database(premium.settings.database)
        await Accounts(engine).delete(payer.account_id)
        await engine.dispose()
        return page

    monkeypatch.setattr(StripeBilling, "buy", deleted_meanwhile)
    answered = listener.http.post("/v1/checkout", json={})
    assert problem_type(answered) == (404, "account-not-found")
    made_for = [one.get("metadata", {}) for one in premium.stripe.objects("customer")]
    assert account not in [about.get("account_id") for about in made_for]
