"""Why somebody may not ask now, and what to do about it."""

from datetime import UTC, datetime
from typing import Any

from billing import Entitlement, State
from indexer import ExplainedError
from service.access.caller import Caller

_MENDED_IN_THE_PORTAL = frozenset(
    {State.INCOMPLETE, State.LAPSED, State.UNPAID, State.PAUSED, State.STALE, State.REFUNDED}
)


class PaymentRequired(ExplainedError):
    """The caller may not ask before something is done or some day has come.

    ``members`` are what a frontend shows it by: ``action`` is ``sign_in``, ``subscribe``,
    ``manage``, ``wait`` or ``contact`` (the operator); ``state`` how the caller's subscription
    stands; ``renews_at`` when questions are counted anew.
    """

    def __init__(
        self, sentence: str, action: str, state: State, renews_at: int | None = None
    ) -> None:
        super().__init__(sentence)
        self.members: dict[str, Any] = {
            "action": action,
            "state": state.value,
            "renews_at": _iso(renews_at) if renews_at else None,
        }


def not_included(caller: Caller, entitlement: Entitlement) -> PaymentRequired:
    """Asking is not included in what a caller has."""
    if caller.account is None:
        sentence = "Asking is part of Premium. Sign in, or subscribe, then ask."
        return PaymentRequired(sentence, "sign_in", State.NONE)
    action = "manage" if entitlement.state in _MENDED_IN_THE_PORTAL else "subscribe"
    if entitlement.state is State.DISPUTED:
        action = "contact"
    reason = entitlement.reason or "Asking is part of Premium. Subscribe, then ask."
    return PaymentRequired(reason, action, entitlement.state)


def used_up(
    caller: Caller, entitlement: Entitlement, limit: int, renews_at: int
) -> PaymentRequired:
    """All of a month's questions were asked; they are counted anew at ``renews_at``."""
    if caller.account is not None and not entitlement.is_premium:
        sentence = f"This month's free questions ({limit}) are used up. Subscribe to ask."
        return PaymentRequired(sentence, "subscribe", entitlement.state, renews_at)
    day = datetime.fromtimestamp(renews_at, UTC)
    sentence = f"This month's questions ({limit}) are used up. More from {day:%-d %B %Y} on."
    return PaymentRequired(sentence, "wait", entitlement.state, renews_at)


def _iso(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat().replace("+00:00", "Z")
