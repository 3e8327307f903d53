"""How rankings are measured: what holds evidence is relevant, for each system alike."""

from pathlib import Path

import pytest

from indexer import Library
from service.evaluation.indexed_set import index_episode
from service.evaluation.journal import Record
from service.evaluation.measures import RANKING_MEASURES
from service.evaluation.question_set import QuestionSet
from service.evaluation.retrieval import retrieval_records
from service.evaluation.retrieval_summary import retrieval_summary
from tests.fakes import WordEncoder
from tests.service.evaluation.sets import IDS

SYSTEMS = ("ours", "bm25", "dense", "rrf")
MEASURES = [*RANKING_MEASURES, "hit@600w", "share@600w"]


def measured(tiny: QuestionSet, folder: Path, *systems: str) -> dict[str, Record]:
    library, encoder = Library(folder), WordEncoder()
    found: dict[str, Record] = {}
    for episode in tiny.turns:
        asked = index_episode(tiny, episode, library, encoder)
        its = [question for question in tiny.questions if question.episode == episode]
        records = retrieval_records(asked, its, systems, encoder)
        found |= {record["id"]: record for record in records}
    return found


@pytest.fixture(scope="module")
def records(tiny: QuestionSet, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Record]:
    return measured(tiny, tmp_path_factory.mktemp("library"), *SYSTEMS)


def test_every_question_has_a_record_and_every_system_its_measures(
    records: dict[str, Record],
) -> None:
    """Those without evidence have nothing measured."""
    assert list(records) == IDS
    for name, record in records.items():
        assert record["episode"] in {"orchard", "ferry"}
        if name in {"tractor", "anthem", "whales"}:
            assert record["systems"] == {}
            continue
        assert tuple(record["systems"]) == SYSTEMS
        for measures in record["systems"].values():
            assert list(measures) == MEASURES
            assert all(0.0 <= value <= 1.0 for value in measures.values())


def test_words_of_the_question_find_its_evidence(records: dict[str, Record]) -> None:
    """Where a question says what is said, it is found first, and shown within the budget."""
    for system in ("ours", "bm25"):
        found = records["frost"]["systems"][system]
        assert (found["recall@1"], found["mrr"], found["ndcg@10"]) == (1.0, 1.0, 1.0)
        assert found["hit@600w"] == 1.0
        assert 0.0 < found["share@600w"] < 0.2


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_follow_up_is_searched_with_the_question_before_it(
    records: dict[str, Record], system: str
) -> None:
    """The same words without a conversation say nothing, and find nothing."""
    assert records["follow-up"]["systems"][system]["mrr"] == 1.0
    assert records["alone"]["systems"][system]["mrr"] < 1.0


def test_a_system_is_measured_the_same_alone(
    tiny: QuestionSet, tmp_path: Path, records: dict[str, Record]
) -> None:
    """What else is measured changes nothing."""
    for system in ("ours", "rrf"):
        alone = measured(tiny, tmp_path, system)
        assert {name: record["systems"].get(system) for name, record in alone.items()} == {
            name: record["systems"].get(system) for name, record in records.items()
        }


def of(episode: str, **systems: float) -> Record:
    told = {system: {"mrr": value, "recall@1": value / 2} for system, value in systems.items()}
    return {"id": f"{episode}{systems}", "episode": episode, "systems": told}


def test_a_summary_by_hand() -> None:
    """Means over questions with evidence, and differences question by question."""
    ours = [0.9, 0.5, 0.1, 0.7]
    measured = [
        of(episode, ours=value, bm25=value - 0.1)
        for episode, value in zip("aabc", ours, strict=True)
    ]
    summary = retrieval_summary("four", [*measured, of("d")])
    assert (summary["set"], summary["questions"]) == ("four", 4)
    assert summary["systems"] == {
        "ours": {"mrr": pytest.approx(0.55), "recall@1": pytest.approx(0.275)},
        "bm25": {"mrr": pytest.approx(0.45), "recall@1": pytest.approx(0.225)},
    }
    for system, measures in summary["intervals"].items():
        low, high = measures["mrr"]
        assert low < summary["systems"][system]["mrr"] < high
        assert high - low > 0.3
    assert summary["differences"] == {
        "bm25": {
            "mrr": {"mean": pytest.approx(0.1), "interval": pytest.approx((0.1, 0.1))},
            "recall@1": {"mean": pytest.approx(0.05), "interval": pytest.approx((0.05, 0.05))},
        }
    }


def test_without_ours_nothing_is_compared() -> None:
    """A difference is ours less another's."""
    assert retrieval_summary("s", [of("a", bm25=0.5, rrf=0.1)])["differences"] == {}


def test_questions_without_evidence_have_no_figures() -> None:
    """A set may have none that could be ranked."""
    assert retrieval_summary("none", [of("a"), of("b")]) == {
        "set": "none",
        "questions": 0,
        "systems": {},
        "intervals": {},
        "differences": {},
    }
