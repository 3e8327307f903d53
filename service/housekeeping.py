"""What has to be deleted or given back as time goes by. Safe to do twice, and in every process."""

import asyncio
import logging

from service.state import ServiceState

_EVERY = 300.0

_log = logging.getLogger(__name__)


async def keep_house(state: ServiceState) -> None:
    """Tidies every five minutes, until it is cancelled."""
    while True:
        try:
            await tidy(state)
        except Exception as fault:  # noqa: BLE001 - it is tried again, whatever it was
            _log.warning("What is old could not be deleted: %s", type(fault).__name__)
        await asyncio.sleep(_EVERY)


async def tidy(state: ServiceState) -> None:
    """Deletes what was kept for long enough; gives back questions that a crash left reserved."""
    given_back = await state.ledger.refund_abandoned()
    if given_back:
        _log.warning("Questions given back that were never settled: %d", given_back)
    await state.ledger.purge()
    await state.kept_answers.delete_older(state.settings.keep_answers_days)
    await state.kept_answers.delete_orphans()
    await state.feedback.delete_orphans()
    await state.spending.purge()
    await state.sign_in.purge()
    await state.sessions.purge()
