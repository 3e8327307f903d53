"""Who is let in to ask, what it costs, and what is given back."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from billing import Entitlement, State, UnlimitedBilling
from service.access.accounts import Account
from service.access.admission import Admission
from service.access.api_key import ApiKey, Scope
from service.access.caller import Caller, CallerKind
from service.access.gate import Gate, GateRules
from service.access.leases import Leases, TooManyAnswersAtOnce
from service.access.payment_required import PaymentRequired
from service.access.question_ledger import QuestionLedger
from service.access.rate_limits import RateExceeded, RateLimits, parse_rate
from service.answering.events import Ending, Outcome
from tests.service.access.clock import NOON, Clock

DAY = 86_400
ANA = Account("acc_ana", "ana@example.org", None, None, NOON - 100 * DAY, None)
VISITOR = Caller(CallerKind.VISITOR, "visitor_1", "192.0.2.1")
LISTENER = Caller(CallerKind.LISTENER, ANA.id, "192.0.2.1", ANA)
KEY = ApiKey(
    id="abcdefgh",
    family="abcdefgh",
    name="partner",
    last_four="wxyz",
    test=False,
    scopes=frozenset({Scope.ASK}),
    origins=(),
    monthly_questions=2,
    rate="3/minute",
    created_at=NOON,
    expires_at=None,
    revoked_at=None,
    last_used_at=None,
)
FRONTEND = Caller(CallerKind.FRONTEND, KEY.caller_id, "192.0.2.9", key=KEY)
PREMIUM = Entitlement(State.ACTIVE, NOON + DAY, True, 2, NOON - 29 * DAY, NOON + DAY)


class Sold(UnlimitedBilling):
    """Billing that says of everybody what it is told."""

    def __init__(self, said: Entitlement | None = None) -> None:
        self.said = said or Entitlement(State.NONE)

    async def entitlement(self, account_id: str) -> Entitlement:
        del account_id
        return self.said


@pytest.fixture
def ledger(engine: AsyncEngine) -> QuestionLedger:
    return QuestionLedger(engine, Clock(NOON))


def gate_of(ledger: QuestionLedger, billing: UnlimitedBilling, **rules: int) -> Gate:
    rates = {kind: parse_rate("100/minute") for kind in ("address", "account", "key")}
    wanted = {"concurrent_answers": 5, "free_questions": 0, "premium_questions": 7, **rules}
    made = GateRules(rates, **wanted)
    return Gate(billing, ledger, RateLimits(), Leases(), made, Clock(NOON))


async def admitted_by(gate: Gate, caller: Caller, answer_id: str) -> Admission:
    """A question that is counted under its caller's rates and let in."""
    return await gate.admit(caller, answer_id, await gate.count(caller))


def ended(outcome: Outcome, *, cached: bool = False) -> Ending:
    return Ending(outcome=outcome, answered_by="extractive", cached=cached)


async def test_where_nothing_is_sold_everybody_asks_uncounted(ledger: QuestionLedger) -> None:
    """Visitors too."""
    gate = gate_of(ledger, UnlimitedBilling())
    for caller in (VISITOR, LISTENER):
        admission = await admitted_by(gate, caller, f"ans_{caller.id}")
        assert admission.quota is None
        await admission.aclose()


async def test_a_subscriber_has_the_questions_of_the_plan(ledger: QuestionLedger) -> None:
    """Then is told when there are more."""
    gate = gate_of(ledger, Sold(PREMIUM))
    left = []
    for n in range(2):
        async with await admitted_by(gate, LISTENER, f"ans_{n}") as admission:
            left.append(await admission.settle(ended(Outcome.ANSWERED)))
    assert left == [1, 0]
    with pytest.raises(
        PaymentRequired, match=r"questions \(2\) are used up\. More from"
    ) as refused:
        await admitted_by(gate, LISTENER, "ans_2")
    assert refused.value.members["action"] == "wait"
    assert refused.value.members["renews_at"] is not None


@pytest.mark.parametrize(
    ("state", "action"),
    [
        (State.NONE, "subscribe"),
        (State.CANCELED, "subscribe"),
        (State.OTHER_PRICE, "subscribe"),
        (State.LAPSED, "manage"),
        (State.UNPAID, "manage"),
        (State.PAUSED, "manage"),
        (State.INCOMPLETE, "manage"),
        (State.DISPUTED, "contact"),
    ],
)
async def test_who_has_not_paid_is_told_what_to_do(
    ledger: QuestionLedger, state: State, action: str
) -> None:
    """With the state, so that a widget can say it its own way."""
    gate = gate_of(ledger, Sold(Entitlement(state)))
    with pytest.raises(PaymentRequired) as refused:
        await admitted_by(gate, LISTENER, "ans_1")
    assert (refused.value.members["action"], refused.value.members["state"]) == (action, state)


async def test_a_visitor_is_told_to_sign_in(ledger: QuestionLedger) -> None:
    """Also where accounts have free questions."""
    with pytest.raises(PaymentRequired) as refused:
        await admitted_by(gate_of(ledger, Sold(), free_questions=3), VISITOR, "ans_1")
    assert refused.value.members["action"] == "sign_in"


async def test_free_questions_come_before_paying(ledger: QuestionLedger) -> None:
    """And are counted like others."""
    gate = gate_of(ledger, Sold(), free_questions=1)
    async with await admitted_by(gate, LISTENER, "ans_1") as admission:
        await admission.settle(ended(Outcome.ANSWERED))
    with pytest.raises(PaymentRequired, match=r"free questions \(1\) are used up") as refused:
        await admitted_by(gate, LISTENER, "ans_2")
    assert refused.value.members["action"] == "subscribe"


async def test_what_the_operator_gave_needs_no_subscription(ledger: QuestionLedger) -> None:
    """Until it ends."""
    gate = gate_of(ledger, Sold())
    given = replace(LISTENER, account=replace(ANA, granted_until=NOON + 1))
    async with await admitted_by(gate, given, "ans_1") as admission:
        assert admission.quota is not None
        assert admission.quota.limit == 7
    over = replace(LISTENER, account=replace(ANA, granted_until=NOON))
    with pytest.raises(PaymentRequired):
        await admitted_by(gate, over, "ans_2")


async def test_a_key_has_its_own_quota_and_rate(ledger: QuestionLedger) -> None:
    """Whatever is sold to listeners."""
    gate = gate_of(ledger, Sold())
    for n in range(2):
        async with await admitted_by(gate, FRONTEND, f"ans_{n}") as admission:
            assert admission.standings[0].limit == 3
            await admission.settle(ended(Outcome.ANSWERED))
    with pytest.raises(PaymentRequired) as refused:
        await admitted_by(gate, FRONTEND, "ans_2")
    assert refused.value.members["action"] == "wait"
    with pytest.raises(RateExceeded):
        await admitted_by(gate, FRONTEND, "ans_3")


async def test_too_many_at_once_are_refused_and_cost_nothing(ledger: QuestionLedger) -> None:
    """The question that was reserved comes back, the one that runs goes on."""
    gate = gate_of(ledger, Sold(PREMIUM), concurrent_answers=1)
    running = await admitted_by(gate, LISTENER, "ans_1")
    with pytest.raises(TooManyAnswersAtOnce):
        await admitted_by(gate, LISTENER, "ans_2")
    assert await ledger.used(ANA.id, PREMIUM.period_start) == 1
    await running.aclose()
    assert await ledger.used(ANA.id, PREMIUM.period_start) == 0
    await (await admitted_by(gate, LISTENER, "ans_3")).aclose()


@pytest.mark.parametrize("outcome", list(Outcome))
async def test_only_an_answer_costs_a_question(ledger: QuestionLedger, outcome: Outcome) -> None:
    """Not that there is none, nor a question back, nor small talk."""
    gate = gate_of(ledger, Sold(PREMIUM))
    async with await admitted_by(gate, LISTENER, "ans_1") as admission:
        left = await admission.settle(ended(outcome))
    costs = outcome in (Outcome.ANSWERED, Outcome.PARTLY_ANSWERED)
    assert left == 2 - costs
    assert await ledger.used(ANA.id, PREMIUM.period_start) == costs


@pytest.mark.parametrize("outcome", list(Outcome))
async def test_what_was_made_before_costs_nothing(ledger: QuestionLedger, outcome: Outcome) -> None:
    """Whatever it came to: nothing was made for it."""
    async with await admitted(ledger) as admission:
        assert await admission.settle(ended(outcome, cached=True)) == 2
    assert await used(ledger) == 0


async def admitted(ledger: QuestionLedger) -> Admission:
    return await admitted_by(gate_of(ledger, Sold(PREMIUM)), LISTENER, "ans_1")


async def used(ledger: QuestionLedger) -> int:
    return await ledger.used(ANA.id, PREMIUM.period_start)


async def test_what_is_left_is_told_when_it_was_charged(ledger: QuestionLedger) -> None:
    """The answer that was just given is counted."""
    async with await admitted(ledger) as admission:
        assert await admission.settle(ended(Outcome.ANSWERED)) == 1
    assert await used(ledger) == 1


async def test_who_stopped_it_pays_for_what_was_there_to_be_read(ledger: QuestionLedger) -> None:
    """Once, whatever is closed afterwards."""
    async with await admitted(ledger) as admission:
        await admission.charge_for_what_was_seen()
        await admission.settle(ended(Outcome.NOT_IN_EPISODE))
    assert await used(ledger) == 1


async def test_who_leaves_while_it_is_charged_has_asked(
    ledger: QuestionLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer was given in full; leaving at its end makes it no cheaper."""
    charging, go_on, charged = (asyncio.Event() for _ in range(3))
    original = QuestionLedger.charge

    async def slow(self: QuestionLedger, answer_id: str) -> None:
        charging.set()
        await go_on.wait()
        await original(self, answer_id)
        charged.set()

    monkeypatch.setattr(QuestionLedger, "charge", slow)

    async def settle() -> None:
        async with await admitted(ledger) as admission:
            await admission.settle(ended(Outcome.ANSWERED))

    settling = asyncio.create_task(settle())
    await charging.wait()
    settling.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await settling
    await charged.wait()
    assert await ledger.reserve("ans_2", ANA.id, PREMIUM.period_start, 2) == 0
    await ledger.refund("ans_1")
    assert await used(ledger) == 2
