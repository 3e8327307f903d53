"""May this caller ask now? Settled before the first byte, in one place.

rate          too often: 429             (of an address, an account, a key)
entitlement   not Premium: 402           (read locally; a free allowance comes first)
quota         used up: 402               (one question is reserved)
lease         too many at once: 429      (the reservation is given back)
episode       too much of one: 429       (where its transcript is private; likewise)
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from billing import Billing, Entitlement, State, calendar_month, granted
from service.access.accounts import Account
from service.access.admission import Admission, Quota
from service.access.caller import Caller, CallerKind
from service.access.leases import Leases
from service.access.payment_required import not_included, used_up
from service.access.private_episode import PrivateEpisode
from service.access.question_ledger import QuestionLedger
from service.access.rate_limits import Rate, RateExceeded, RateLimits, Standing, parse_rate

_A_DAYS_PART = (
    "The transcript of this episode is not published, and that is as much of it as one may have in "
    "a day"
)


@dataclass(frozen=True, slots=True)
class GateRules:
    """What the operator decides about asking.

    ``rates`` are those of an address, an account and a key, and of searching; ``free_questions`` is
    what an account without a subscription may ask a month; ``premium_questions`` what granted
    access includes.
    """

    rates: dict[str, Rate]
    concurrent_answers: int
    free_questions: int
    premium_questions: int


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets callers in, one question at a time."""

    billing: Billing
    ledger: QuestionLedger
    limits: RateLimits
    leases: Leases
    rules: GateRules
    clock: Callable[[], float] = time.time

    async def count(self, caller: Caller) -> list[Standing]:
        """Counts a question under the caller's rates; where it stands under each.

        Nothing is written for it: whoever asks too often costs as little as can be.

        Raises:
            RateExceeded: The caller asks too often.
        """
        return [await self.limits.hit(*rate) for rate in self._rates(caller)]

    async def admit(
        self,
        caller: Caller,
        answer_id: str,
        standings: Sequence[Standing],
        private: PrivateEpisode | None = None,
    ) -> Admission:
        """Lets a caller ask a question that was counted under its rates.

        The admission has to be closed when it is answered. ``private`` is the episode that is asked
        if the caller may not have its transcript.

        Raises:
            PaymentRequired: Asking is not included, or this month's questions are used up.
            TooManyAnswersAtOnce: Too many of the caller's questions are being answered.
            RateExceeded: The caller has asked the episode as much as one may in a day.
        """
        quota = await self._reserved(caller, answer_id)
        admission = Admission(answer_id, quota, standings, self.ledger)
        try:
            await admission.hold(self.leases.held(caller.id, self.rules.concurrent_answers))
            if private is not None:
                # By the account alone: whole networks come from one address, and have paid each.
                whom = _held_to_a_part(caller)[-1:]
                await self._count_part(whom, private.asked, f"asked/{private.id}")
        except BaseException:
            await admission.aclose()
            raise
        return admission

    async def standing_of(self, account: Account) -> tuple[Entitlement, Quota | None]:
        """How an account stands, whoever asks."""
        return await self.standing(Caller(CallerKind.LISTENER, account.id, "", account))

    async def standing(self, caller: Caller) -> tuple[Entitlement, Quota | None]:
        """How a caller stands: what is included, and how much of it is left; nothing is taken."""
        entitlement = await self._entitlement(caller)
        quota = self._quota(caller, entitlement)
        if quota is None:
            return entitlement, None
        used = await self.ledger.used(caller.id, quota.period_start)
        return entitlement, Quota(quota.limit, used, quota.period_start, quota.period_end)

    async def hit(self, caller: Caller, what: str) -> None:
        """Counts something else than a question, as often as a caller may ask.

        Raises:
            RateExceeded: It was done too often.
        """
        for rate, _, by in self._rates(caller):
            await self.limits.hit(rate, what, by)

    async def count_search(self, caller: Caller) -> list[Standing]:
        """Counts a search, which is not a question; where the caller stands.

        Raises:
            RateExceeded: The caller searches too often.
        """
        searching = self.rules.rates["search"]
        rates = [
            (rate if kind == "key" else searching, by) for rate, kind, by in self._rates(caller)
        ]
        return [await self.limits.hit(rate, "search", by) for rate, by in rates]

    async def count_shown(self, caller: Caller, private: PrivateEpisode, characters: int) -> None:
        """Counts what a search shows of an episode to a caller who may not have its transcript.

        Raises:
            RateExceeded: The caller has been shown as much of it as one may in a day.
        """
        whom = _held_to_a_part(caller)
        await self._count_part(whom, private.searched, f"searched/{private.id}", characters)

    async def _count_part(
        self, whom: Sequence[str], rate: Rate, what: str, amount: int = 1
    ) -> None:
        try:
            for one in whom:
                await self.limits.hit(rate, what, one, amount)
        except RateExceeded as error:
            raise RateExceeded(replace(error.standing, kind="episode"), _A_DAYS_PART) from error

    def _rates(self, caller: Caller) -> list[tuple[Rate, str, str]]:
        rates = self.rules.rates
        if caller.key is not None:
            own = caller.key.rate
            return [(parse_rate(own) if own else rates["key"], "key", caller.id)]
        by_address = (rates["address"], "address", caller.address)
        if caller.kind is CallerKind.VISITOR:
            return [by_address]
        return [by_address, (rates["account"], "account", caller.id)]

    async def _reserved(self, caller: Caller, answer_id: str) -> Quota | None:
        """The caller's quota with one question taken from it; None where nobody counts."""
        entitlement = await self._entitlement(caller)
        quota = self._quota(caller, entitlement)
        if quota is None:
            return None
        if not quota.limit:
            raise not_included(caller, entitlement)
        left = await self.ledger.reserve(answer_id, caller.id, quota.period_start, quota.limit)
        if left is None:
            raise used_up(caller, entitlement, quota.limit, quota.period_end)
        return Quota(quota.limit, quota.limit - left, quota.period_start, quota.period_end)

    async def _entitlement(self, caller: Caller) -> Entitlement:
        if caller.account is not None:
            return self._granted(caller.account) or await self.billing.entitlement(
                caller.account.id
            )
        # A visitor has bought nothing; whether that matters, billing says of anybody.
        return await self.billing.entitlement(caller.id)

    def _granted(self, account: Account) -> Entitlement | None:
        until = account.granted_until
        if until is None or until <= self._now():
            return None
        return granted(until, account.created_at, self.rules.premium_questions, self._now())

    def _quota(self, caller: Caller, entitlement: Entitlement) -> Quota | None:
        """What a caller may ask a month, none of it used; None where nobody counts."""
        if caller.key is not None:
            return Quota(caller.key.monthly_questions, 0, *calendar_month(self._now()))
        if entitlement.state is State.UNLIMITED:
            return None
        if entitlement.is_premium and entitlement.questions is not None:
            end = entitlement.period_end or self._now()
            return Quota(entitlement.questions, 0, entitlement.period_start, end)
        free = self.rules.free_questions if caller.account is not None else 0
        return Quota(free, 0, *calendar_month(self._now()))

    def _now(self) -> int:
        return int(self.clock())


def _held_to_a_part(caller: Caller) -> list[str]:
    """By what a caller is counted who is given a part of an episode.

    A server's key asks for many people, and has a month's questions of its own. One that pages send
    is whoever opens them.
    """
    if caller.key is not None:
        return [caller.address] if caller.key.origins else []
    return [caller.address] if caller.kind is CallerKind.VISITOR else [caller.address, caller.id]
