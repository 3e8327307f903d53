"""eval retrieval and eval answers, run as an operator runs them."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from indexer import OnnxEncoder
from service.command_line.evaluation_tables import print_answers
from service.evaluation.answers_summary import answers_summary
from service.evaluation.failures import fault_of, worst
from service.evaluation.question_set import read_question_set
from tests.servers import free_port
from tests.service.evaluation.records import answer
from tests.service.evaluation.sets import IDS, QUESTIONS, write_set
from tests.service.test_command_line import run

SYSTEMS = ["ours", "bm25", "dense", "rrf"]
MEASURES = ["recall@1", "recall@3", "recall@5", "recall@10", "mrr", "ndcg@10"]
MEASURES += ["hit@600w", "share@600w"]
WITH_EVIDENCE = [question["id"] for question in QUESTIONS if question["answerable"]]


@dataclass(frozen=True)
class Place:
    """A data folder, and a set that was measured there once by each command."""

    data: Path
    tiny: Path
    retrieval: str
    answers: str

    def eval(self, *arguments: str | Path) -> str:
        code, output, messages = run("eval", *arguments, data=self.data)
        assert code == 0, messages
        return output

    def journals(self, kind: str) -> dict[Path, list[str]]:
        """The lines with records of each journal of a kind."""
        folder = self.data / "evaluation" / "journals"
        return {
            file: [line for line in file.read_text("utf-8").split("\n") if line]
            for file in sorted(folder.glob(f"{kind}-tiny-*.jsonl"))
        }

    def records(self, kind: str) -> dict[str, Any]:
        (lines,) = self.journals(kind).values()
        return {record["id"]: record for record in map(json.loads, lines)}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, encoders: Path, minilm: OnnxEncoder) -> Place:
    assert minilm.description.name
    folder = tmp_path_factory.mktemp("evaluated")
    (folder / "data").mkdir()
    (folder / "data" / "encoders").symlink_to(encoders)
    tiny = write_set(folder / "sets")
    place = Place(folder / "data", tiny, "", "")
    retrieval = place.eval("retrieval", tiny, "--json")
    answers = place.eval("answers", tiny, "--json", "--failures", "99")
    return Place(folder / "data", tiny, retrieval, answers)


@pytest.fixture
def fresh(tmp_path: Path, encoders: Path, minilm: OnnxEncoder) -> Path:
    """A data folder in which nothing was measured."""
    assert minilm.description.name
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "encoders").symlink_to(encoders)
    return tmp_path / "data"


def test_retrieval_is_one_object_a_set(place: Place) -> None:
    """With the systems in their order, and the same measures for each."""
    assert place.retrieval.count("\n") == 1
    summary = json.loads(place.retrieval)
    assert (summary["set"], summary["questions"]) == ("tiny", len(WITH_EVIDENCE))
    assert list(summary["systems"]) == SYSTEMS
    assert all(list(means) == MEASURES for means in summary["systems"].values())
    assert list(summary["differences"]) == SYSTEMS[1:]
    for system, means in summary["systems"].items():
        for measure, mean in means.items():
            low, high = summary["intervals"][system][measure]
            assert 0.0 <= low <= high <= 1.0 + 1e-9
            assert 0.0 <= mean <= 1.0


def test_every_question_has_a_record_of_its_ranking(place: Place) -> None:
    """A follow-up is searched with what was asked before it; alone it says nothing."""
    (lines,) = [lines for lines in place.journals("retrieval").values() if "bm25" in lines[0]]
    records = {record["id"]: record for record in map(json.loads, lines)}
    assert list(records) == IDS
    assert [name for name, record in records.items() if record["systems"]] == WITH_EVIDENCE
    for system in ("ours", "bm25"):
        assert records["follow-up"]["systems"][system]["mrr"] == 1.0
        assert records["alone"]["systems"][system]["mrr"] < 1.0


def test_answers_are_one_object_a_set(place: Place) -> None:
    """With the figures that a program looks for."""
    assert place.answers.count("\n") == 1
    summary = json.loads(place.answers)
    assert (summary["set"], summary["questions"]) == ("tiny", len(QUESTIONS))
    assert list(summary["claims"])[:5] == ["hit@1", "hit@3", "exact", "precision", "recall"]
    assert list(summary["answerable"]) == [
        "auroc", "balanced_accuracy", "false_refusals", "false_answers", "by_kind",
    ]  # fmt: skip
    assert list(summary["answerable"]["by_kind"]) == ["elsewhere", "near"]
    assert summary["answerable"]["by_kind"]["elsewhere"]["questions"] == 2
    assert summary["claims"]["exact"] == 1.0


def test_the_figures_are_those_of_the_records(place: Place) -> None:
    """What is printed is computed of what is kept, in the order of the questions."""
    records = [place.records("answers")[name] for name in IDS]
    summary = json.loads(place.answers)
    failures = summary.pop("failures")
    assert summary == json.loads(json.dumps(answers_summary("tiny", records)))
    assert failures == worst(records, 99)
    assert all(record["answered_by"] == "extractive" for record in records)


def test_the_table_of_rankings_is_for_a_person(place: Place) -> None:
    """A row a system, one a difference, and figures with their intervals."""
    output = place.eval("retrieval", place.tiny, "--system", "bm25", "--system", "ours")
    assert output.startswith(f"tiny, {len(WITH_EVIDENCE)} questions\n")
    rows = [line.split()[0] for line in output.splitlines() if line]
    assert rows == ["tiny,", "system", "bm25", "ours", "ours"]
    assert "ours less bm25" in output
    assert all(measure in output for measure in MEASURES)
    assert "(0." in output
    assert "dense" not in output


def test_the_table_of_answers_is_for_a_person(place: Place) -> None:
    """A row a figure, then the failures in full, with what was said instead."""
    output = place.eval("answers", place.tiny, "--failures", "99")
    assert output.startswith("tiny, 9 questions\n")
    for row in ("hit@1", "false refusals", "near: auroc", "seconds to first claim", "dollars"):
        assert f"\n{row} " in output
    failures = worst(list(place.records("answers").values()), 99)
    assert failures
    for record in failures:
        assert f"\n{record['question']}\n    {record['id']}: {fault_of(record)}; found " in output
        for claim in record["claims"]:
            assert claim["text"] in output
    shown = place.eval("answers", place.tiny, "--failures", "1")
    assert sum(f"{record['id']}: " in shown for record in failures) == 1


def test_kinds_are_printed_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    """A set may call its kinds what it likes; brackets are no markup."""
    records = [answer("a", True), answer("b", answerable=False, kind="wrong [date] [/b]")]
    print_answers(answers_summary("marked [up]", records))
    output = capsys.readouterr().out
    assert "marked [up], 2 questions" in output
    assert "wrong [date] [/b]: false answers" in output


def test_what_was_measured_is_not_asked_again(place: Place) -> None:
    """The second run prints the same and measures nothing: the same records, the same seconds."""
    before = place.journals("answers")
    seconds = {name: record["seconds"] for name, record in place.records("answers").items()}
    assert place.eval("answers", place.tiny, "--json", "--failures", "99") == place.answers
    assert place.journals("answers") == before
    assert {name: r["seconds"] for name, r in place.records("answers").items()} == seconds


def test_a_sample_is_of_what_was_measured(place: Place) -> None:
    """So many questions, those of the seed; what was asked of them is not asked again."""
    before = place.journals("answers")
    output = place.eval("answers", place.tiny, "--limit", "4", "--seed", "3", "--json")
    chosen = read_question_set(place.tiny).sampled(4, 3).questions
    records = [place.records("answers")[question.id] for question in chosen]
    assert json.loads(output)["questions"] == 4
    assert json.loads(output)["claims"]["shown"] == sum(len(r["claims"]) for r in records)
    assert set(json.loads(output)["answerable"]["by_kind"]) == {
        record["kind"] for record in records if not record["answerable"]
    }
    assert place.journals("answers") == before


def test_an_interrupted_run_goes_on(fresh: Path) -> None:
    """From the line in which it ended: what was kept stays, the rest is measured."""
    path = write_set(fresh / "sets")
    command = ("eval", "retrieval", path, "--system", "ours", "--json")
    code, whole, _ = run(*command, data=fresh)
    assert code == 0
    (journal,) = (fresh / "evaluation" / "journals").iterdir()
    lines = journal.read_text("utf-8").splitlines()
    marked = json.loads(lines[0])
    marked["systems"]["ours"]["mrr"] = 0.123
    rest = "\n".join(lines[1:4])
    journal.write_text(f"{json.dumps(marked)}\n{rest[:-20]}", encoding="utf-8")
    code, output, _ = run(*command, data=fresh)
    assert code == 0
    kept: dict[str, Any] = {}
    for line in journal.read_text("utf-8").splitlines():
        if line.endswith("}"):
            kept[json.loads(line)["id"]] = json.loads(line)
    assert set(kept) == set(IDS)
    assert kept[IDS[0]]["systems"]["ours"]["mrr"] == 0.123
    expected = json.loads(whole)["systems"]["ours"]["recall@5"]
    assert json.loads(output)["systems"]["ours"]["recall@5"] == pytest.approx(expected)


def test_several_sets_are_one_line_each(place: Place, tmp_path: Path) -> None:
    """In the order in which they were named."""
    other = write_set(tmp_path, "other", questions=QUESTIONS[:4], compressed=False)
    output = place.eval("answers", other, place.tiny, "--json", "--limit", "3")
    assert [json.loads(line)["set"] for line in output.splitlines()] == ["other", "tiny"]


def test_a_set_without_evidence_is_said_to_have_none(place: Place, tmp_path: Path) -> None:
    """There is nothing to rank."""
    path = write_set(tmp_path, "silent", questions=QUESTIONS[3:5])
    output = place.eval("retrieval", path, "--system", "ours")
    assert "none of the questions has evidence" in output


def test_the_operators_catalogue_is_left_alone(place: Place) -> None:
    """A set's episodes are in a library of their own."""
    assert "No episodes yet" in run("episodes", data=place.data)[1]
    assert run("check", data=place.data)[1] == "0 of 0 episodes are sound.\n"


@pytest.mark.parametrize("command", ["retrieval", "answers"])
def test_an_unknown_set_is_said_in_a_sentence(fresh: Path, command: str) -> None:
    """Before anything is measured, whichever of several it is."""
    path = write_set(fresh / "sets")
    code, output, messages = run("eval", command, path, fresh / "nothing", data=fresh)
    assert (code, output) == (1, "")
    assert messages.startswith(f"{fresh / 'nothing'}.turns.jsonl.gz does not exist. A set is")
    assert messages.count("\n") == 1
    assert not (fresh / "evaluation").exists()


@pytest.mark.parametrize(
    "arguments", [("--limit", "0"), ("--system", "google"), ("--seed", "soon"), ()]
)
def test_wrong_usage_is_told_apart(fresh: Path, arguments: tuple[str, ...]) -> None:
    """With the exit code of wrong usage."""
    sets = [write_set(fresh / "sets")] if arguments else []
    assert run("eval", "retrieval", *sets, *arguments, data=fresh)[0] == 2


def test_a_model_that_is_not_set_is_said(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a sentence that names what to set."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    path = write_set(fresh / "sets")
    code, output, messages = run("eval", "answers", path, "--system", "model", data=fresh)
    assert (code, output) == (1, "")
    assert "No language model is set: OPENAI_API_KEY or OPENAI_BASE_URL says" in messages
    assert messages.count("\n") == 1


def test_a_model_that_does_not_answer_is_not_measured(
    fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What answers in its stead is another; and listeners' budget is not touched."""
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{free_port()}/v1")
    monkeypatch.setenv("ASK_MODEL", "away")
    path = write_set(fresh / "sets")
    code, output, messages = run("eval", "answers", path, "--system", "model", data=fresh)
    assert (code, output) == (1, "")
    assert f"did not answer question {QUESTIONS[0]['id']} of tiny (model_unavailable)" in messages
    assert "the same command goes on" in messages
    assert [file.read_text() for file in (fresh / "evaluation" / "journals").iterdir()] == [""]
    assert (fresh / "evaluation" / "spending.sqlite3").exists()
    assert not (fresh / "ask.sqlite3").exists()


def test_a_question_that_cannot_be_asked_is_said(fresh: Path) -> None:
    """In a sentence, not with a traceback."""
    path = write_set(fresh / "sets", questions=[QUESTIONS[0] | {"question": "why " * 200}])
    code, output, messages = run("eval", "answers", path, data=fresh)
    assert (code, output) == (1, "")
    assert "up to 500 can be asked" in messages
