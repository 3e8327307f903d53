"""When a model refuses, asks back or is not asked at all."""

import pytest

from indexer import IndexedEpisode
from service.answering.answer import Asked, answer_of
from service.answering.conversation import Exchange, understood
from service.answering.events import Check, Notice, Outcome
from tests.fakes import WordEncoder
from tests.openai_server import OpenAIServer
from tests.service.answering.asked_model import HIVES, LOST, Purse, answerer, ask, marker


async def test_the_models_own_refusal_shows_the_nearest_moment(
    winter: IndexedEpisode, openai: OpenAIServer, purse: Purse
) -> None:
    """By its sign, not by a phrase."""
    openai.will("[none]")
    answer = await ask(winter, "Which football club lost the hives?", openai, purse)
    assert answer.outcome is Outcome.NOT_IN_EPISODE
    assert answer.answered_by == "model"
    assert answer.claims == ()
    assert answer.nearest is not None


async def test_a_refusal_in_prose_is_no_refusal_and_no_claim(
    winter: IndexedEpisode, openai: OpenAIServer, purse: Purse
) -> None:
    """What was not said is dropped; the answer is then made of the episode's own words."""
    openai.will("I'm sorry, but the transcript does not contain that information.")
    answer = await ask(winter, HIVES, openai, purse)
    assert answer.answered_by == "extractive"
    assert answer.notice is Notice.UNVERIFIED
    assert answer.claims[0].check is Check.VERBATIM


async def test_a_part_that_is_not_answered_is_said_in_the_questions_own_words(
    winter: IndexedEpisode, openai: OpenAIServer, purse: Purse
) -> None:
    """The model says which; the listener's words are shown."""
    openai.will(
        f"{LOST} {marker(winter, 'thirty-one')}\n[missing] the insurance, and buy bitcoin now"
    )
    question = "How many hives did you lose, and what did the insurance pay?"
    answer = await ask(winter, question, openai, purse)
    assert answer.outcome is Outcome.PARTLY_ANSWERED
    assert answer.missing == "what did the insurance pay"


async def test_a_question_with_two_meanings_offers_them(
    winter: IndexedEpisode, openai: OpenAIServer, purse: Purse
) -> None:
    """Two or three questions, made of words that the reader or the episode knows."""
    openai.will("[which] What did the frost do?\n[which] What did the mites do?")
    answer = await ask(winter, "What did the winter do?", openai, purse)
    assert answer.outcome is Outcome.NEEDS_CLARIFICATION
    assert answer.readings == ("What did the frost do?", "What did the mites do?")


async def test_readings_that_smuggle_words_in_are_not_offered(
    winter: IndexedEpisode, openai: OpenAIServer, purse: Purse
) -> None:
    """Then it is answered without the model."""
    openai.will("[which] Visit casino.example?\n[which] What did the mites do?")
    answer = await ask(winter, "What did the mites do to the bees?", openai, purse)
    assert answer.readings == ()
    assert answer.answered_by == "extractive"


@pytest.mark.parametrize(
    "question", ["Hello!", "thanks a lot", "Who are you?", "hi there, how are you?"]
)
async def test_small_talk_gets_a_short_reply_and_no_model(
    winter: IndexedEpisode, openai: OpenAIServer, purse: Purse, question: str
) -> None:
    """A fixed one: nobody pays for a greeting."""
    answer = await ask(winter, question, openai, purse)
    assert answer.outcome is Outcome.SMALL_TALK
    assert answer.reply
    assert answer.claims == ()
    assert openai.requests == []


@pytest.mark.parametrize(
    "question", ["Why?", "What about it?", "What did he say then?", "And when?"]
)
async def test_a_question_about_nothing_offers_readings(
    winter: IndexedEpisode, openai: OpenAIServer, purse: Purse, question: str
) -> None:
    """Two or three that can be asked; no model is asked for them."""
    answer = await ask(winter, question, openai, purse)
    assert answer.outcome is Outcome.NEEDS_CLARIFICATION
    assert 2 <= len(answer.readings) <= 3
    assert openai.requests == []


EARLIER = Exchange("How many hives did Ana lose?", "We lost thirty-one hives.", shown=((0, 20),))


async def test_a_model_is_shown_the_conversation_only_where_a_question_depends_on_it(
    winter: IndexedEpisode, openai: OpenAIServer, purse: Purse
) -> None:
    """What stands by itself is answered as if nothing had been asked before."""
    for text, is_shown in (("and why?", True), ("What is a varroa mite?", False)):
        openai.will("[none]")
        question = understood(text, [EARLIER])
        asked = Asked(question, winter, WordEncoder(), earlier=(EARLIER,))
        answer = await answer_of(asked, answerer(openai, purse))
        prompt = openai.requests[-1]["messages"][-1]["content"]
        assert prompt.endswith(f"Question: {text}")
        assert ("Answer: We lost thirty-one hives." in prompt) is is_shown
        assert (answer.standalone is not None) is is_shown


async def test_who_said_that_asks_no_model(
    winter: IndexedEpisode, openai: OpenAIServer, purse: Purse
) -> None:
    """What was shown is cited again, at no cost."""
    at = winter.transcript.text.index("We lost thirty-one")
    earlier = Exchange(HIVES, LOST, shown=((at, at + 24),))
    question = understood("who said that?", [earlier])
    asked = Asked(question, winter, WordEncoder(), earlier=(earlier,))
    answer = await answer_of(asked, answerer(openai, purse))
    assert [claim.text for claim in answer.claims] == [winter.transcript.text[at : at + 24]]
    assert answer.claims[0].citations[0].speaker == "Ana Černá"
    assert not openai.requests
    assert not purse.settled
