"""The two files of a question set, read and checked.

    NAME.turns.jsonl.gz       {"episode", "turn", "speaker", "start", "text", …} a line
    NAME.questions.jsonl.gz   {"id", "episode", "question", "answerable", "kind", "evidence", …}

Files that are not compressed, ``NAME.turns.jsonl``, are read as well.
"""

import gzip
import hashlib
import random
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    FiniteFloat,
    ValidationError,
    model_validator,
)

from indexer import ExplainedError, first_fault
from service.answering.conversation import Exchange, understood
from service.answering.question import LONGEST_QUESTION, Question, QuestionRefused

_WHO_ASKS = "user"


class QuestionSetRefused(ExplainedError):
    """A question set that cannot be read; the message names the file, the line and the fault."""


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True)


class Turn(_Row):
    """One turn of an episode; ``start`` in seconds, ``paragraph`` where the source has them."""

    episode: str
    turn: Annotated[int, Field(ge=0)]
    speaker: str | None = None
    start: FiniteFloat | None = None
    text: str
    paragraph: int | None = None


class Mask(_Row):
    """Words of a turn that are left out of the index: the question as it was spoken."""

    turn: Annotated[int, Field(ge=0)]
    text: Annotated[str, Field(min_length=1)]


class Said(_Row):
    """One message of the conversation before a question."""

    speaker: str
    text: str


class SetQuestion(_Row):
    """A question with its evidence: inclusive spans of turns, none where it is unanswerable."""

    id: str
    episode: str
    question: str
    answerable: bool
    kind: str
    answers: tuple[str, ...] = ()
    evidence: tuple[tuple[int, int], ...] = ()
    mask: Mask | None = None
    history: tuple[Said, ...] = ()

    @model_validator(mode="after")
    def _evidence_where_answerable(self) -> "SetQuestion":
        if self.answerable != bool(self.evidence):
            raise ValueError("evidence has to be given exactly where a question is answerable")
        return self

    def as_asked(self) -> Question:
        """The question as the product understands it in its conversation.

        Raises:
            QuestionRefused: It has no words, or more than can be asked; no set has such a one.
        """
        return understood(self.question, self._earlier)

    @property
    def _earlier(self) -> list[Exchange]:
        """The conversation before it, each question as it was understood then."""
        exchanges: list[Exchange] = []
        for asked, *told in _exchanges(self.history):
            question = understood(asked, exchanges)
            exchanges.append(Exchange(question.whole, " ".join(told)))
        return exchanges


def _exchanges(history: Sequence[Said]) -> list[list[str]]:
    """What the user asked, each time with what was said to that."""
    exchanges: list[list[str]] = []
    for said in history:
        if said.speaker == _WHO_ASKS and any(character.isalnum() for character in said.text):
            exchanges.append([said.text[-LONGEST_QUESTION:]])
        elif exchanges:
            exchanges[-1].append(said.text)
    return exchanges


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A set; ``sha256`` covers both files, ``masks`` those of all its questions, by episode."""

    name: str
    sha256: str
    turns: Mapping[str, Sequence[Turn]]
    questions: Sequence[SetQuestion]
    masks: Mapping[str, Sequence[Mask]]

    def sampled(self, limit: int | None, seed: int) -> "QuestionSet":
        """The set with so many of its questions, chosen by chance, in their order."""
        if limit is None or limit >= len(self.questions):
            return self
        chosen = sorted(random.Random(seed).sample(range(len(self.questions)), limit))  # noqa: S311
        return replace(self, questions=[self.questions[position] for position in chosen])


def read_question_set(name: Path) -> QuestionSet:
    """Reads a set by the common beginning of its two files.

    Raises:
        QuestionSetRefused: A file is missing or damaged, or a line is not what it has to be.
    """
    turns_file, questions_file = _file_of(name, "turns"), _file_of(name, "questions")
    turns: dict[str, list[Turn]] = defaultdict(list)
    for turn in _rows(turns_file, Turn):
        turns[turn.episode].append(turn)
    questions = list(_rows(questions_file, SetQuestion))
    _check(name, turns, questions)
    digest = hashlib.sha256(turns_file.read_bytes() + questions_file.read_bytes()).hexdigest()
    masks: dict[str, list[Mask]] = defaultdict(list)
    for question in questions:
        if question.mask is not None:
            masks[question.episode].append(question.mask)
    return QuestionSet(name.name, digest, turns, questions, masks)


def _check(
    name: Path, turns: Mapping[str, Sequence[Turn]], questions: Sequence[SetQuestion]
) -> None:
    if not questions:
        raise QuestionSetRefused(f"{name} has no questions.")
    for question in questions:
        _check_question(name, question, len(turns.get(question.episode, ())))
    repeated = len(questions) - len({question.id for question in questions})
    if repeated:
        raise QuestionSetRefused(f"{repeated} questions of {name} have the id of another one.")
    for episode, spoken in turns.items():
        if [turn.turn for turn in spoken] != list(range(len(spoken))):
            raise QuestionSetRefused(f"The turns of {episode} in {name} do not count 0, 1, 2 ….")


def _check_question(name: Path, question: SetQuestion, turns: int) -> None:
    told = f"The question {question.id} of {name}"
    try:
        question.as_asked()
    except QuestionRefused as error:
        raise QuestionSetRefused(f"{told} cannot be asked: {error}") from error
    for first, last in question.evidence:
        if not 0 <= first <= last:
            raise QuestionSetRefused(
                f"The evidence of {question.id} in {name} goes from turn {first} to {last}: the "
                "first turn comes first, and turns count from 0."
            )
    named = [last for _, last in question.evidence] + (
        [question.mask.turn] if question.mask else []
    )
    if max(named, default=0) >= turns:
        raise QuestionSetRefused(
            f"{told} is about turn {max(named, default=0)} of {question.episode}, which {name} "
            "does not have."
        )


def _file_of(name: Path, kind: str) -> Path:
    found = [name.parent / f"{name.name}.{kind}.jsonl{end}" for end in (".gz", "")]
    for file in found:
        if file.is_file():
            return file
    raise QuestionSetRefused(
        f"{found[0]} does not exist. A set is named by what its two files begin with: SET for "
        "SET.turns.jsonl.gz and SET.questions.jsonl.gz."
    )


_RowType = TypeVar("_RowType", bound=_Row)


def _rows(file: Path, kind: type[_RowType]) -> Iterator[_RowType]:
    for number, line in enumerate(_lines(file), start=1):
        if not line.strip():
            continue
        try:
            yield kind.model_validate_json(line)
        except ValidationError as error:
            field, fault = first_fault(error)
            raise QuestionSetRefused(
                f"{file.name}, line {number}: {field or 'the line'}: {fault}."
            ) from error


def _lines(file: Path) -> list[str]:
    try:
        data = file.read_bytes()
        text = (gzip.decompress(data) if file.suffix == ".gz" else data).decode("utf-8")
    except (OSError, EOFError, UnicodeDecodeError, zlib.error) as error:
        raise QuestionSetRefused(f"{file} cannot be read: {error}.") from error
    return text.split("\n")
