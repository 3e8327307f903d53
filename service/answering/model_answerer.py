"""Answers written by a language model, each sentence verified before it is shown.

One call a question, and none before the first words. Whatever goes wrong with the model, the
listener gets an answer in the episode's own words, marked as such.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

from indexer import Passage, TextTooLong
from service.answering.answer import Asked
from service.answering.answerability import LEAST_OF_A_QUOTATION, LEAST_RELEVANCE, is_relevant
from service.answering.checks.evidence import Scores
from service.answering.citation import cite_run
from service.answering.draft import Draft, DraftReader, Missing, NotSaid, Piece, Reading
from service.answering.entailment import Entailment
from service.answering.events import Citation, Claim, Ending, Notice, Outcome
from service.answering.extractive import ExtractiveAnswerer, nearest_moment
from service.answering.language_model import LanguageModel, Meter, ModelFailed
from service.answering.missing_part import missing_part, sound_readings
from service.answering.prompt import passages_for, prompt_for
from service.answering.retrieve import Retrieved, passages_holding
from service.answering.verification import Dropped, Held, Verifier
from service.answering.workers import computed

MOST_CLAIMS = 8

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reservation:
    """What was taken from a day's budget before its answer is made."""

    day: str
    microdollars: int
    caller: str | None


class Budget(Protocol):
    """What answers of a day may cost, all together and those of each caller."""

    async def reserve(self, dollars: float, caller: str | None) -> Reservation | None:
        """Takes the most that an answer may cost; None if a ceiling of the day would be passed."""

    async def settle(self, reservation: Reservation, dollars: float) -> None:
        """Puts what an answer did cost in the place of what was reserved for it."""


@dataclass(slots=True)
class _Progress:
    """What has become of one answer so far."""

    claims: list[Claim] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    missing: list[str] = field(default_factory=list)
    readings: list[str] = field(default_factory=list)
    not_said: bool = False
    fault: ModelFailed | None = None


class ModelAnswerer:
    """Answers with a language model's sentences, as far as the transcript holds them up."""

    def __init__(
        self,
        model: LanguageModel,
        budget: Budget,
        context_tokens: int,
        entailment: Entailment | None = None,
    ) -> None:
        self._model = model
        self._entailment = entailment
        self._budget = budget
        self._context_tokens = context_tokens
        self._extractive = ExtractiveAnswerer()

    @property
    def identity(self) -> tuple[str, ...]:
        """What names it: the model, where it is, and all that is set and changes what it writes."""
        model = self._model.description
        judge = self._entailment.fingerprint if self._entailment else ""
        tokens = (str(self._context_tokens), str(model.output_tokens))
        return ("model", model.name, model.base_url or "", *tokens, judge)

    async def answer(self, asked: Asked, retrieved: Retrieved) -> AsyncGenerator[Claim | Ending]:
        """The claims that were verified, then how the answer ended."""
        question, episode = asked.question, asked.episode
        ranked = passages_holding(episode, question.carried)
        ranked += [int(position) for position in retrieved.ranked if position not in ranked]
        given = passages_for(episode, ranked, self._context_tokens)
        # What stands by itself is answered as if nothing had been asked before.
        prompt = prompt_for(question, episode, given, asked.earlier if question.standalone else ())
        meter = Meter(self._model.description, prompt)
        highest = self._model.description.highest_price(prompt)
        progress = _Progress()
        async with self._reserved(highest, asked.caller, meter) as is_within_budget:
            if is_within_budget:
                async with aclosing(self._model.written(prompt, meter)) as words:
                    async for claim in self._claims(asked, retrieved, given, words, progress):
                        yield claim
        rest = (
            self._ended(asked, retrieved, progress, meter)
            if is_within_budget
            else self._instead(asked, retrieved, Notice.COST_CEILING, meter, 0)
        )
        async for made in rest:
            yield made

    @asynccontextmanager
    async def _reserved(
        self, dollars: float, caller: str | None, meter: Meter
    ) -> AsyncGenerator[bool]:
        """Whether so much may be spent; in the end what was spent is in its place."""
        reserving = asyncio.create_task(self._budget.reserve(dollars, caller))
        try:
            # Shielded, as what follows: who is given up is not to leave money taken, or unpaid.
            yield await asyncio.shield(reserving) is not None
        finally:
            await asyncio.shield(self._settled(reserving, meter))

    async def _settled(self, reserving: "asyncio.Task[Reservation | None]", meter: Meter) -> None:
        await asyncio.wait([reserving])
        if reserving.exception() is None and (reservation := reserving.result()) is not None:
            usage = meter.usage
            await self._budget.settle(reservation, usage.dollars if usage else 0.0)

    async def _claims(
        self,
        asked: Asked,
        retrieved: Retrieved,
        given: Sequence[Passage],
        words: AsyncGenerator[str],
        progress: _Progress,
    ) -> AsyncGenerator[Claim]:
        """The verified claims of a stream, as soon as each is written."""
        # Made while the model thinks of its first words.
        making = asyncio.create_task(computed(Verifier, asked.episode, given, self._entailment))
        async for piece in self._pieces(words, progress):
            if isinstance(piece, NotSaid):
                progress.not_said = True
            elif isinstance(piece, Missing):
                progress.missing.append(piece.text)
            elif isinstance(piece, Reading):
                progress.readings.append(piece.text)
            elif len(progress.claims) < MOST_CLAIMS:
                claim = await self._verified(asked, retrieved, await making, piece, progress)
                if claim:
                    progress.claims.append(claim)
                    yield claim

    async def _pieces(
        self, words: AsyncGenerator[str], progress: _Progress
    ) -> AsyncGenerator[Piece]:
        reader = DraftReader()
        try:
            async for delta in words:
                for piece in reader.read(delta):
                    yield piece
        except ModelFailed as fault:
            # What is left unread was cut off by the fault: it is no sentence.
            _log.warning("%s", fault)
            progress.fault = fault
            return
        for piece in reader.end():
            yield piece

    async def _verified(
        self,
        asked: Asked,
        retrieved: Retrieved,
        verifier: Verifier,
        draft: Draft,
        progress: _Progress,
    ) -> Claim | None:
        verdict = await computed(_check, asked, verifier, draft)
        if isinstance(verdict, Dropped):
            progress.dropped[verdict.fault] += 1
            return None
        # What was not put into words for the question has to answer it by itself.
        least = LEAST_OF_A_QUOTATION if verdict.is_quotation else LEAST_RELEVANCE
        if not is_relevant(asked.question, asked.episode, retrieved, verdict.runs, least):
            progress.dropped[verdict.instead_of or "beside the question"] += 1
            return None
        claim = _claim_of(asked, verdict, len(progress.claims) + 1)
        told = any(_repeats(claim, other) for other in progress.claims)
        heard = verdict.is_quotation and any(
            _is_heard(citation, progress.claims) for citation in claim.citations
        )
        return None if told or heard else claim

    async def _ended(
        self, asked: Asked, retrieved: Retrieved, progress: _Progress, meter: Meter
    ) -> AsyncGenerator[Claim | Ending]:
        """How an answer ends, from what survived, the model's own signs and the retrieval."""
        dropped = progress.dropped.total()
        if progress.dropped:
            _log.info("Sentences dropped: %s", dict(progress.dropped))
        if progress.claims:
            missing = missing_part(asked.question, progress.missing, asked.episode)
            yield Ending(
                outcome=Outcome.PARTLY_ANSWERED if missing else Outcome.ANSWERED,
                answered_by="model",
                missing=missing,
                notice=Notice.CUT_SHORT if progress.fault else None,
                dropped=dropped,
                usage=meter.usage,
            )
            return
        readings = sound_readings(asked.question, progress.readings, asked.episode)
        if readings:
            yield Ending(
                outcome=Outcome.NEEDS_CLARIFICATION,
                answered_by="model",
                readings=readings,
                dropped=dropped,
                usage=meter.usage,
            )
            return
        if progress.not_said and not progress.fault:
            yield Ending(
                outcome=Outcome.NOT_IN_EPISODE,
                answered_by="model",
                nearest=nearest_moment(asked.question, asked.episode, retrieved),
                dropped=dropped,
                usage=meter.usage,
            )
            return
        notice = Notice.MODEL_UNAVAILABLE if progress.fault else Notice.UNVERIFIED
        async for made in self._instead(asked, retrieved, notice, meter, dropped):
            yield made

    async def _instead(
        self, asked: Asked, retrieved: Retrieved, notice: Notice, meter: Meter, dropped: int
    ) -> AsyncGenerator[Claim | Ending]:
        """The answer in the episode's own words, and why it is that."""
        async with aclosing(self._extractive.answer(asked, retrieved)) as parts:
            async for made in parts:
                if isinstance(made, Ending):
                    told = {"notice": notice, "usage": meter.usage, "dropped": dropped}
                    yield made.model_copy(update=told)
                else:
                    yield made


def _check(asked: Asked, verifier: Verifier, draft: Draft) -> Held | Dropped:
    return verifier.check(draft, _cosines(asked, draft.text))


def _cosines(asked: Asked, text: str) -> Scores | None:
    """The cosine of a sentence with every sentence of the episode."""
    dense = asked.episode.index.dense
    if dense is None or asked.encoder is None:
        return None
    try:
        return dense.sentence_cosines(asked.encoder.encode_passages([text])[0])
    except TextTooLong:
        return None


def _claim_of(asked: Asked, held: Held, number: int) -> Claim:
    citations = [one for run in held.runs for one in cite_run(asked.episode, run)]
    return Claim(id=f"c{number}", text=held.text, check=held.check, citations=tuple(citations))


def _is_heard(citation: Citation, claims: Sequence[Claim]) -> bool:
    """Whether some of a place is cited already by what is shown: nobody reads a sentence twice."""
    return any(
        shown.start_char < citation.end_char and citation.start_char < shown.end_char
        for claim in claims
        for shown in claim.citations
    )


def _repeats(claim: Claim, other: Claim) -> bool:
    return claim.text.casefold() == other.text.casefold()
