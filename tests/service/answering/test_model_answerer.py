"""A language model's answer: what of it is shown, how it ends, and what happens when it fails."""

import asyncio
from contextlib import aclosing
from dataclasses import dataclass, field

import pytest

from indexer import IndexedEpisode
from service.answering.answer import Asked, answer_of, answer_question
from service.answering.conversation import Exchange, understood
from service.answering.events import Answer, Check, ClaimMade, Notice, Outcome
from service.answering.language_model import ModelDescription, OpenAIModel
from service.answering.model_answerer import MOST_CLAIMS, ModelAnswerer, Reservation
from service.answering.prompt import short_ids
from service.answering.question import Question
from tests.contracts.test_language_model import described
from tests.fakes import WordEncoder
from tests.openai_server import Fault, OpenAIServer, Script, in_pieces


@dataclass
class Purse:
    """A budget that remembers."""

    left: float = 100.0
    settled: list[tuple[int, float]] = field(default_factory=list)

    async def reserve(self, dollars: float, caller: str | None) -> Reservation | None:
        if dollars > self.left:
            return None
        return Reservation("2026-11-23", round(dollars * 1_000_000), caller)

    async def settle(self, reservation: Reservation, dollars: float) -> None:
        self.settled.append((reservation.microdollars, dollars))


@pytest.fixture
def purse() -> Purse:
    return Purse()


def marker(episode: IndexedEpisode, words: str) -> str:
    """The marker of the passage that says some words."""
    at = episode.transcript.text.index(words)
    passage = next(p for p in episode.passages if p.start_char <= at < p.end_char)
    return f"[{short_ids(episode)[passage.id]}]"


def answerer(openai: OpenAIServer, purse: Purse, **changes: object) -> ModelAnswerer:
    limits = {"first_token_seconds": 2.0, "next_token_seconds": 0.5, "output_tokens": 300}
    description: ModelDescription = described(openai.url, **(limits | changes))
    return ModelAnswerer(OpenAIModel(description), purse, 4_000)


async def ask(
    episode: IndexedEpisode, question: str, openai: OpenAIServer, purse: Purse, **changes: object
) -> Answer:
    asked = Asked(Question.of(question), episode, WordEncoder())
    return await answer_of(asked, answerer(openai, purse, **changes))


HIVES = "How many hives did you lose?"
LOST = "Ana Černá lost 31 hives, almost everything they had."


async def test_a_sentence_that_holds_is_shown_with_its_exact_words(
    winter: IndexedEpisode, openai: OpenAIServer, purse: Purse
) -> None:
    """The smallest run of sentences, its speaker and its second; tokens and dollars counted."""
    openai.will(f"{LOST} {marker(winter, 'thirty-one')}")
    answer = await ask(winter, HIVES, openai, purse)
    assert answer.outcome is Outcome.ANSWERED
    assert answer.answered_by == "model"
    (claim,) = answer.claims
    assert (claim.text, claim.check) == (LOST, Check.VERIFIED)
    (citation,) = claim.citations
    assert citation.quote == "We lost thirty-one hives, which was almost everything we had."
    assert (citation.speaker, citation.start) == ("Ana Černá", 8.5)
    assert answer.usage is not None
    assert (answer.usage.input_tokens, answer.usage.output_tokens) == (100, 20)
    assert purse.settled[0][1] == answer.usage.dollars


async def test_an_invented_sentence_never_reaches_the_reader(
    winter: IndexedEpisode, openai: OpenAIServer, purse: Purse
) -> None:
    """It is dropped and counted; what holds is shown."""
    here = marker(winter, "thirty-one")
    openai.will(f"The city council paid for new hives in spring. {here}\n{LOST} {here}")
    answer = await ask(winter, HIVES, openai, purse)
    assert [claim.text for claim in answer.claims] == [LOST]
    assert answer.dropped == 1


@pytest.mark.parametrize(
    "wrong",
    [
        "Ana Černá lost 32 hives, almost everything they had.",
        "Bo Lind lost 31 hives, almost everything they had.",
        "Ana Černá never lost 31 hives, almost everything they had.",
        "31 hives lost Ana Černá, almost everything they had.",
    ],
)
async def test_what_is_not_confirmed_gives_way_to_what_was_said(
    winter: IndexedEpisode, openai: OpenAIServer, purse: Purse, wrong: str
) -> None:
    """The place is certain and the wording is not: the reader is shown the words."""
    openai.will(f"{wrong} {marker(winter, 'thirty-one')}")
    answer = await ask(winter, HIVES, openai, purse)
    (claim,) = answer.claims
    said = "We lost thirty-one hives, which was almost everything we had."
    assert (claim.text, claim.check) == (f"Ana Černá says: “{said}”", Check.REPAIRED)
    assert claim.citations[0].quote == said
    assert answer.answered_by == "model"


async def test_a_place_is_not_quoted_again_for_a_second_wording(
    winter: IndexedEpisode, openai: OpenAIServer, purse: Purse
) -> None:
    """Nor where a claim rests on it already."""
    here = marker(winter, "thirty-one")
    openai.will(f"{LOST} {here}\nAna Černá lost 33 hives. {here}\nAna lost 34 hives then. {here}")
    answer = await ask(winter, HIVES, openai, purse)
    assert [claim.text for claim in answer.claims] == [LOST]


async def test_a_longer_quotation_does_not_repeat_a_shorter_one(
    winter: IndexedEpisode, openai: OpenAIServer, purse: Purse
) -> None:
    """A place that overlaps one that is shown is read already."""
    here = marker(winter, "thirty-one")
    copied = "We lost thirty-one hives, which was almost everything we had."
    longer = (
        "Ana Černá never lost 31 hives, almost everything they had, and a varroa mite is not a "
        "parasite that feeds on the bees and weakens the colony."
    )
    openai.will(f"{longer} {here}")
    alone = await ask(winter, HIVES, openai, purse)
    assert copied in alone.claims[0].text
    openai.will(f"{copied} {here}\n{longer} {here}")
    both = await ask(winter, HIVES, openai, purse)
    assert [claim.text for claim in both.claims] == [f"Ana Černá says: “{copied}”"]


async def test_a_reporter_whom_no_label_names_becomes_who_speaks(
    winter: IndexedEpisode, openai: OpenAIServer, purse: Purse
) -> None:
    """A model knows a name that the transcript does not have."""
    openai.will(f"Dorothea says that 31 hives were lost. {marker(winter, 'thirty-one')}")
    answer = await ask(winter, HIVES, openai, purse)
    (claim,) = answer.claims
    assert answer.answered_by == "model"
    assert claim.text.startswith("Ana Černá says")


async def test_a_claim_that_cites_the_wrong_passage_is_repaired(
    winter: IndexedEpisode, openai: OpenAIServer, purse: Purse
) -> None:
    """An id that is none, or is another passage's: the one that holds the claim up is cited."""
    openai.will(f"{LOST} [p0bad]")
    answer = await ask(winter, HIVES, openai, purse)
    assert [claim.check for claim in answer.claims] == [Check.REPAIRED]
    assert answer.claims[0].citations[0].start == 8.5


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


@pytest.mark.parametrize(
    "script",
    [
        Script(status=401),
        Script(status=500, headers=(("retry-after-ms", "5"),)),
        Script(wait=30),
        Script([], fault=Fault.BREAKS_OFF),
        Script([], fault=Fault.NOT_JSON),
        Script(["The mites"], fault=Fault.HANGS),
    ],
)
async def test_a_failing_provider_means_an_extractive_answer(
    winter: IndexedEpisode, openai: OpenAIServer, purse: Purse, script: Script
) -> None:
    """Verified, marked, and no error."""
    openai.will(script, script, script)
    answer = await ask(winter, HIVES, openai, purse, first_token_seconds=1.0)
    assert answer.outcome is Outcome.ANSWERED
    assert answer.answered_by == "extractive"
    assert answer.notice is Notice.MODEL_UNAVAILABLE
    assert answer.claims[0].check is Check.VERBATIM
    assert len(purse.settled) == 1


async def test_what_was_verified_before_a_fault_stays_and_is_marked(
    winter: IndexedEpisode, openai: OpenAIServer, purse: Purse
) -> None:
    """The sentence that broke off is not shown."""
    text = f"{LOST} {marker(winter, 'thirty-one')}\nThe mites had weakened them"
    openai.will(Script(in_pieces(text), fault=Fault.BREAKS_OFF))
    answer = await ask(winter, HIVES, openai, purse)
    assert [claim.text for claim in answer.claims] == [LOST]
    assert answer.answered_by == "model"
    assert answer.notice is Notice.CUT_SHORT
    assert answer.usage is not None
    assert answer.usage.estimated


async def test_beyond_the_days_ceiling_answers_are_extractive(
    winter: IndexedEpisode, openai: OpenAIServer
) -> None:
    """No model is asked."""
    answer = await ask(winter, HIVES, openai, Purse(left=0.0))
    assert answer.notice is Notice.COST_CEILING
    assert answer.answered_by == "extractive"
    assert answer.claims
    assert openai.requests == []


async def test_what_is_given_up_while_it_reserves_leaves_nothing_reserved(
    winter: IndexedEpisode, openai: OpenAIServer
) -> None:
    """The reservation is taken back as soon as it is there."""
    reserving, settled = asyncio.Event(), asyncio.Event()

    class Slow(Purse):
        async def reserve(self, dollars: float, caller: str | None) -> Reservation | None:
            reserving.set()
            await asyncio.sleep(0.05)
            return await super().reserve(dollars, caller)

        async def settle(self, reservation: Reservation, dollars: float) -> None:
            await super().settle(reservation, dollars)
            settled.set()

    purse = Slow()
    asking = asyncio.create_task(ask(winter, HIVES, openai, purse))
    await reserving.wait()
    asking.cancel()
    async with asyncio.timeout(10):
        await settled.wait()
    assert [dollars for _, dollars in purse.settled] == [0.0]
    assert openai.requests == []


async def test_an_answer_that_is_given_up_stops_the_model_and_is_paid(
    winter: IndexedEpisode, openai: OpenAIServer, purse: Purse
) -> None:
    """The provider stops, and what was written is settled."""
    text = f"{LOST} {marker(winter, 'thirty-one')}\nThe "
    openai.will(Script(in_pieces(text), fault=Fault.HANGS))
    asked = Asked(Question.of(HIVES), winter, WordEncoder())

    async def keep(_: Answer) -> None:
        pytest.fail("An answer that was given up is not kept.")

    model = answerer(openai, purse, next_token_seconds=30.0)
    async with aclosing(answer_question(asked, model, keep)) as events:
        async for event in events:
            if isinstance(event, ClaimMade):
                break
    assert await asyncio.to_thread(openai.stopped.wait, 5)
    assert len(purse.settled) == 1
    assert purse.settled[0][1] > 0


async def test_claims_come_while_the_model_still_writes(
    winter: IndexedEpisode, openai: OpenAIServer, purse: Purse
) -> None:
    """The first is shown before the second is written."""
    text = f"{LOST} {marker(winter, 'thirty-one')}\n" + "Bo Lind " * 10
    openai.will(Script(in_pieces(text), pause=0.05))
    asked = Asked(Question.of(HIVES), winter, WordEncoder())

    async def keep(_: Answer) -> None:
        return

    async with aclosing(answer_question(asked, answerer(openai, purse), keep)) as events:
        async for event in events:
            if isinstance(event, ClaimMade):
                assert not openai.stopped.is_set()
                break
    assert await asyncio.to_thread(openai.stopped.wait, 5)


async def test_a_model_that_repeats_itself_is_heard_once(
    winter: IndexedEpisode, openai: OpenAIServer, purse: Purse
) -> None:
    """The same sentence is one claim; and there is an end to claims."""
    here = marker(winter, "thirty-one")
    openai.will("\n".join([f"{LOST} {here}"] * 20))
    answer = await ask(winter, HIVES, openai, purse)
    assert len(answer.claims) == 1
    assert len(answer.claims) <= MOST_CLAIMS


async def test_one_call_a_question(
    winter: IndexedEpisode, openai: OpenAIServer, purse: Purse
) -> None:
    """Never a second one, before the first words or after."""
    openai.will(f"{LOST} {marker(winter, 'thirty-one')}")
    await ask(winter, HIVES, openai, purse)
    assert len(openai.requests) == 1


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
