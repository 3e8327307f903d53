"""Suggested questions, each answered by its episode; the first one's answer is the example."""

import asyncio
import gc
import shutil
import weakref
from pathlib import Path
from typing import Any

import httpx
import pytest

from indexer import BuildOptions, Library, OnnxEncoder, index_transcript
from indexer.episode import LONGEST_SUGGESTION
from service.answering.question import LONGEST_QUESTION
from service.suggested_questions import ExampleNotFound, SuggestedQuestions
from tests.conversations import write_winter
from tests.service.premium_client import Premium, problem_type

SAMPLES = Path(__file__).parents[2] / "samples" / "episodes"
UNANSWERABLE = "Which country won the football world cup?"


@pytest.fixture
def library(tmp_path: Path, encoders: Path) -> Library:
    """An empty library that has the encoders."""
    (tmp_path / "encoders").symlink_to(encoders)
    return Library(tmp_path)


def indexed(library: Library, encoder: OnnxEncoder, **metadata: Any) -> Library:
    """The library with the small conversation, of which this is said."""
    transcript = write_winter(library.data / "source", **metadata)
    index_transcript(transcript, library, encoder, BuildOptions("winter"))
    return library


async def suggested(library: Library) -> tuple[str, ...]:
    return await SuggestedQuestions(library).of(library.episode("winter"))


async def test_the_operators_questions_come_first_and_alone(
    library: Library, minilm: OnnxEncoder
) -> None:
    """In their order, without those that the episode does not answer."""
    given = ["Was the frost to blame?", UNANSWERABLE, "How many hives did Ana lose?"]
    indexed(library, minilm, questions=given)
    assert await suggested(library) == (given[0], given[2])


async def test_four_are_suggested_at_most(library: Library, minilm: OnnxEncoder) -> None:
    """However many an operator gives."""
    given = [f"How many hives did {who} lose?" for who in ("Ana", "you", "she", "they", "we")]
    indexed(library, minilm, questions=given)
    assert await suggested(library) == tuple(given[:4])


async def test_general_questions_are_suggested_where_the_operator_gives_none(
    library: Library, minilm: OnnxEncoder
) -> None:
    """Those that this episode answers, then one for a chapter whose title names a subject."""
    indexed(library, minilm)
    assert await suggested(library) == (
        "What is this episode about?",
        "What do they disagree about?",
        "What do they say about “Mites and frost”?",
    )


async def test_a_chapter_is_suggested_only_where_its_answer_is_said_in_it(
    library: Library, minilm: OnnxEncoder
) -> None:
    """A title that fits what is said elsewhere misleads; one that is a question is asked itself."""
    chapters = [
        {"start": 0, "title": "Mites before the frost"},
        {"start": 14, "title": "Was the frost  to blame?"},
    ]
    indexed(library, minilm, chapters=chapters)
    made = (await suggested(library))[2:]
    assert made == ("Was the frost to blame?",)


async def test_nobody_who_speaks_alone_is_asked_about_a_disagreement(
    library: Library, minilm: OnnxEncoder
) -> None:
    """Even where the word is said."""
    write_winter(library.data / "source", chapters=[])
    transcript = library.data / "source" / "winter.vtt"
    alone = transcript.read_text("utf-8").replace("Bo Lind", "Ana Černá")
    transcript.write_text(alone, "utf-8")
    index_transcript(transcript, library, minilm, BuildOptions("winter"))
    assert await suggested(library) == ("What is this episode about?",)


async def test_an_episode_that_cannot_be_asked_now_suggests_nothing(
    library: Library, minilm: OnnxEncoder, tmp_path: Path
) -> None:
    """Its encoder is gone; once that is back, so are the questions."""
    indexed(library, minilm)
    questions = SuggestedQuestions(library)
    episode = library.episode("winter")
    encoders = library.encoders.rename(tmp_path / "elsewhere")
    assert await questions.of(episode) == ()
    encoders.rename(library.encoders)
    assert len(await questions.of(episode)) == 3


async def test_an_episode_without_a_question_that_it_answers_has_no_example(
    library: Library, minilm: OnnxEncoder
) -> None:
    """Rather than one that the operator did not choose."""
    indexed(library, minilm, questions=[UNANSWERABLE])
    with pytest.raises(ExampleNotFound):
        await SuggestedQuestions(library).example(library.episode("winter"))


async def test_questions_are_found_once_for_an_opened_episode(
    library: Library, minilm: OnnxEncoder
) -> None:
    """Several that ask at once share what the first one finds."""
    indexed(library, minilm)
    questions, episode = SuggestedQuestions(library), library.episode("winter")
    first, second = await asyncio.gather(questions.example(episode), questions.example(episode))
    assert first is second
    assert await questions.example(episode) is first


async def test_an_episode_that_is_closed_is_let_go(library: Library, minilm: OnnxEncoder) -> None:
    """What is remembered of it does not hold its index in memory."""
    indexed(library, minilm)
    questions, episode = SuggestedQuestions(library), library.episode("winter")
    await questions.example(episode)
    seen = weakref.ref(episode)
    library.remove("winter")
    del episode
    gc.collect()
    assert seen() is None


@pytest.mark.parametrize("name", ["after-the-weir.vtt", "deep-end.srt", "one-hour-twice.json"])
async def test_every_question_of_a_sample_is_answered_by_it(
    library: Library, minilm: OnnxEncoder, name: str
) -> None:
    """What is offered to who tries the service is answered without a model."""
    for file in SAMPLES.glob(f"{Path(name).stem}.*"):
        shutil.copy(file, library.data)
    index_transcript(library.data / name, library, minilm, BuildOptions("winter"))
    given = library.episode("winter").metadata.questions
    assert 3 <= len(given) <= 4
    assert await suggested(library) == given


def test_an_episode_tells_what_to_ask_it(client: httpx.Client) -> None:
    """And the example is the answer to the first of them."""
    questions = client.get("/v1/episodes/winter").json()["questions"]
    assert questions[0] == "What is this episode about?"
    example = client.get("/v1/episodes/winter/example").json()
    assert example["question"] == questions[0]
    assert (example["id"], example["answered_by"]) == ("example", "extractive")
    assert example["claims"][0]["citations"][0]["quote"] == example["claims"][0]["text"]


def test_an_example_is_kept_nowhere(client: httpx.Client) -> None:
    """It is nobody's answer."""
    client.get("/v1/episodes/winter/example").raise_for_status()
    assert problem_type(client.get("/v1/answers/example")) == (404, "answer-not-found")


def test_anybody_sees_the_example_where_asking_is_sold(premium: Premium) -> None:
    """It is what a visitor sees before paying; nobody's questions are counted for it."""
    example = premium.client().get("/v1/episodes/winter/example")
    assert example.json()["outcome"] == "answered"


def test_an_episode_that_is_not_there_has_no_example(client: httpx.Client) -> None:
    """Nor has one a name that is none."""
    assert problem_type(client.get("/v1/episodes/x/example")) == (404, "episode-not-found")


def test_whatever_can_be_suggested_can_be_asked() -> None:
    """The metadata's limit lies within the question's."""
    assert LONGEST_SUGGESTION <= LONGEST_QUESTION
