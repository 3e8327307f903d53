"""Conversations of our own about the sample episodes: what a question is taken for, and answered.

``follow_ups.json`` has what was asked before, the question, how it has to be understood (null where
it stands by itself), and the words of the transcript that answer it.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, TypeAdapter

from indexer import Library, OnnxEncoder
from service.answering.answer import Asked, answer_of
from service.answering.conversation import Exchange, understood
from service.answering.events import Answer
from service.answering.extractive import ExtractiveAnswerer
from service.answering.language_model import Meter, ModelDescription
from service.answering.model_answerer import ModelAnswerer
from service.answering.prompt import Prompt, short_ids
from service.answering.question import Question
from service.answering.retrieve import retrieve
from tests.broken_output import NoBudget
from tests.contracts.test_language_model import described
from tests.quality.own_questions import indexed_samples

FLOOR = 27
"""Of the follow-ups that depend; measured, less two."""


class FollowUp(BaseModel):
    """A question after others, and what is expected of it."""

    model_config = ConfigDict(frozen=True)

    episode: str
    asked: tuple[str, ...]
    follow_up: str
    understood: str | None
    moments: tuple[str, ...]


ALL = TypeAdapter(list[FollowUp]).validate_json(
    (Path(__file__).parent / "follow_ups.json").read_bytes()
)
DEPENDENT = [one for one in ALL if one.understood]
INDEPENDENT = [one for one in ALL if not one.understood]


@pytest.fixture(scope="module")
def library(
    tmp_path_factory: pytest.TempPathFactory, encoders: Path, minilm: OnnxEncoder
) -> Library:
    folder = tmp_path_factory.mktemp("samples")
    (folder / "encoders").symlink_to(encoders)
    library = Library(folder)
    indexed_samples(library, minilm)
    return library


async def answers(
    library: Library, encoder: OnnxEncoder, name: str, texts: Sequence[str]
) -> list[Answer]:
    """The answers of a conversation, each question put after the others."""
    episode = library.episode(name)
    made: list[Answer] = []
    for text in texts:
        sha256 = episode.manifest.transcript_sha256
        earlier = tuple(Exchange.of(answer, sha256) for answer in made)
        question = understood(text, earlier, episode.speakers)
        asked = Asked(question, episode, encoder, earlier=earlier)
        made.append(await answer_of(asked, ExtractiveAnswerer()))
    return made


def test_there_are_enough_of_both_kinds() -> None:
    """About each of the three episodes."""
    assert len(DEPENDENT) >= 25
    assert len(INDEPENDENT) >= 8
    assert len({one.episode for one in INDEPENDENT}) == 3


@pytest.mark.parametrize("one", ALL, ids=lambda one: f"{one.asked[-1]} {one.follow_up}")
def test_a_question_is_understood_as_it_is_meant(
    library: Library, minilm: OnnxEncoder, one: FollowUp
) -> None:
    """The answer tells what was typed, and the whole question where that is another."""
    *_, answer = asyncio.run(answers(library, minilm, one.episode, [*one.asked, one.follow_up]))
    assert (answer.question, answer.standalone) == (one.follow_up, one.understood)


def test_most_follow_ups_are_answered_with_the_right_moment(
    library: Library, minilm: OnnxEncoder
) -> None:
    """One of its first three claims cites it; without what went before, hardly any is."""
    right: list[str] = []
    right_alone: list[str] = []
    for one in DEPENDENT:
        text = library.episode(one.episode).transcript.text
        spans = [(text.index(m), text.index(m) + len(m)) for m in one.moments]
        texts = [*one.asked, one.follow_up]
        for found, asked in ((right, texts), (right_alone, texts[-1:])):
            *_, answer = asyncio.run(answers(library, minilm, one.episode, asked))
            cited = [c for claim in answer.claims[:3] for c in claim.citations]
            if any(
                c.start_char < end and start < c.end_char for c in cited for start, end in spans
            ):
                found.append(one.follow_up)
    assert len(right) >= FLOOR, sorted({one.follow_up for one in DEPENDENT} - set(right))
    assert len(right_alone) <= len(DEPENDENT) / 3, right_alone


@pytest.mark.parametrize("one", INDEPENDENT, ids=lambda one: one.follow_up)
def test_what_stands_by_itself_is_searched_as_if_alone(
    library: Library, minilm: OnnxEncoder, one: FollowUp
) -> None:
    """The ranking is the same, number by number."""
    episode = library.episode(one.episode)
    earlier = [Exchange(asked, "They say so.", shown=((0, 50),)) for asked in one.asked]
    after = retrieve(understood(one.follow_up, earlier, episode.speakers), episode, minilm)
    alone = retrieve(Question.of(one.follow_up), episode, minilm)
    assert after.passage_scores.tolist() == alone.passage_scores.tolist()


class Reading:
    """A language model that keeps what it was asked, and says that nothing was said."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.description: ModelDescription = described("http://127.0.0.1:9")

    async def written(self, prompt: Prompt, meter: Meter) -> AsyncGenerator[str]:
        del meter
        self.asked.append(prompt.user)
        yield "[none]"


def test_what_was_shown_last_is_among_what_a_model_is_given(
    library: Library, minilm: OnnxEncoder
) -> None:
    """However far from the question it is, and however little there is room for."""
    episode, model = library.episode("deep-end"), Reading()
    last = episode.passages[-1]
    for shown in ((), ((last.start_char, last.start_char + 9),)):
        question = replace(Question.of("What did the key cost?"), carried=shown)
        answerer = ModelAnswerer(model, NoBudget(), context_tokens=300)
        asyncio.run(answer_of(Asked(question, episode, minilm), answerer))
        assert (short_ids(episode)[last.id] in model.asked[-1]) is bool(shown)
