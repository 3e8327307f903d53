"""What has to be deleted or given back as time goes by. Safe to do twice, and in every process."""

import asyncio
import logging
import time
from collections.abc import Awaitable

from service.state import ServiceState

_EVERY = 60.0
_MARGIN = 60

_log = logging.getLogger(__name__)


async def keep_house(state: ServiceState, started_at: int) -> None:
    """Tidies every minute, until it is cancelled; ``started_at`` is when this process began."""
    if not state.runs.logs.are_shared:
        # Nobody else makes answers: what is still reserved was left by a crash.
        await _tried(_give_back(state, started_at))
    while True:
        await _tried(tidy(state))
        await asyncio.sleep(_EVERY)


async def tidy(state: ServiceState) -> None:
    """Deletes what was kept for long enough; gives back questions that a crash left reserved."""
    await _give_back(state, int(time.time() - state.settings.answer_seconds) - _MARGIN)
    await state.ledger.purge()
    await state.kept_answers.delete_older(state.settings.keep_answers_days)
    await state.kept_answers.delete_orphans()
    await state.feedback.delete_orphans()
    await state.spending.purge()
    await state.sign_in.purge()
    await state.sessions.purge()
    await state.idempotency_keys.purge()


async def _give_back(state: ServiceState, before: int) -> None:
    """Gives back questions that were reserved before a time and whose answers cannot be running."""
    given_back = await state.ledger.refund_abandoned(before)
    if given_back:
        _log.warning("Questions given back that were never settled: %d", given_back)


async def _tried(work: Awaitable[None]) -> None:
    try:
        await work
    except Exception as fault:  # noqa: BLE001 - it is tried again, whatever it was
        _log.warning("What is old could not be tidied away: %s", type(fault).__name__)
