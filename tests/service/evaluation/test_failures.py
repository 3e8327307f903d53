"""Which answers failed, and in which order a reader sees them."""

import random

from hypothesis import given
from hypothesis import strategies as st

from service.evaluation.failures import fault_of, worst
from service.evaluation.journal import Record
from tests.service.evaluation.records import answer

ANSWERED = "answered, though the episode does not say"
BESIDE = "answered beside the evidence"
REFUSED = "refused, though the episode answers"
ORDER = [ANSWERED, BESIDE, REFUSED]

BY_RANK = [
    answer("misled surely", False, answerable=False, probability=0.9),
    answer("misled", True, answerable=False, probability=0.3),
    answer("beside surely", False, False, probability=0.8),
    answer("beside", False, probability=0.2),
    answer("refused unlikely", probability=0.1),
    answer("refused", probability=0.2),
]
RIGHT = [
    answer("right", False, True, probability=0.1),
    answer("silent", answerable=False, probability=0.9),
]


def names(records: list[Record]) -> list[str]:
    return [record["id"] for record in records]


def test_the_worst_come_first_and_what_is_right_not_at_all() -> None:
    """Answers to what is not said, then answers beside the evidence, then refusals."""
    shuffled = [*BY_RANK, *RIGHT]
    random.Random(1).shuffle(shuffled)
    assert names(worst(shuffled, 99)) == names(BY_RANK)
    assert names(worst(shuffled, 2)) == names(BY_RANK[:2])
    assert worst(shuffled, 0) == []


def test_faults_are_told_in_words() -> None:
    """Each kind has a sentence of its own; what is right has none."""
    assert [fault_of(record) for record in BY_RANK] == [kind for kind in ORDER for _ in range(2)]
    assert [fault_of(record) for record in RIGHT] == [None, None]


RECORDS = st.lists(
    st.builds(
        lambda inside, answerable, probability: answer(
            "q", *inside, answerable=answerable, probability=probability
        ),
        st.lists(st.booleans(), max_size=2),
        st.booleans(),
        st.sampled_from([0.0, 0.25, 0.5, 1.0]),
    ),
    max_size=8,
)


@given(RECORDS)
def test_every_fault_is_shown_and_kinds_stand_in_their_order(records: list[Record]) -> None:
    """However sure an answer was."""
    records = [record | {"id": f"{i:02}"} for i, record in enumerate(records)]
    shown = worst(records, len(records))
    assert sorted(names(shown)) == [r["id"] for r in records if fault_of(r) is not None]
    kinds = [ORDER.index(str(fault_of(record))) for record in shown]
    assert kinds == sorted(kinds)
    for kind, unlikely_first in ((ANSWERED, False), (REFUSED, True)):
        likely = [record["probability"] for record in shown if fault_of(record) == kind]
        assert likely == sorted(likely, reverse=not unlikely_first)
