"""What may be asked after an answer: other moments near it, and nothing that was just heard."""

import asyncio
from pathlib import Path

import httpx
import pytest

from indexer import Library, OnnxEncoder
from service.access.api_key import Scope
from service.answering.answer import Asked, answer_of
from service.answering.events import Answer, Outcome
from service.answering.extractive import ExtractiveAnswerer
from service.answering.question import Question
from service.next_questions import NextQuestions
from service.suggested_questions import SuggestedQuestions
from tests.service.premium_client import UNANSWERABLE, Premium, ask, problem_type
from tests.service.talks import talk

LAMP_ROOM = "How did the lamp room smell?"


@pytest.fixture
def library(tmp_path: Path, encoders: Path, minilm: OnnxEncoder) -> Library:
    """A library with the talk."""
    (tmp_path / "encoders").symlink_to(encoders)
    talk(tmp_path, minilm)
    return Library(tmp_path)


def next_of(library: Library) -> NextQuestions:
    return NextQuestions(library, SuggestedQuestions(library))


async def answered(library: Library, text: str, answer_id: str = "ans_1") -> Answer:
    episode = library.episode("talk")
    encoder = library.encoder_of(episode)
    asked = Asked(Question.of(text), episode, encoder, answer_id=answer_id)
    return await answer_of(asked, ExtractiveAnswerer())


def spans(answer: Answer) -> list[tuple[int, int]]:
    return [(c.start_char, c.end_char) for claim in answer.claims for c in claim.citations]


async def test_an_episode_without_chapters_suggests_what_it_speaks_of(library: Library) -> None:
    """Beside the general questions; each is answered where it was made from."""
    suggested = await SuggestedQuestions(library).answers(library.episode("talk"))
    made = {answer.question: answer for answer in suggested}
    assert "Who is Agnes Harrow?" in made
    best = made["Who is Agnes Harrow?"].claims[0].citations[0]
    assert "Agnes Harrow" in best.quote
    assert all(answer.outcome is Outcome.ANSWERED for answer in suggested)


async def test_what_is_spoken_of_next_is_offered(library: Library) -> None:
    """Not what was asked about; each is answered, and by another moment."""
    answer = await answered(library, LAMP_ROOM)
    offered = await next_of(library).after(answer)
    assert "Who is Agnes Harrow?" in offered
    assert len(offered) <= 3
    for text in offered:
        again = await answered(library, text)
        assert again.outcome is Outcome.ANSWERED
        assert "lamp room" not in text
        (first, end) = spans(again)[0]
        assert not any(first < heard and start < end for start, heard in spans(answer))


async def test_another_voice_on_the_same_is_offered(library: Library) -> None:
    """Where somebody else speaks of it too."""
    answer = await answered(library, "What did you buy in Skarholm?")
    assert answer.claims[0].citations[0].speaker == "Jon Vane"
    offered = await next_of(library).after(answer)
    assert [text for text in offered if text.startswith("What does Ida Moss say about ")]


async def test_who_got_no_answer_is_offered_a_beginning(library: Library) -> None:
    """What is near, and what the episode suggests."""
    answer = await answered(library, UNANSWERABLE["question"])
    assert answer.outcome is Outcome.NOT_IN_EPISODE
    offered = await next_of(library).after(answer)
    assert len(offered) == 3
    assert len(set(offered)) == 3


async def test_what_is_offered_is_found_once(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same for everybody who asks at once, and by every process."""
    answer, questions = await answered(library, LAMP_ROOM), next_of(library)
    first, second = await asyncio.gather(questions.after(answer), questions.after(answer))
    assert first is second
    assert await next_of(library).after(answer) == first
    monkeypatch.setattr("service.next_questions._MOST_REMEMBERED", 1)
    for number in range(3):
        other = await answered(library, LAMP_ROOM, f"ans_{number + 2}")
        assert await questions.after(other) == first


async def test_an_answer_of_words_that_have_changed_is_followed_by_a_beginning(
    library: Library,
) -> None:
    """Its places are of another transcript."""
    answer = (await answered(library, LAMP_ROOM)).model_copy(
        update={"transcript_sha256": "another", "claims": ()}
    )
    offered = await next_of(library).after(answer)
    assert offered[0] == "What is this episode about?"


async def test_an_episode_that_cannot_be_asked_offers_nothing(
    library: Library, tmp_path: Path
) -> None:
    """Its encoder is away, or it is gone itself."""
    answer = await answered(library, LAMP_ROOM)
    encoders = library.encoders.rename(tmp_path / "elsewhere")
    assert await next_of(Library(tmp_path)).after(answer) == ()
    encoders.rename(library.encoders)
    library.remove("talk")
    assert await next_of(library).after(answer) == ()


def suggestions(http: httpx.Client, answer_id: str) -> httpx.Response:
    return http.get(f"/v1/answers/{answer_id}/suggestions")


def test_they_are_told_to_whoever_was_given_the_answer(premium: Premium) -> None:
    """And to nobody else; nothing is counted or kept, and no cache keeps them."""
    listener = premium.subscriber()
    answer = ask(listener.http).json()
    told = suggestions(listener.http, answer["id"])
    assert told.status_code == 200
    assert set(told.json()) == {"questions"}
    assert len(told.json()["questions"]) <= 3
    assert told.headers["cache-control"] == "no-store"
    assert listener.me()["quota"]["used"] == 1
    for other in (
        premium.client(),
        premium.sign_in().http,
        premium.client(premium.make_key(Scope.ASK)),
    ):
        assert problem_type(suggestions(other, answer["id"])) == (404, "answer-not-found")
    assert problem_type(suggestions(listener.http, "example")) == (404, "answer-not-found")


def test_the_chapter_that_follows_is_offered(client: httpx.Client) -> None:
    """Where its title names a subject; whatever is offered can be asked."""
    answer = ask(client).json()
    offered = suggestions(client, answer["id"]).json()["questions"]
    assert "What do they say about “Mites and frost”?" in offered
    for question in offered:
        assert ask(client, {"question": question}).json()["outcome"] == "answered"
