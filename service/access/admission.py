"""A question that was let in: what was taken for it, and what becomes of that."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, replace
from types import TracebackType

from service.access.question_ledger import QuestionLedger
from service.access.rate_limits import Standing
from service.answering.events import Ending, Outcome

_CHARGED_OUTCOMES = frozenset({Outcome.ANSWERED, Outcome.PARTLY_ANSWERED})
"""What counts as a question; whatever else an answer comes to costs nothing."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Quota:
    """A caller's questions of a period; times in seconds since 1970."""

    limit: int
    used: int
    period_start: int
    period_end: int

    @property
    def left(self) -> int:
        """How many may still be asked."""
        return max(0, self.limit - self.used)

    def standing(self, now: float) -> Standing:
        """The quota as a rate is told: so many left of so many, and when they are counted anew."""
        window, reset = self.period_end - self.period_start, self.period_end - int(now)
        return Standing("questions", self.limit, window, self.left, max(0, reset))


def is_charged(ending: Ending) -> bool:
    """Whether an answer counts as a question; one that was made before, for another, does not."""
    return ending.outcome in _CHARGED_OUTCOMES and not ending.cached


class Admission:
    """One question that was let in: what was reserved for it, and what becomes of that.

    Closed without having been charged, it gives back what was reserved.
    """

    def __init__(
        self,
        answer_id: str,
        quota: Quota | None,
        standings: Sequence[Standing],
        ledger: QuestionLedger,
    ) -> None:
        self.quota = quota
        self.standings = standings
        self._answer_id = answer_id
        self._ledger = ledger
        self._held = AsyncExitStack()
        self._is_settled = quota is None

    async def __aenter__(self) -> "Admission":
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def hold(self, lease: AbstractAsyncContextManager[None]) -> None:
        """Holds a lease for as long as the answer takes."""
        await self._held.enter_async_context(lease)

    async def settle(self, ending: Ending) -> int | None:
        """Charges an answer for what it came to; how many questions are left, None if uncounted."""
        # Shielded: a reader who leaves in this very moment would have asked for nothing.
        await asyncio.shield(self._settle(charged=is_charged(ending)))
        return self.quota.left if self.quota else None

    async def charge_for_what_was_seen(self) -> None:
        """Charges an answer that its caller stopped when some of it was there to be read."""
        await asyncio.shield(self._settle(charged=True))

    async def aclose(self) -> None:
        """Gives back what was neither charged nor given back yet, and lets go of the lease."""
        # Shielded: whoever leaves in the middle is not to pay for it.
        await asyncio.shield(self._close())

    async def _close(self) -> None:
        try:
            await self._settle(charged=False)
        finally:
            await self._held.aclose()

    async def _settle(self, *, charged: bool) -> None:
        if self._is_settled:
            return
        self._is_settled = True
        try:
            if charged:
                await self._ledger.charge(self._answer_id)
            else:
                await self._ledger.refund(self._answer_id)
                assert self.quota is not None, "Without a quota there is nothing to settle."
                self.quota = replace(self.quota, used=self.quota.used - 1)
        except Exception:  # noqa: BLE001 - logged
            # The answer was given, and is worth more than the count of it. What stays reserved is
            # given back later, in the listener's favour.
            _log.exception("The question of answer %s could not be settled.", self._answer_id)
