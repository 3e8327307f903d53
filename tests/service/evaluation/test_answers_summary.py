"""The figures of a set's answers, held against sums by hand."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import Library
from service.answering.extractive import ExtractiveAnswerer
from service.evaluation.answers import answer_record
from service.evaluation.answers_summary import answers_summary, auroc
from service.evaluation.indexed_set import index_episode
from service.evaluation.question_set import read_question_set
from tests.fakes import WordEncoder
from tests.service.evaluation.records import answer, claim
from tests.service.evaluation.sets import TURNS, write_set

RECORDS = [
    answer("one", True, False, probability=0.9, spans=2),
    answer(
        "two", False, False, True, False, episode="b", probability=0.6, exact=3, dropped=2,
        claims=[claim(False), claim(False, "verified"), claim(True, "repaired"), claim(False)],
        seconds={"first_event": 0.3, "first_claim": 0.4, "end": 0.7},
        usage={"input_tokens": 100, "output_tokens": 20, "dollars": 0.5, "estimated": False},
    ),
    answer("three", probability=0.2),
    answer("four", False, answerable=False, kind="near", probability=0.9, spans=0),
    answer(
        "five", answerable=False, kind="elsewhere", episode="b", probability=0.1, spans=0,
        usage={"input_tokens": 50, "output_tokens": 1, "dollars": 0.25, "estimated": True},
    ),
]  # fmt: skip


def test_figures_by_hand() -> None:
    """Every figure of five answers, of which each is of another kind."""
    summary = answers_summary("five", RECORDS)
    assert (summary["set"], summary["questions"]) == ("five", 5)
    assert summary["claims"] == {
        "hit@1": pytest.approx(1 / 3),
        "hit@3": pytest.approx(2 / 3),
        "exact": pytest.approx(6 / 7),
        "precision": pytest.approx((1 / 2 + 1 / 4) / 2),
        "recall": pytest.approx((1 / 2 + 1) / 2),
        "shown": 7,
        "verbatim": 5,
        "verified": 1,
        "repaired": 1,
        "dropped": 2,
    }
    assert summary["answerable"] == {
        "auroc": pytest.approx(3.5 / 6),
        "balanced_accuracy": pytest.approx(7 / 12),
        "false_refusals": pytest.approx(1 / 3),
        "false_answers": pytest.approx(1 / 2),
        "by_kind": {
            "elsewhere": {"questions": 1, "auroc": pytest.approx(1.0), "false_answers": 0.0},
            "near": {"questions": 1, "auroc": pytest.approx(0.5 / 3), "false_answers": 1.0},
        },
    }
    assert summary["cost"] == {"input_tokens": 150, "output_tokens": 21, "dollars": 0.75}


def test_moments_are_told_by_their_median_and_95th_percentile() -> None:
    """Where an answer had no claim, the moment of its first claim is not counted."""
    seconds = answers_summary("five", RECORDS)["seconds"]
    assert seconds["first_event"] == {"p50": pytest.approx(0.1), "p95": pytest.approx(0.26)}
    assert seconds["first_claim"] == {"p50": pytest.approx(0.4), "p95": pytest.approx(0.4)}
    assert answers_summary("one", RECORDS[:1])["seconds"]["first_claim"] == {
        "p50": None,
        "p95": None,
    }


def test_without_unanswerable_questions_nothing_is_said_of_them() -> None:
    """What was not measured is None, in figures and in intervals, and JSON can hold it."""
    summary = answers_summary("answerable", RECORDS[:3])
    assert summary["answerable"] == {
        "auroc": None,
        "balanced_accuracy": None,
        "false_refusals": pytest.approx(1 / 3),
        "false_answers": None,
        "by_kind": {},
    }
    intervals = summary["intervals"]
    assert (
        intervals["auroc"] is intervals["balanced_accuracy"] is intervals["false_answers"] is None
    )
    assert json.loads(json.dumps(summary, allow_nan=False))


def test_without_answerable_questions_nothing_is_said_of_evidence() -> None:
    """Claims were shown, but there was nothing that they should have rested on."""
    summary = answers_summary("unanswerable", RECORDS[3:])
    claims, answerable = summary["claims"], summary["answerable"]
    assert claims["hit@1"] is claims["hit@3"] is claims["precision"] is claims["recall"] is None
    assert (claims["exact"], claims["shown"]) == (1.0, 1)
    assert answerable["auroc"] is answerable["false_refusals"] is None
    assert answerable["false_answers"] == 0.5
    assert set(summary["intervals"]) == {
        "auroc", "balanced_accuracy", "false_refusals", "false_answers",
    }  # fmt: skip


def test_refusals_alone_have_no_citations_to_be_exact() -> None:
    """A share of nothing is None."""
    claims = answers_summary("silent", [answer("a"), answer("b")])["claims"]
    assert claims["exact"] is claims["precision"] is claims["recall"] is None
    assert claims["hit@1"] == 0.0


def test_intervals_hold_their_figures() -> None:
    """As far as they were computed, each is around what it belongs to."""
    summary = answers_summary("five", RECORDS)
    figures = summary["claims"] | summary["answerable"]
    for name, (low, high) in summary["intervals"].items():
        assert low - 1e-9 <= figures[name] <= high + 1e-9


def test_evidence_without_words_is_nothing_to_recall() -> None:
    """Where what should answer says nothing, recall leaves the question out."""
    claims = answers_summary("s", [*RECORDS, answer("six", False, spans=0)])["claims"]
    assert claims["recall"] == pytest.approx((1 / 2 + 1) / 2)


async def test_a_set_can_have_evidence_without_words(tmp_path: Path) -> None:
    """A turn without words, or one that is masked as a whole, is measured and summed up."""
    silent = next(row for row in TURNS if not row["text"])["turn"]
    asked = {"id": "q", "episode": "ferry", "question": "When did the ferry first cross?"}
    told = {"answerable": True, "kind": "fact", "evidence": [[silent, silent]]}
    questions = read_question_set(write_set(tmp_path, questions=[asked | told]))
    encoder = WordEncoder()
    episode = index_episode(questions, "ferry", Library(tmp_path / "library"), encoder)
    record = await answer_record(episode, questions.questions[0], ExtractiveAnswerer(), encoder)
    assert record["spans"] == 0
    assert answers_summary("s", [record])["claims"]["recall"] is None


@given(
    st.lists(
        st.tuples(st.booleans(), st.booleans(), st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0])),
        max_size=20,
    )
)
def test_auroc_counts_all_pairs(rows: list[tuple[bool, bool, float]]) -> None:
    """Compared with every pair of an answerable and an unanswerable one; ties count half."""
    yes = [probability for answerable, _, probability in rows if answerable]
    no = [probability for answerable, _, probability in rows if not answerable]
    found = auroc(np.array(rows, np.float64).reshape(-1, 3))
    if not yes or not no:
        assert math.isnan(found)
        return
    won = sum((a > b) + (a == b) / 2 for a in yes for b in no)
    assert found == pytest.approx(won / (len(yes) * len(no)))
