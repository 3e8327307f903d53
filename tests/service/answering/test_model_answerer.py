"""A language model's answer: what of it is shown, and what it rests on."""

import asyncio
from contextlib import aclosing

import pytest

from indexer import IndexedEpisode
from service.answering.answer import Asked, answer_question
from service.answering.events import Answer, Check, ClaimMade, Outcome
from service.answering.model_answerer import MOST_CLAIMS
from service.answering.question import Question
from tests.fakes import WordEncoder
from tests.openai_server import OpenAIServer, Script, in_pieces
from tests.service.answering.asked_model import HIVES, LOST, Purse, answerer, ask, marker


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
