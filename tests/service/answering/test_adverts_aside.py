"""Adverts are no evidence, unless they are what is asked about."""

import gc
import weakref
from dataclasses import replace
from pathlib import Path

import pytest

from indexer import Advert, IndexedEpisode, Library, index_transcript
from service.answering.adverts_aside import adverts_aside, searched
from service.answering.answer import Asked, answer_of
from service.answering.events import Answer, Outcome
from service.answering.extractive import ExtractiveAnswerer
from service.answering.question import Question
from service.answering.retrieve import retrieve
from service.answering.sentence_run import SentenceRun, continued
from tests.fakes import WordEncoder

SAID = """Ana: The weir came down in June, and the river ran free again. But this episode is \
brought to you by Kettle and Lamp. They make stoves for small boats, and the stoves are safe. \
Use the code BOOTS at kettleandlamp.com/boots for ten percent off. After that the salmon came back.

Bo: Nobody had counted the salmon before. We counted four hundred salmon in the first autumn.

Ana: And the mill? The mill stayed where it was.
"""


@pytest.fixture(scope="module")
def episode(tmp_path_factory: pytest.TempPathFactory) -> IndexedEpisode:
    """A conversation with an advert in the midst of a turn."""
    folder = tmp_path_factory.mktemp("adverts")
    path, library = folder / "weir.txt", Library(folder / "data")
    path.write_text(SAID)
    return library.episode(index_transcript(path, library, WordEncoder()).episode_id)


async def answered(question: str, episode: IndexedEpisode) -> Answer:
    asked = Asked(Question.of(question), episode, WordEncoder())
    return await answer_of(asked, ExtractiveAnswerer())


def quotes(answer: Answer) -> str:
    return " ".join(one.quote for claim in answer.claims for one in claim.citations)


@pytest.mark.parametrize(
    ("question", "counts"),
    [
        ("What came back when the river ran free?", False),
        ("What is safe on a small boat?", False),
        ("Who is the sponsor of the episode?", True),
        ("What is the promo code?", True),
        ("What is Kettle and Lamp?", True),
        ("what does kettle sell", True),
        ("Is there an advert?", True),
        ("Did the mill stay?", False),
    ],
)
def test_what_is_searched(episode: IndexedEpisode, question: str, counts: bool) -> None:
    """The whole where selling is asked about, or a name that only an advert says."""
    assert (searched(Question.of(question), episode) is episode) == counts


async def test_an_advert_is_no_answer_where_there_is_another(episode: IndexedEpisode) -> None:
    """Though its words are among the nearest."""
    answer = quotes(await answered("Is it safe that the mill stayed where it was?", episode))
    assert "The mill stayed" in answer
    assert "stoves" not in answer
    assert "four hundred" in quotes(await answered("How many salmon were counted?", episode))


async def test_what_was_taken_for_an_advert_is_no_absence(episode: IndexedEpisode) -> None:
    """Before an answer says that nobody said it, all that was said is searched."""
    assert "stoves" in quotes(await answered("What is safe on small boats?", episode))
    said = next(at for at in range(9) if "four hundred" in episode.sentence_text(at))
    counted = next(one for one in episode.passages if said < one.end_sentence)
    mistaken = replace(episode, adverts=(Advert(counted.first_sentence, counted.end_sentence),))
    question = "Were four hundred counted in the first autumn?"
    assert searched(Question.of(question), mistaken) is not mistaken
    assert "four hundred" in quotes(await answered(question, mistaken))


async def test_what_nobody_said_is_not_looked_for_in_adverts(episode: IndexedEpisode) -> None:
    """Nor is the nearest moment one of them."""
    answer = await answered("Why do volcanoes erupt near small glaciers?", episode)
    assert answer.outcome is Outcome.NOT_IN_EPISODE
    assert answer.nearest is not None
    assert "stoves" not in answer.nearest.quote


async def test_who_asks_for_it_gets_it(episode: IndexedEpisode) -> None:
    """With the moment at which it is read."""
    assert "BOOTS" in quotes(
        await answered("Which code gives ten percent off at Kettle and Lamp?", episode)
    )


def test_nothing_goes_on_over_an_advert(episode: IndexedEpisode) -> None:
    """What stands before and after it in one turn is never quoted as one."""
    rest = adverts_aside(episode)
    before = next(at for at in range(9) if "June" in rest.sentence_text(at))
    assert "salmon came back" in rest.sentence_text(before + 1)
    run = continued(rest, SentenceRun(before, before + 1), 400)
    assert run == SentenceRun(before, before + 1)
    parts = SentenceRun(before, before + 2).by_utterance(rest)
    assert [part.text(rest) for part in parts] == [
        rest.sentence_text(before),
        rest.sentence_text(before + 1),
    ]


def test_positions_are_those_of_the_view(episode: IndexedEpisode) -> None:
    """What is retrieved in it has a value for each of its own passages and sentences."""
    rest = adverts_aside(episode)
    found = retrieve(Question.of("Where did the salmon go?"), rest, WordEncoder())
    assert sorted(found.ranked) == list(range(len(rest.passages)))
    assert len(found.sentence_cosines) == len(rest.sentences) < len(episode.sentences)


def test_the_view_is_made_once_and_let_go(tmp_path: Path) -> None:
    """It lives as long as the episode, and no longer."""
    path, library = tmp_path / "a.txt", Library(tmp_path / "data", open_episodes=1)
    path.write_text(SAID)
    episode = library.episode(index_transcript(path, library, WordEncoder()).episode_id)
    view = weakref.ref(adverts_aside(episode))
    assert adverts_aside(episode) is view()
    del episode, library
    gc.collect()
    assert view() is None
