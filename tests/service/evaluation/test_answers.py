"""What is recorded of an answer, held against the evidence."""

import json
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

import pytest

from indexer import Library
from service.answering.answer import Asked
from service.answering.citation import cite
from service.answering.events import Check, Claim, Ending, Outcome, Usage
from service.answering.extractive import ExtractiveAnswerer
from service.answering.retrieve import Retrieved
from service.evaluation.answers import answer_record
from service.evaluation.indexed_set import AskedEpisode, Span, index_episode
from service.evaluation.journal import Record
from service.evaluation.question_set import QuestionSet, SetQuestion
from tests.fakes import WordEncoder


class Citing:
    """An answerer that cites what it was told to: a claim for each list of spans."""

    def __init__(self, *claims: Sequence[Span], outcome: Outcome = Outcome.ANSWERED) -> None:
        self._claims = claims
        self._outcome = outcome

    async def answer(self, asked: Asked, retrieved: Retrieved) -> AsyncGenerator[Claim | Ending]:
        assert len(retrieved.ranked) == len(asked.episode.passages)
        for number, spans in enumerate(self._claims):
            cited = tuple(cite(asked.episode, start, end) for start, end in spans)
            text = " ".join(citation.quote for citation in cited)
            yield Claim(id=f"c{number}", text=text, check=Check.VERBATIM, citations=cited)
        usage = Usage(input_tokens=7, output_tokens=3, dollars=0.5)
        yield Ending(outcome=self._outcome, answered_by="model", dropped=2, usage=usage)


def question(questions: QuestionSet, name: str) -> SetQuestion:
    return next(one for one in questions.questions if one.id == name)


async def recorded(
    asked: AskedEpisode, one: SetQuestion, *claims: Sequence[Span], **outcome: Outcome
) -> Record:
    return await answer_record(asked, one, Citing(*claims, **outcome), WordEncoder())


async def test_half_of_a_citation_has_to_be_evidence(
    tiny: QuestionSet, ferry: AskedEpisode
) -> None:
    """Half is enough, and a character less is not."""
    one, (low, high) = question(tiny, "crossing"), ferry.turns[0]
    for span in ((low, high), (low, low + 5), (high - 5, high), (high - 4, high + 4)):
        record = await recorded(ferry, one, [span])
        assert (record["inside"], record["claims"][0]["inside"]) == (1, True)
        assert record["spans_cited"] == 1
    record = await recorded(ferry, one, [(high - 4, high + 5)])
    assert (record["inside"], record["claims"][0]["inside"]) == (0, False)
    assert record["spans_cited"] == 1
    record = await recorded(ferry, one, [(high, high + 5)])
    assert (record["inside"], record["spans_cited"]) == (0, 0)


async def test_claims_and_spans_are_counted(tiny: QuestionSet, orchard: AskedEpisode) -> None:
    """Each citation for itself; a claim is inside by any of its citations."""
    turns, one = orchard.turns, question(tiny, "pears")
    record = await recorded(orchard, one, [turns[1]], [turns[3], turns[20]], [turns[21]])
    assert [claim["inside"] for claim in record["claims"]] == [False, True, True]
    assert (record["citations"], record["inside"], record["exact"]) == (4, 2, 4)
    assert (record["spans"], record["spans_cited"]) == (1, 1)
    assert (record["dropped"], record["usage"]["dollars"]) == (2, 0.5)
    assert (record["answered"], record["answered_by"]) == (True, "model")
    assert json.loads(json.dumps(record)) == record


@pytest.mark.parametrize(
    ("outcome", "answered"),
    [
        (Outcome.ANSWERED, True),
        (Outcome.PARTLY_ANSWERED, True),
        (Outcome.NOT_IN_EPISODE, False),
        (Outcome.NEEDS_CLARIFICATION, False),
    ],
)
async def test_what_counts_as_an_answer(
    tiny: QuestionSet, orchard: AskedEpisode, outcome: Outcome, answered: bool
) -> None:
    """A whole answer and a part of one; neither silence nor a question in return."""
    record = await recorded(orchard, question(tiny, "tractor"), outcome=outcome)
    assert (record["answered"], record["outcome"]) == (answered, outcome)
    assert (record["spans"], record["spans_cited"], record["answerable"]) == (0, 0, False)


async def test_moments_follow_each_other(tiny: QuestionSet, orchard: AskedEpisode) -> None:
    """The first event, the first claim, the end; no moment of a claim that never came."""
    one = question(tiny, "frost")
    moments = (await recorded(orchard, one, [orchard.turns[1]]))["seconds"]
    assert 0 <= moments["first_event"] <= moments["first_claim"] <= moments["end"]
    assert "first_claim" not in (await recorded(orchard, one))["seconds"]


async def test_the_products_own_answers_are_exact(tiny: QuestionSet, tmp_path: Path) -> None:
    """Whoever is asked, every citation is the transcript's own words."""
    library, encoder = Library(tmp_path), WordEncoder()
    for one in tiny.questions:
        asked = index_episode(tiny, one.episode, library, encoder)
        record = await answer_record(asked, one, ExtractiveAnswerer(), encoder)
        assert record["exact"] == record["citations"] >= len(record["claims"])
        assert 0.0 <= record["probability"] <= 1.0
        assert record["answered"] == bool(record["claims"])
