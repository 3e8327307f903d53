"""Follow-ups over HTTP: whose conversation is taken up, in which episode, for how long."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from service.access.api_key import Scope
from service.answering.conversation import MOST_EXCHANGES
from service.answering.events import Answer, Outcome
from service.earlier_answers import earlier_answers
from service.kept_answers import KeptAnswers
from tests.service.premium_client import Premium
from tests.service.test_answers import EVENTS, events_of

LOST = "How many hives did Ana lose?"
FOLLOW_UP = "who said that?"


def put(
    http: httpx.Client, question: str, previous: str | None = None, episode: str = "winter"
) -> dict[str, Any]:
    """The answer to a question that goes on with another."""
    body = {"question": question, "previous_answer_id": previous}
    response = http.post(f"/v1/episodes/{episode}/answers", json=body)
    assert response.status_code == 201, response.text
    answer: dict[str, Any] = response.json()
    return answer


@pytest.fixture
def asking(premium: Premium) -> httpx.Client:
    return premium.client(premium.make_key(Scope.ASK, Scope.READ))


def test_a_follow_up_is_answered_in_its_conversation(asking: httpx.Client) -> None:
    """From what was shown last; the answer tells how it was understood and what it goes on with."""
    first = put(asking, LOST)
    second = put(asking, FOLLOW_UP, first["id"])
    assert (first["standalone"], first["previous_answer_id"]) == (None, None)
    assert second["previous_answer_id"] == first["id"]
    assert second["question"] == FOLLOW_UP
    assert second["standalone"].startswith("who said that: “We lost thirty-one hives")
    assert second["claims"] == first["claims"]
    assert asking.get(f"/v1/answers/{second['id']}").json() == second


def test_a_question_that_stands_by_itself_is_answered_as_ever(asking: httpx.Client) -> None:
    """The conversation goes on with it all the same."""
    question = "What is a varroa mite?"
    first = put(asking, LOST)
    second = put(asking, question, first["id"])
    assert (second["standalone"], second["previous_answer_id"]) == (None, first["id"])
    assert second["claims"] == put(asking, question)["claims"]
    assert put(asking, "why?", second["id"])["standalone"] == f"{question} why?"


def test_the_events_tell_how_a_question_was_understood(asking: httpx.Client) -> None:
    """The first of them does, before anything was searched; told again, it does too."""
    body = {"question": "and Bo?", "previous_answer_id": put(asking, LOST)["id"]}
    headers = EVENTS | {"Idempotency-Key": "and-bo"}
    response = asking.post("/v1/episodes/winter/answers", json=body, headers=headers)
    (_, kind, created), *_ = events_of(response)
    assert (kind, created["standalone"]) == ("answer.created", "How many hives did Bo lose?")
    again = asking.post("/v1/episodes/winter/answers", json=body, headers=headers)
    assert again.headers["idempotent-replayed"] == "true"
    assert events_of(again)[0][2] == created


def test_the_same_words_after_another_answer_are_another_request(asking: httpx.Client) -> None:
    """An idempotency key stands for the answer before a question too."""
    headers = {"Idempotency-Key": "who-said-that"}
    first, other = put(asking, LOST), put(asking, "What is a varroa mite?")
    bodies = [{"question": FOLLOW_UP, "previous_answer_id": a["id"]} for a in (first, other)]
    sent = [asking.post("/v1/episodes/winter/answers", json=b, headers=headers) for b in bodies]
    assert [response.status_code for response in sent] == [201, 422]


@pytest.mark.parametrize("previous", ["ans_unknown", "", "\x00", "x" * 5_000])
def test_an_answer_that_is_not_there_begins_a_conversation(
    asking: httpx.Client, previous: str
) -> None:
    """No error: the question is taken by itself."""
    answer = put(asking, FOLLOW_UP, previous)
    assert (answer["standalone"], answer["previous_answer_id"]) == (None, None)


def test_anothers_answer_is_as_one_that_is_not_there(
    premium: Premium, asking: httpx.Client
) -> None:
    """Byte for byte, but for ids and times; its owner goes on with it."""
    theirs = put(asking, LOST)["id"]
    other = premium.client(premium.make_key(Scope.ASK))
    told = [put(other, FOLLOW_UP, previous) for previous in (theirs, "ans_unknown", None)]
    for answer in told:
        answer["id"] = answer["created_at"] = None
    assert told[0] == told[1] == told[2]
    assert "thirty-one" not in json.dumps(told)
    assert put(asking, FOLLOW_UP, theirs)["previous_answer_id"] == theirs


def test_a_conversation_is_about_one_episode(asking: httpx.Client) -> None:
    """Another episode's answer is no part of it."""
    first = put(asking, LOST)
    answer = put(asking, FOLLOW_UP, first["id"], episode="weir")
    assert (answer["standalone"], answer["previous_answer_id"]) == (None, None)


def test_a_conversation_ends_after_a_day(premium: Premium, asking: httpx.Client) -> None:
    """What was answered longer ago than that is no longer gone on with."""
    first = put(asking, LOST)
    for hours, is_taken_up in ((23, True), (25, False)):
        then = datetime.now(UTC) - timedelta(hours=hours)
        body = json.dumps(first | {"created_at": then.isoformat()})
        premium.change("UPDATE answers SET body = :b WHERE id = :id", b=body, id=first["id"])
        answer = put(asking, FOLLOW_UP, first["id"])
        assert (answer["previous_answer_id"] is not None) is is_taken_up


async def kept_chain(
    engine: AsyncEngine, hours_ago: list[float], owners: list[str | None] | None = None
) -> list[str]:
    """The ids of answers that follow each other, oldest first."""
    ids = [f"ans_{number}" for number in range(len(hours_ago))]
    for number, hours in enumerate(hours_ago):
        answer = Answer(
            id=ids[number],
            episode_id="winter",
            transcript_sha256="0",
            question="How many hives?",
            previous_answer_id=ids[number - 1] if number else None,
            outcome=Outcome.ANSWERED,
            answered_by="extractive",
            created_at=datetime.now(UTC) - timedelta(hours=hours),
        )
        await KeptAnswers(engine).keep(answer, owners[number] if owners else "acc_1")
    return ids


async def found(engine: AsyncEngine, last: str, caller: str | None = "acc_1") -> list[str]:
    """The ids of the conversation before a question, oldest first."""
    answers = await earlier_answers(KeptAnswers(engine), last, "winter", caller)
    return [answer.id for answer in answers]


async def test_a_conversation_is_read_a_few_answers_far(engine: AsyncEngine) -> None:
    """The newest three, oldest first."""
    ids = await kept_chain(engine, [0.5, 0.4, 0.3, 0.2, 0.1])
    assert await found(engine, ids[-1]) == ids[-MOST_EXCHANGES:]
    assert await found(engine, ids[1]) == ids[:2]


async def test_what_is_a_day_older_than_the_newest_is_left(engine: AsyncEngine) -> None:
    """However recently the answers between were given."""
    ids = await kept_chain(engine, [40, 30, 20])
    assert await found(engine, ids[-1]) == ids
    await KeptAnswers(engine).delete_of("acc_1")
    ids = await kept_chain(engine, [45, 30, 20])
    assert await found(engine, ids[-1]) == ids[1:]


async def test_a_visitors_answer_leads_to_nobody_elses(engine: AsyncEngine) -> None:
    """What a visitor asked is read by whoever knows its id; what is before it only by its owner."""
    ids = await kept_chain(engine, [0.2, 0.1], ["acc_1", None])
    assert await found(engine, ids[-1], None) == ids[1:]
    assert await found(engine, ids[-1], "acc_2") == ids[1:]
    assert await found(engine, ids[-1], "acc_1") == ids
    assert await found(engine, ids[0], "acc_2") == []


async def test_a_deleted_answer_ends_the_conversation(engine: AsyncEngine) -> None:
    """The link lies in the records, and leads nowhere without them."""
    ids = await kept_chain(engine, [0.2, 0.1])
    await KeptAnswers(engine).delete_of("acc_1")
    assert await found(engine, ids[-1]) == []
