"""What an answer rests on, held against the evidence; asked by the path that listeners take."""

import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from indexer import Encoder, IndexedEpisode
from service.answering.answer import Answerer, Asked, answer_question
from service.answering.answerability import answerability
from service.answering.events import Answer, Citation, Claim, ClaimMade, Ending, Outcome
from service.answering.retrieve import Retrieved
from service.answering.sentence_scores import sentence_scores
from service.evaluation.indexed_set import AskedEpisode, Span
from service.evaluation.journal import Record
from service.evaluation.question_set import SetQuestion

ANSWERED = frozenset({Outcome.ANSWERED, Outcome.PARTLY_ANSWERED})
_LEAST_INSIDE = 0.5
"""Which share of a citation's characters has to be evidence: sentences bring their lead along."""


class _Watched:
    """An answerer, and how likely the episode was found to answer what it was asked."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer
        self.probability = 0.0

    async def answer(self, asked: Asked, retrieved: Retrieved) -> AsyncGenerator[Claim | Ending]:
        scores = sentence_scores(asked.question, asked.episode, retrieved)
        self.probability = answerability(asked.question, asked.episode, retrieved, scores)
        async with aclosing(self._answerer.answer(asked, retrieved)) as parts:
            async for part in parts:
                yield part


async def answer_record(
    asked: AskedEpisode, question: SetQuestion, answerer: Answerer, encoder: Encoder
) -> Record:
    """Asks a question of a set, and tells how the answer compares with the evidence.

    Raises:
        QuestionRefused: The question is longer than what can be asked.
    """
    watched = _Watched(answerer)
    kept: list[Answer] = []

    async def keep(answer: Answer) -> None:
        kept.append(answer)

    begun = time.perf_counter()
    moments: dict[str, float] = {}
    events = answer_question(Asked(question.as_asked(), asked.episode, encoder), watched, keep)
    async with aclosing(events):
        async for event in events:
            moments.setdefault("first_event", time.perf_counter() - begun)
            if isinstance(event, ClaimMade):
                moments.setdefault("first_claim", time.perf_counter() - begun)
    moments["end"] = time.perf_counter() - begun
    return _record(asked, question, kept[0], watched.probability, moments)


def _record(
    asked: AskedEpisode,
    question: SetQuestion,
    answer: Answer,
    probability: float,
    moments: dict[str, float],
) -> Record:
    evidence = asked.evidence_of(question)
    cited = [citation for claim in answer.claims for citation in claim.citations]
    return {
        "id": question.id,
        "episode": question.episode,
        "question": question.question,
        "kind": question.kind,
        "answerable": question.answerable,
        "answered": answer.outcome in ANSWERED,
        "outcome": answer.outcome,
        "answered_by": answer.answered_by,
        "notice": answer.notice,
        "probability": probability,
        "claims": [_claim(claim, evidence) for claim in answer.claims],
        "citations": len(cited),
        "inside": sum(_is_inside(citation, evidence) for citation in cited),
        "exact": sum(_is_exact(citation, asked.episode) for citation in cited),
        "spans": len(evidence),
        "spans_cited": sum(any(_meets(c, span) for c in cited) for span in evidence),
        "dropped": answer.dropped,
        "seconds": moments,
        "usage": answer.usage.model_dump() if answer.usage else None,
    }


def _claim(claim: Claim, evidence: Sequence[Span]) -> Record:
    return {
        "text": claim.text,
        "check": claim.check,
        "inside": any(_is_inside(citation, evidence) for citation in claim.citations),
    }


def _is_inside(citation: Citation, evidence: Sequence[Span]) -> bool:
    """Whether at least half of what is cited is evidence."""
    inside = sum(
        max(0, min(high, citation.end_char) - max(low, citation.start_char))
        for low, high in evidence
    )
    return inside >= _LEAST_INSIDE * (citation.end_char - citation.start_char)


def _meets(citation: Citation, span: Span) -> bool:
    return citation.start_char < span[1] and span[0] < citation.end_char


def _is_exact(citation: Citation, episode: IndexedEpisode) -> bool:
    """Whether a quotation is, character by character, what the transcript says there."""
    said = episode.transcript.text[citation.start_char : citation.end_char]
    return bool(said) and citation.quote == said
