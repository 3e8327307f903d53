"""Deleting an account: all of it, in an order in which nothing paid for is left behind."""

from typing import Protocol

from billing import Billing
from service.access.accounts import Account, Accounts
from service.access.question_ledger import QuestionLedger
from service.feedback import KeptFeedback
from service.kept_answers import KeptAnswers
from service.model_spending import ModelSpending
from service.streams.idempotency import IdempotencyKeys


class HoldsAccounts(Protocol):
    """Where everything about an account is kept."""

    @property
    def billing(self) -> Billing:
        """Subscriptions."""

    @property
    def accounts(self) -> Accounts:
        """Accounts and their sessions."""

    @property
    def kept_answers(self) -> KeptAnswers:
        """What was asked."""

    @property
    def feedback(self) -> KeptFeedback:
        """What was said of answers."""

    @property
    def ledger(self) -> QuestionLedger:
        """What was counted."""

    @property
    def idempotency_keys(self) -> IdempotencyKeys:
        """Which requests were sent again."""

    @property
    def spending(self) -> ModelSpending:
        """What models cost."""


async def delete_account(account: Account, kept: HoldsAccounts) -> None:
    """Ends an account's subscription and deletes it, at Stripe and here, with all it said.

    Stripe comes first: where it cannot be reached nothing is deleted, and nobody goes on paying
    for an account that is gone.

    Raises:
        StripeUnavailable: Stripe does not answer; nothing was deleted.
    """
    await kept.billing.forget(account.id)
    await kept.kept_answers.delete_of(account.id)
    await kept.feedback.delete_of(account.id)
    await kept.ledger.forget(account.id)
    await kept.idempotency_keys.forget(account.id)
    await kept.spending.forget(account.id)
    await kept.accounts.delete(account.id)
    # Somebody may have begun to buy meanwhile, in another tab.
    await kept.billing.forget(account.id)
