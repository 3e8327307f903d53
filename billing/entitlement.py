"""From what Stripe says to what somebody may do now: one function, no clock, no I/O.

unlimited    nothing is sold here          granted     given by the operator
active       paid                          trialing    free until the trial ends
canceling    paid, and ends on ``until``   past_due    a payment failed; access until ``until``
none         never subscribed              incomplete  the first payment was not finished
lapsed       past due for too long         unpaid      Stripe has given up collecting
paused       on hold                       canceled    over
other_price  subscribed to something else  stale       Stripe has not said whether it renewed
disputed     a payment is disputed         refunded    the period's payment was given back
"""

from dataclasses import dataclass
from enum import StrEnum

from billing.periods import month_of
from billing.subscription import Charge, CustomerState, Status, Subscription

_DAY = 86_400
_SHORTEST_MONTH, _LONGEST_MONTH = 28 * _DAY - _DAY // 12, 31 * _DAY + _DAY // 12
"""A change of clocks may take hours from a month, or add them."""


class State(StrEnum):
    """How somebody stands; the module's head says what each means."""

    UNLIMITED = "unlimited"
    GRANTED = "granted"
    ACTIVE = "active"
    TRIALING = "trialing"
    CANCELING = "canceling"
    PAST_DUE = "past_due"
    NONE = "none"
    INCOMPLETE = "incomplete"
    LAPSED = "lapsed"
    UNPAID = "unpaid"
    PAUSED = "paused"
    CANCELED = "canceled"
    OTHER_PRICE = "other_price"
    STALE = "stale"
    DISPUTED = "disputed"
    REFUNDED = "refunded"


_ENTITLED = frozenset(
    {
        State.UNLIMITED,
        State.GRANTED,
        State.ACTIVE,
        State.TRIALING,
        State.CANCELING,
        State.PAST_DUE,
    }
)
_SENTENCES = {
    State.NONE: "Asking is part of Premium. Subscribe, then ask.",
    State.INCOMPLETE: "Your first payment was not finished. Finish it under Manage subscription.",
    State.LAPSED: "Your last payment failed. Update your card under Manage subscription.",
    State.UNPAID: "Your last payments failed. Update your card under Manage subscription.",
    State.PAUSED: "Your subscription is paused. Resume it under Manage subscription.",
    State.CANCELED: "Your subscription has ended. Subscribe again, then ask.",
    State.OTHER_PRICE: "Your subscription does not include asking. Change it, then ask.",
    State.STALE: "Your payment for this period has not been confirmed yet. Try again in a while.",
    State.DISPUTED: "A payment of yours is disputed with your bank. Write to the operator.",
    State.REFUNDED: "Your payment for this period was refunded. Asking goes on with the next one.",
}


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What somebody may do now.

    Attributes:
        state: How they stand.
        until: When this access ends or renews, seconds since 1970; None where it does not.
        renews: Whether it goes on by itself at ``until``.
        questions: How many a month are answered, None where nobody counts.
        period_start: When the month began in which they are counted.
        period_end: When that month ends, and with it the count.
    """

    state: State
    until: int | None = None
    renews: bool = False
    questions: int | None = None
    period_start: int = 0
    period_end: int | None = None

    @property
    def is_premium(self) -> bool:
        """Whether asking is included."""
        return self.state in _ENTITLED

    @property
    def reason(self) -> str | None:
        """Why asking is not included, in a sentence that says what to do; None where it is."""
        return _SENTENCES.get(self.state)


UNLIMITED = Entitlement(State.UNLIMITED)


@dataclass(frozen=True, slots=True)
class AccessRules:
    """What the operator decides about access.

    Attributes:
        prices: Stripe's prices that include asking.
        questions: How many a month they include.
        grace: Seconds of access after a renewal failed.
        slack: Seconds of access after a period's end while its renewal is not known: invoices
            are finalised an hour later, and webhooks may be late.
        revokes_refunded: Whether giving back all of a period's payment ends its access.
    """

    prices: frozenset[str]
    questions: int
    grace: int = 3 * _DAY
    slack: int = 2 * _DAY
    revokes_refunded: bool = False


def entitlement_of(customer: CustomerState, rules: AccessRules, now: int) -> Entitlement:
    """What a customer may do at a time. Of several subscriptions the best one counts."""
    if customer.is_disputed:
        return Entitlement(State.DISPUTED)
    if customer.deleted or not customer.subscriptions:
        return Entitlement(State.NONE)
    standings = [_standing(one, customer.charges, rules, now) for one in customer.subscriptions]
    return max(standings, key=lambda one: (one.is_premium, _RANK[one.state], one.until or 0))


def granted(until: int, anchor: int, questions: int, now: int) -> Entitlement:
    """Access that the operator gave, counted in months from ``anchor``."""
    start, end = month_of(anchor, now)
    return Entitlement(State.GRANTED, until, False, questions, start, end)


# Where several subscriptions give nothing, the one that something can be done about is told.
_RANK = {
    state: rank
    for rank, state in enumerate(
        (
            State.NONE,
            State.OTHER_PRICE,
            State.CANCELED,
            State.REFUNDED,
            State.INCOMPLETE,
            State.STALE,
            State.PAUSED,
            State.LAPSED,
            State.UNPAID,
            State.PAST_DUE,
            State.CANCELING,
            State.TRIALING,
            State.ACTIVE,
        )
    )
}


def _standing(
    subscription: Subscription, charges: tuple[Charge, ...], rules: AccessRules, now: int
) -> Entitlement:
    if subscription.price not in rules.prices:
        return Entitlement(State.CANCELED if subscription.is_over else State.OTHER_PRICE)
    state, until = _state(subscription, charges, rules, now)
    renews = subscription.renews and state in (State.ACTIVE, State.TRIALING)
    start, end = _counted_in(subscription, now)
    return Entitlement(state, until, renews, rules.questions, start, end)


def _counted_in(subscription: Subscription, now: int) -> tuple[int, int]:
    """The month in which questions are counted: the period itself, or a month of a longer one.

    Of shorter ones it is a month from the first of them on; a trial is counted by itself.
    """
    length = subscription.period_end - subscription.period_start
    if length > _LONGEST_MONTH:
        return month_of(subscription.period_start, now)
    if length < _SHORTEST_MONTH and subscription.status is not Status.TRIALING:
        return month_of(subscription.created_at, now)
    return subscription.period_start, subscription.period_end


_WITHOUT_ACCESS = {
    Status.INCOMPLETE: State.INCOMPLETE,
    Status.UNPAID: State.UNPAID,
    Status.PAUSED: State.PAUSED,
    Status.CANCELED: State.CANCELED,
    Status.INCOMPLETE_EXPIRED: State.NONE,
    Status.UNKNOWN: State.NONE,
}


def _state(
    subscription: Subscription, charges: tuple[Charge, ...], rules: AccessRules, now: int
) -> tuple[State, int | None]:
    if subscription.status in _WITHOUT_ACCESS:
        return _WITHOUT_ACCESS[subscription.status], None
    if rules.revokes_refunded and _is_given_back(_of_period(subscription, charges)):
        return State.REFUNDED, None
    if subscription.status is Status.PAST_DUE:
        # From the period that was not paid for, not from when we heard of it: whenever and in
        # whatever order that was, the grace ends at the same second.
        ends = subscription.period_start + rules.grace
        return (State.PAST_DUE if now < ends else State.LAPSED), ends
    return _while_it_runs(subscription, charges, rules, now)


def _while_it_runs(
    subscription: Subscription, charges: tuple[Charge, ...], rules: AccessRules, now: int
) -> tuple[State, int | None]:
    """The state of a subscription that Stripe calls active or trialing."""
    ends = subscription.cancel_at
    if ends is not None and now >= ends:
        return State.CANCELED, ends
    if now >= subscription.period_end + rules.slack:
        return State.STALE, subscription.period_end
    is_trial = subscription.status is Status.TRIALING
    if not is_trial and _is_for_nothing(subscription, charges):
        return State.PAUSED, None
    if ends is not None:
        return State.CANCELING, ends
    return (State.TRIALING if is_trial else State.ACTIVE), subscription.period_end


def _is_for_nothing(subscription: Subscription, charges: tuple[Charge, ...]) -> bool:
    """Whether invoices are voided: the period goes on at Stripe, and nobody pays for it."""
    return subscription.pause_behavior == "void" and not any(
        charge.paid for charge in _of_period(subscription, charges)
    )


def _is_given_back(charges: list[Charge]) -> bool:
    """Whether something was paid and all of it given back.

    One payment of several may be that of a second subscription, which was ended.
    """
    paid = [charge for charge in charges if charge.paid]
    return bool(paid) and all(charge.is_refunded for charge in paid)


def _of_period(subscription: Subscription, charges: tuple[Charge, ...]) -> list[Charge]:
    """The payments of the current period. The first one may be a little older than its start."""
    return [charge for charge in charges if charge.created_at >= subscription.period_start - _DAY]
