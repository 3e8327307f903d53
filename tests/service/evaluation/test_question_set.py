"""Question sets: both kinds of files are read, and every fault is told in a sentence."""

import gzip
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import Library
from service.answering.question import Question
from service.evaluation.indexed_set import index_episode
from service.evaluation.question_set import QuestionSet, QuestionSetRefused, read_question_set
from tests.fakes import WordEncoder
from tests.service.evaluation.sets import (
    IDS,
    QUESTIONS,
    SPOKEN_QUESTION,
    TURNS,
    changed,
    write_set,
)


def refusal(path: Path) -> str:
    """The sentence in which a set is refused."""
    with pytest.raises(QuestionSetRefused) as refused:
        read_question_set(path)
    return str(refused.value)


def ids(questions: QuestionSet) -> list[str]:
    return [question.id for question in questions.questions]


@pytest.mark.parametrize("compressed", [True, False])
def test_a_set_is_read_whether_it_is_compressed_or_not(tmp_path: Path, compressed: bool) -> None:
    """All turns by episode, and all questions in the order of their file."""
    questions = read_question_set(write_set(tmp_path, compressed=compressed))
    assert questions.name == "tiny"
    assert ids(questions) == IDS
    assert [turn.text for turns in questions.turns.values() for turn in turns] == [
        row["text"] for row in TURNS
    ]
    assert list(questions.turns) == ["orchard", "ferry"]
    assert {name: len(masks) for name, masks in questions.masks.items()} == {"orchard": 1}


def test_a_compressed_file_wins_over_one_that_is_not(tmp_path: Path) -> None:
    """Where both lie there, the one that the set's name promises is read."""
    write_set(tmp_path, questions=QUESTIONS[:1], compressed=False)
    assert ids(read_question_set(write_set(tmp_path))) == IDS


def test_empty_lines_are_no_rows(tmp_path: Path) -> None:
    """A file may end, or go on, with lines that hold nothing."""
    path = write_set(tmp_path, compressed=False)
    file = tmp_path / "tiny.questions.jsonl"
    file.write_text("\n" + file.read_text().replace("\n", "\n  \n"))
    assert ids(read_question_set(path)) == IDS


def test_the_hash_covers_both_files(tmp_path: Path, tiny: QuestionSet) -> None:
    """Other turns or other questions are another set, the same ones are the same."""
    again = write_set(tmp_path / "again", compressed=True)
    turns = write_set(tmp_path / "turns", turns=changed(TURNS, 3, text="We lit large fires."))
    questions = write_set(tmp_path / "questions", questions=QUESTIONS[1:])
    hashes = {read_question_set(path).sha256 for path in (again, turns, questions)}
    assert len(hashes) == 3
    assert tiny.questions == read_question_set(again).questions


def test_fields_that_are_not_known_are_left_aside(tmp_path: Path) -> None:
    """A set may say more than what is measured."""
    path = write_set(tmp_path, questions=changed(QUESTIONS, 0, source="a thesis"))
    assert ids(read_question_set(path)) == IDS


FAULTS = [
    (0, {"question": None}, "line 1: question: Field required."),
    (2, {"answerable": None}, "line 3: answerable: Field required."),
    (1, {"evidence": "turn 3"}, "line 2: evidence: Input should be a valid"),
    (1, {"evidence": []}, "line 2: the line: evidence has to be given exactly where"),
    (3, {"evidence": [[1, 1]]}, "line 4: the line: evidence has to be given exactly where"),
    (5, {"evidence": [[0, 99]]}, "The question crossing of {name} is about turn 99 of ferry"),
    (4, {"episode": "harbour"}, "The question anthem of {name} is about turn 0 of harbour"),
    (4, {"id": "frost"}, "1 questions of {name} have the id of another one."),
    (0, {"evidence": [[3, 1]]}, "frost"),
    (0, {"evidence": [[-1, 1]]}, "frost"),
    (1, {"mask": {"turn": 99, "text": SPOKEN_QUESTION}}, "fires"),
    (1, {"mask": {"turn": -1, "text": SPOKEN_QUESTION}}, "line 2"),
    (1, {"mask": {"turn": 2, "text": ""}}, "line 2"),
    (0, {"question": "??"}, "The question frost of {name} cannot be asked: The question has no"),
    (0, {"question": "why " * 200}, "The question frost of {name} cannot be asked: The question"),
]


@pytest.mark.parametrize(("place", "changes", "sentence"), FAULTS)
def test_a_faulty_question_is_refused_in_a_sentence(
    tmp_path: Path, place: int, changes: dict[str, Any], sentence: str
) -> None:
    """It names the file and the line, or the question, and what is wrong with it."""
    path = write_set(tmp_path, questions=changed(QUESTIONS, place, **changes))
    told = refusal(path)
    assert sentence.format(name=path) in told
    assert "tiny" in told
    assert told.endswith(".")
    assert "\n" not in told


@pytest.mark.parametrize(
    ("place", "changes", "sentence"),
    [
        (1, {"text": None}, "tiny.turns.jsonl.gz, line 2: text: Field required."),
        (2, {"turn": -1}, "tiny.turns.jsonl.gz, line 3: turn: Input should be greater"),
        (0, {"start": math.nan}, "tiny.turns.jsonl.gz, line 1: start: Input should be a finite"),
        (2, {"turn": 3}, "The turns of orchard in {name} do not count 0, 1, 2 …."),
        (1, {"turn": 2}, "The turns of orchard in {name} do not count 0, 1, 2 …."),
        (0, {"turn": 1}, "The turns of orchard in {name} do not count 0, 1, 2 …."),
    ],
)
def test_a_faulty_turn_is_refused_in_a_sentence(
    tmp_path: Path, place: int, changes: dict[str, Any], sentence: str
) -> None:
    """Fields that are missing, and turns that do not count from zero without a gap."""
    path = write_set(tmp_path, turns=changed(TURNS, place, **changes))
    assert sentence.format(name=path) in refusal(path)


def test_a_set_without_questions_is_refused(tmp_path: Path) -> None:
    """There is nothing to measure."""
    path = write_set(tmp_path, questions=[])
    with pytest.raises(QuestionSetRefused, match=r"tiny has no questions\."):
        read_question_set(path)


@pytest.mark.parametrize("kind", ["turns", "questions"])
def test_a_missing_file_is_said_with_how_a_set_is_named(tmp_path: Path, kind: str) -> None:
    """Whoever gave a file's name, or a wrong one, learns what to give."""
    path = write_set(tmp_path)
    (tmp_path / f"tiny.{kind}.jsonl.gz").unlink()
    assert f"tiny.{kind}.jsonl.gz does not exist. A set is named by" in refusal(path)


@pytest.mark.parametrize("name", [".", "..", "/", ""])
def test_a_folder_is_not_a_set(name: str) -> None:
    """A path that ends in no name is refused as any other that names no set."""
    with pytest.raises(QuestionSetRefused, match="A set is named by"):
        read_question_set(Path(name))


def _damaged(data: bytes) -> bytes:
    return data[:40] + bytes(byte ^ 0x55 for byte in data[40:60]) + data[60:]


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[: len(data) // 2],
        _damaged,
        lambda data: data[:-8] + bytes(8),
        gzip.decompress,
        lambda _: b"",
        lambda _: gzip.compress(b'{"id": "\xff"}'),
        lambda _: b"\x1f\x8b",
    ],
    ids=["cut", "damaged", "checksum", "plain", "empty", "latin", "header"],
)
def test_a_damaged_file_is_named(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    """Whatever is wrong with the bytes, one sentence says which file cannot be read."""
    path = write_set(tmp_path)
    file = tmp_path / "tiny.questions.jsonl.gz"
    file.write_bytes(damage(file.read_bytes()))
    told = refusal(path)
    assert "tiny" in told
    assert "\n" not in told


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    """With its number, which counts from one."""
    path = write_set(tmp_path, compressed=False)
    file = tmp_path / "tiny.questions.jsonl"
    lines = file.read_text().split("\n")
    file.write_text("\n".join([*lines[:3], lines[3][:30], *lines[4:]]))
    with pytest.raises(QuestionSetRefused, match=r"tiny\.questions\.jsonl, line 4: the line: Inv"):
        read_question_set(path)


@given(st.integers(1, 20), st.integers(0, 2**32))
def test_a_sample_is_chosen_by_its_seed_and_keeps_the_order(
    tiny: QuestionSet, limit: int, seed: int
) -> None:
    """The same seed chooses the same questions, and a limit above the whole gives the whole."""
    sampled = tiny.sampled(limit, seed)
    chosen = ids(sampled)
    assert chosen == ids(tiny.sampled(limit, seed))
    assert len(chosen) == min(limit, len(IDS))
    assert chosen == [name for name in IDS if name in chosen]
    assert (sampled.sha256, sampled.masks) == (tiny.sha256, tiny.masks)


def test_another_seed_chooses_others(tiny: QuestionSet) -> None:
    """Every question has its turn, and without a limit all have."""
    samples = [ids(tiny.sampled(2, seed)) for seed in range(40)]
    assert {name for sample in samples for name in sample} == set(IDS)
    assert ids(tiny.sampled(None, 3)) == IDS


def test_a_question_that_is_not_asked_is_masked_all_the_same(
    tiny: QuestionSet, tmp_path: Path
) -> None:
    """A sample is measured on the episodes that the whole set is measured on."""
    seed = next(seed for seed in range(99) if ids(tiny.sampled(1, seed)) == ["frost"])
    asked = index_episode(tiny.sampled(1, seed), "orchard", Library(tmp_path), WordEncoder())
    assert SPOKEN_QUESTION not in asked.episode.transcript.text


def test_a_follow_up_is_asked_as_the_product_understands_it(tiny: QuestionSet) -> None:
    """After the user's last question, and not what the system said; by itself where none was."""
    by_id = {question.id: question for question in tiny.questions}
    before = "How many passengers could the Marta carry?"
    assert by_id["follow-up"].as_asked().whole == f"{before} Please elaborate?"
    assert by_id["alone"].as_asked() == Question("Please elaborate?")


def test_a_question_of_a_conversation_that_stands_by_itself_is_asked_by_itself(
    tiny: QuestionSet,
) -> None:
    """As the product does, whatever a set has before it."""
    by_id = {question.id: question for question in tiny.questions}
    question = by_id["follow-up"].model_copy(update={"question": "Which whales eat squid?"})
    assert question.as_asked().whole == "Which whales eat squid?"
    assert question.as_asked().beside
