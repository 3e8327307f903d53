"""From what Stripe says to what somebody may do: each row of the rules, by hand."""

import dataclasses

import pytest

from billing.entitlement import AccessRules, State, entitlement_of, granted
from billing.subscription import Charge, CustomerState, Status, Subscription, worst_dispute

DAY = 86_400
START = 1_790_000_000
END = START + 30 * DAY
RULES = AccessRules(prices=frozenset({"price_ours", "price_old"}), questions=300)
PAID = Charge("ch_1", START + 60, paid=True, amount=999)


def subscribed(status: str = "active", **changes: object) -> Subscription:
    base = Subscription("sub_1", Status(status), "price_ours", START, START, END)
    return dataclasses.replace(base, **changes)  # type: ignore[arg-type]


def standing(
    *subscriptions: Subscription,
    now: int = START + DAY,
    charges: tuple[Charge, ...] = (PAID,),
    rules: AccessRules = RULES,
) -> State:
    return entitlement_of(CustomerState(subscriptions, charges), rules, now).state


@pytest.mark.parametrize(
    ("subscription", "now", "expected"),
    [
        (subscribed(), START + DAY, State.ACTIVE),
        (subscribed(price="price_old"), START + DAY, State.ACTIVE),
        (subscribed(), END + 2 * DAY - 1, State.ACTIVE),
        (subscribed(), END + 2 * DAY, State.STALE),
        (subscribed("trialing"), END - 1, State.TRIALING),
        (subscribed("trialing"), END + 2 * DAY, State.STALE),
        (subscribed(cancel_at=END), END - 1, State.CANCELING),
        (subscribed(cancel_at=END), END, State.CANCELED),
        (subscribed("trialing", cancel_at=END), END - 1, State.CANCELING),
        (subscribed(cancel_at=END + 90 * DAY), END + DAY, State.CANCELING),
        (subscribed(cancel_at=END + 90 * DAY), END + 2 * DAY, State.STALE),
        (subscribed("past_due"), START + 3 * DAY - 1, State.PAST_DUE),
        (subscribed("past_due"), START + 3 * DAY, State.LAPSED),
        (subscribed("incomplete"), START, State.INCOMPLETE),
        (subscribed("incomplete_expired"), START, State.NONE),
        (subscribed("unpaid"), START, State.UNPAID),
        (subscribed("paused"), START, State.PAUSED),
        (subscribed("canceled"), START, State.CANCELED),
        (subscribed("a state of next year"), START, State.NONE),
        (subscribed(price="price_other"), START, State.OTHER_PRICE),
        (subscribed("canceled", price="price_other"), START, State.CANCELED),
        (subscribed(pause_behavior="keep_as_draft"), START + DAY, State.ACTIVE),
        (subscribed(pause_behavior="mark_uncollectible"), START + DAY, State.ACTIVE),
        (subscribed(pause_behavior="void"), START + DAY, State.ACTIVE),
    ],
)
def test_a_subscription_gives_what_its_state_says(
    subscription: Subscription, now: int, expected: State
) -> None:
    """To the second, where a time decides."""
    assert standing(subscription, now=now) is expected


def test_while_invoices_are_voided_only_the_period_that_was_paid_is_given() -> None:
    """The next one nobody pays for."""
    paused = subscribed(pause_behavior="void", period_start=END, period_end=END + 30 * DAY)
    assert standing(paused, now=END + DAY) is State.PAUSED
    ending = dataclasses.replace(paused, cancel_at=END + 300 * DAY)
    assert standing(ending, now=END + DAY) is State.PAUSED


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("needs_response", State.DISPUTED),
        ("under_review", State.DISPUTED),
        ("lost", State.DISPUTED),
        ("won", State.ACTIVE),
        ("warning_needs_response", State.ACTIVE),
        ("warning_closed", State.ACTIVE),
        (None, State.ACTIVE),
    ],
)
def test_a_dispute_blocks_until_it_is_won(status: str | None, expected: State) -> None:
    """An inquiry is no dispute yet."""
    charge = dataclasses.replace(PAID, dispute_status=status)
    assert standing(subscribed(), charges=(charge,)) is expected


def test_of_several_disputes_the_one_that_blocks_counts() -> None:
    """Whatever order Stripe lists them in."""
    assert worst_dispute(["won", "lost"]) == worst_dispute(["lost", "won"]) == "lost"
    assert worst_dispute(["won", "needs_response"]) == "needs_response"
    assert worst_dispute([]) is None


def test_a_refund_ends_access_only_where_the_operator_says_so() -> None:
    """And only that of the period whose payment was given back in full."""
    full = dataclasses.replace(PAID, refunded=999)
    half = dataclasses.replace(PAID, refunded=500)
    earlier = dataclasses.replace(full, created_at=START - 29 * DAY)
    strict = dataclasses.replace(RULES, revokes_refunded=True)
    assert standing(subscribed(), charges=(full,)) is State.ACTIVE
    assert standing(subscribed(), charges=(full,), rules=strict) is State.REFUNDED
    assert standing(subscribed(), charges=(half,), rules=strict) is State.ACTIVE
    assert standing(subscribed(), charges=(earlier,), rules=strict) is State.ACTIVE


def test_what_was_given_back_for_a_second_subscription_ends_no_first_one() -> None:
    """Both were paid for in one month, and the first still is."""
    second = Charge("ch_2", START + DAY, paid=True, amount=999, refunded=999)
    strict = dataclasses.replace(RULES, revokes_refunded=True)
    assert standing(subscribed(), charges=(PAID, second), rules=strict) is State.ACTIVE


def test_of_several_subscriptions_the_best_counts() -> None:
    """An old one that ended does not lock anybody out."""
    over, failing = subscribed("canceled"), subscribed("unpaid")
    assert standing(over, subscribed()) is State.ACTIVE
    assert standing(subscribed(), over) is State.ACTIVE
    assert standing(over, failing) is standing(failing, over) is State.UNPAID


def test_who_never_subscribed_or_was_deleted_has_nothing() -> None:
    """A deleted customer's subscriptions are over at Stripe."""
    assert standing() is State.NONE
    gone = CustomerState((subscribed(),), deleted=True)
    assert entitlement_of(gone, RULES, START).state is State.NONE


def test_questions_are_counted_in_the_period_itself() -> None:
    """Also while its renewal is not known yet: it begins no second count."""
    for now in (START, END - 1, END + DAY):
        found = entitlement_of(CustomerState((subscribed(),), (PAID,)), RULES, now)
        assert (found.period_start, found.period_end) == (START, END)
        assert found.questions == 300


def test_a_year_is_counted_in_months() -> None:
    """From the day it began."""
    year = subscribed(period_end=START + 365 * DAY)
    found = entitlement_of(CustomerState((year,), (PAID,)), RULES, START + 40 * DAY)
    assert found.period_end is not None
    assert 28 * DAY <= found.period_start - START <= 31 * DAY
    assert 28 * DAY <= found.period_end - found.period_start <= 31 * DAY


def test_weeks_are_counted_in_months_too() -> None:
    """What is included is so many a month; a trial of a week has its own."""
    third = subscribed(period_start=START + 14 * DAY, period_end=START + 21 * DAY)
    found = entitlement_of(CustomerState((third,), (PAID,)), RULES, START + 15 * DAY)
    assert found.period_start == START
    assert 28 * DAY <= (found.period_end or 0) - START <= 31 * DAY
    trial = subscribed("trialing", period_end=START + 7 * DAY)
    found = entitlement_of(CustomerState((trial,)), RULES, START + DAY)
    assert (found.period_start, found.period_end) == (START, START + 7 * DAY)


def test_every_state_without_access_says_what_to_do() -> None:
    """And none with access gives a reason why not."""
    from billing.entitlement import Entitlement

    for state in State:
        found = Entitlement(state)
        assert (found.reason is None) is found.is_premium


def test_what_the_operator_gave_is_counted_in_months_too() -> None:
    """From the day the account was made."""
    found = granted(START + 900 * DAY, START, 50, START + 70 * DAY)
    assert found.state is State.GRANTED
    assert found.questions == 50
    assert found.period_start <= START + 70 * DAY < (found.period_end or 0)
