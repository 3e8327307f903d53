"""What Stripe says of a customer: subscriptions, charges, and what their states mean. Pure.

All times are seconds since 1970.
"""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """The states of a subscription at Stripe; one that we do not know gives nothing."""

    INCOMPLETE = "incomplete"
    INCOMPLETE_EXPIRED = "incomplete_expired"
    TRIALING = "trialing"
    ACTIVE = "active"
    PAST_DUE = "past_due"
    CANCELED = "canceled"
    UNPAID = "unpaid"
    PAUSED = "paused"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> "Status":  # noqa: ARG003 - the enum gives it
        return cls.UNKNOWN


_OVER = frozenset({Status.CANCELED, Status.INCOMPLETE_EXPIRED})
_BLOCKING_DISPUTES = frozenset({"needs_response", "under_review", "lost"})


@dataclass(frozen=True, slots=True)
class Subscription:
    """One subscription as Stripe has it.

    ``price`` is the price of its item, ``period_start`` and ``period_end`` that item's current
    period; ``cancel_at`` is when it ends, None where it renews; ``pause_behavior`` says what
    becomes of its invoices while payment collection is paused, None where it is not.
    """

    id: str
    status: Status
    price: str
    created_at: int
    period_start: int
    period_end: int
    cancel_at: int | None = None
    pause_behavior: str | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.status in _OVER

    @property
    def renews(self) -> bool:
        """Whether it goes on after its current period by itself."""
        return self.status in (Status.ACTIVE, Status.TRIALING) and self.cancel_at is None


@dataclass(frozen=True, slots=True)
class Charge:
    """One payment; amounts in the currency's smallest unit.

    ``dispute_status`` is Stripe's word for the worst of its disputes, None where there is none.
    """

    id: str
    created_at: int
    paid: bool
    amount: int
    refunded: int = 0
    dispute_status: str | None = None

    @property
    def is_refunded(self) -> bool:
        """Whether all of it was given back."""
        return self.paid and self.refunded >= self.amount > 0

    @property
    def is_disputed(self) -> bool:
        """Whether its dispute is open or lost. An inquiry is no dispute yet; a won one is none."""
        return self.dispute_status in _BLOCKING_DISPUTES

    @property
    def is_lost(self) -> bool:
        """Whether the bank gave the money back for good."""
        return self.dispute_status == "lost"


@dataclass(frozen=True, slots=True)
class CustomerState:
    """All that Stripe says of one customer; ``deleted`` where it was deleted there."""

    subscriptions: tuple[Subscription, ...] = ()
    charges: tuple[Charge, ...] = ()
    deleted: bool = False

    @property
    def is_disputed(self) -> bool:
        """Whether a payment of theirs is disputed."""
        return any(charge.is_disputed for charge in self.charges)


def worst_dispute(statuses: list[str]) -> str | None:
    """Of several disputes about one charge, the state that matters; None of none."""
    blocking = [
        status for status in ("lost", "needs_response", "under_review") if status in statuses
    ]
    return blocking[0] if blocking else next(iter(statuses), None)
