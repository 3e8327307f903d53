"""Questions that found no answer: which are found, grouped how, and gone when."""

import asyncio
import threading
from dataclasses import astuple
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from indexer import Library
from service import gaps as gaps_module
from service.answering.checks.names import Capitals
from service.answering.events import Outcome
from service.gaps import Gaps
from service.kept_answers import KeptAnswers
from tests.service.unanswered import NOW, keep, moment, unanswered


@pytest.fixture
def gaps(engine: AsyncEngine, data: Path) -> Gaps:
    """Gaps of an empty database, over the two episodes."""
    return Gaps(engine, Library(data), NOW.timestamp)


async def questions(gaps: Gaps, *arguments: Any) -> list[tuple[str, int]]:
    """The questions that are found, and how often each was asked."""
    return [(gap.question, gap.count) for gap in (await gaps.find(*arguments)).gaps]


async def test_what_is_asked_most_often_comes_first_then_what_was_asked_last(
    engine: AsyncEngine, gaps: Gaps
) -> None:
    """In all wordings, with the moment that came nearest to the newest."""
    await keep(
        engine,
        unanswered("Does Ana sell honey?", 1),
        unanswered("How much does a jar of honey cost?", 9, nearest=moment("Old.")),
        unanswered("What does a jar of honey cost?", 8, nearest=moment("New.", None)),
        unanswered("how much does a jar of honey cost", 7),
        unanswered("Is there a queen?", 20),
    )
    first, second, third = (await gaps.find()).gaps
    assert (first.question, first.part_of, first.count) == (
        "how much does a jar of honey cost", None, 3,
    )  # fmt: skip
    assert first.last_asked == int((NOW - timedelta(minutes=7)).timestamp())
    assert first.episode_id == "winter"
    assert [astuple(other) for other in first.other_wordings] == [
        ("What does a jar of honey cost?", 1)
    ]
    assert first.nearest is not None
    assert astuple(first.nearest) == (None, 65.0, "New.")
    assert [second.question, third.question] == ["Does Ana sell honey?", "Is there a queen?"]
    assert second.nearest is None


async def test_only_what_found_no_answer_is_a_gap(engine: AsyncEngine, gaps: Gaps) -> None:
    """Of a question that was partly answered, the part that was not; and what it was a part of."""
    whole = "Who are you and where do you buy bees?"
    for minute, outcome in enumerate(Outcome):
        await keep(engine, unanswered(f"Is this {outcome}?", minute, outcome=outcome))
    partly = {"outcome": Outcome.PARTLY_ANSWERED, "missing": "where do you buy bees"}
    await keep(engine, unanswered(whole, 30, **partly))
    found = (await gaps.find()).gaps
    assert [(gap.question, gap.part_of) for gap in found] == [
        ("Is this not_in_episode?", None),
        ("where do you buy bees", whole),
    ]


async def test_a_follow_up_is_a_gap_as_it_was_understood(engine: AsyncEngine, gaps: Gaps) -> None:
    """What was typed says nothing to who reads it later."""
    meant = "How many hives did Bo lose?"
    await keep(engine, unanswered("and Bo?", 1, standalone=meant))
    assert [gap.question for gap in (await gaps.find()).gaps] == [meant]


async def test_the_same_words_to_two_episodes_are_two_gaps(engine: AsyncEngine, gaps: Gaps) -> None:
    """One episode's can be listed alone, whether or not it is still there."""
    for minute, episode in enumerate(("winter", "weir", "removed-1", "winter")):
        await keep(engine, unanswered("What did it cost?", minute, episode_id=episode))
    found = [(gap.episode_id, gap.count) for gap in (await gaps.find()).gaps]
    assert found == [("winter", 2), ("weir", 1), ("removed-1", 1)]
    assert await questions(gaps, "removed-1") == [("What did it cost?", 1)]
    assert await questions(gaps, "nobody") == []


async def test_only_the_last_days_can_be_looked_at(engine: AsyncEngine, gaps: Gaps) -> None:
    """To the minute."""
    day = 24 * 60
    await keep(engine, unanswered("Is it old?", 2 * day + 1), unanswered("Is it new?", 2 * day - 1))
    assert await questions(gaps, None, 2) == [("Is it new?", 1)]
    assert len(await questions(gaps)) == 2


async def test_no_more_than_a_few_thousand_are_looked_at_and_that_is_said(
    engine: AsyncEngine, gaps: Gaps, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest; with the moment from which on."""
    monkeypatch.setattr(gaps_module, "MOST_LOOKED_AT", 2)
    kept = [unanswered(f"Is it {word}?", minute) for minute, word in enumerate(("warm", "dry"))]
    await keep(engine, *kept)
    assert (await gaps.find()).only_since is None
    await keep(engine, unanswered("Is it dark?", 5))
    found = await gaps.find()
    assert [gap.question for gap in found.gaps] == ["Is it warm?", "Is it dry?"]
    assert found.only_since == int((NOW - timedelta(minutes=1)).timestamp())


async def test_an_episode_without_its_encoder_is_grouped_by_words(
    engine: AsyncEngine, data: Path, tmp_path: Path
) -> None:
    """One that is gone too; with the encoder the same questions are one."""
    (tmp_path / "episodes").symlink_to(data / "episodes")
    asked = ("What does honey cost?", "what is the cost of honey?", "What is the price of honey?")
    for episode in ("winter", "removed-1"):
        await keep(engine, *(unanswered(text, 1, id=f"{episode}{text}", episode_id=episode)
                             for text in asked))  # fmt: skip
    without = Gaps(engine, Library(tmp_path))
    assert sorted(count for _, count in await questions(without, "winter")) == [1, 2]
    assert len(await questions(without, "removed-1")) >= 2
    assert len(await questions(Gaps(engine, Library(data)), "winter")) == 1


async def test_who_is_named_is_known_from_the_episode(
    engine: AsyncEngine, gaps: Gaps, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who speaks in it and what it writes like a name, though nobody who asks does."""
    monkeypatch.setattr(gaps_module._KnownVectors, "of", lambda *_: np.ones(1, np.float32))
    for minute, what in enumerate(("lind", "march", "frost", "valley")):
        await keep(engine, unanswered(f"what about {what}", minute))
    assert await questions(gaps) == [
        ("what about frost", 2), ("what about lind", 1), ("what about march", 1),
    ]  # fmt: skip


async def test_captions_in_capitals_name_nobody(
    engine: AsyncEngine, gaps: Gaps, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where everything is written large, that says nothing of a word."""
    loud = Capitals(small=frozenset("a"), large=frozenset({"frost", "valley"}))
    monkeypatch.setattr(gaps_module, "capitals_of", lambda _: loud)
    monkeypatch.setattr(gaps_module._KnownVectors, "of", lambda *_: np.ones(1, np.float32))
    await keep(engine, unanswered("what about frost", 1), unanswered("what about the valley", 2))
    assert await questions(gaps) == [("what about frost", 2)]


async def test_a_question_is_encoded_once(
    engine: AsyncEngine, gaps: Gaps, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second page groups anew with the vectors of the first, the newest of which are kept."""
    library = Library(data)
    encoder = library.encoder_of(library.episode("winter"))
    assert encoder is not None
    encoded: list[str] = []
    original = type(encoder).read_question

    def counted(self: Any, question: str) -> Any:
        encoded.append(question)
        return original(self, question)

    monkeypatch.setattr(type(encoder), "read_question", counted)
    await keep(engine, unanswered("Is it warm?", 1), unanswered("Is it dry?", 2))
    for _ in range(2):
        await gaps.find()
    assert len(encoded) == 2
    monkeypatch.setattr(gaps_module, "MOST_LOOKED_AT", 2)
    await keep(engine, unanswered("Is it dark?", 0))
    for _ in range(2):
        await gaps.find()
    assert encoded[2:] == ["Is it dark?", "Is it warm?"]


async def test_nobody_waits_while_questions_are_grouped(
    engine: AsyncEngine, gaps: Gaps, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service goes on meanwhile."""
    begun, goes_on = threading.Event(), threading.Event()

    def waiting(*_: Any) -> list[Any]:
        begun.set()
        assert goes_on.wait(20)
        return []

    monkeypatch.setattr(gaps_module, "group_questions", waiting)
    await keep(engine, unanswered("Is it warm?", 1))
    finding = asyncio.create_task(gaps.find())
    assert await asyncio.to_thread(begun.wait, 20)
    goes_on.set()
    assert (await finding).gaps == []


async def test_one_list_is_made_at_a_time(
    engine: AsyncEngine, gaps: Gaps, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many are asked for at once, listeners keep the other processors."""
    both = threading.Barrier(2)

    def meeting(*_: Any) -> list[Any]:
        with pytest.raises(threading.BrokenBarrierError):
            both.wait(0.5)
        both.reset()
        return []

    monkeypatch.setattr(gaps_module, "group_questions", meeting)
    await keep(engine, unanswered("Is it warm?", 1))
    await asyncio.gather(gaps.find(), gaps.find())


async def test_gaps_go_with_the_answers(engine: AsyncEngine, gaps: Gaps) -> None:
    """With the account that asked, and after the days for which answers are kept."""
    kept = KeptAnswers(engine)
    await keep(engine, unanswered("Is it mine?", 1), asked_by="acc_1")
    old = datetime.now(UTC) - timedelta(days=31)
    await keep(engine, {"question": "Is it old?", "created_at": old})
    assert len(await questions(gaps)) == 2
    await kept.delete_of("acc_1")
    await kept.delete_older(30)
    assert await questions(gaps) == []
