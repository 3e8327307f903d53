"""What listeners asked and no episode told them: the questions without an answer, grouped.

An answer counts that ended with ``not_in_episode``, and of one that was partly answered the part
that was missing. What is counted is how often something was asked, never by whom; it goes when the
answers go.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from indexer import (
    BuildRefused,
    Encoder,
    EncoderDamaged,
    EpisodeNotFound,
    IndexedEpisode,
    Library,
    Vectors,
)
from service.answering.checks.names import Capitals, capitals_of
from service.answering.events import Answer, Outcome
from service.feedback import CitedMoment
from service.kept_answers import answers
from service.question_groups import AskedQuestion, QuestionGroup, group_questions
from service.question_likeness import NO_CAPITALS, words_in

MOST_LOOKED_AT = 3_000
"""Answers, the newest: as many different questions took ten seconds on two shared cores."""

MOST_WORDINGS = 5
"""Other wordings that are shown of a group."""

_UNANSWERED = (Outcome.NOT_IN_EPISODE, Outcome.PARTLY_ANSWERED)
_UNKNOWN_LANGUAGE = "und"


@dataclass(frozen=True, slots=True)
class OtherWording:
    """Another way in which a question was put, and how often."""

    question: str
    count: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that an episode does not answer, in all of its wordings.

    Attributes:
        question: The wording that was asked most often, then the newest.
        part_of: The whole question, where ``question`` is only the part that has no answer.
        count: How often it was asked.
        last_asked: Seconds since 1970.
        episode_id: The episode that was asked.
        other_wordings: A few of the others, most often asked first.
        nearest: What the episode says that comes nearest to it, by the newest that had any.
    """

    question: str
    part_of: str | None
    count: int
    last_asked: int
    episode_id: str
    other_wordings: tuple[OtherWording, ...]
    nearest: CitedMoment | None


@dataclass(frozen=True, slots=True)
class FoundGaps:
    """Gaps, the most often asked first, then the newest.

    ``only_since`` is when the oldest question was asked that was looked at, if there are older
    ones that were not; None if all were.
    """

    gaps: list[Gap]
    only_since: int | None


@dataclass(frozen=True, slots=True)
class _Unanswered:
    """What an answer leaves open, and the moment that came nearest to it."""

    episode_id: str
    asked: AskedQuestion
    nearest: CitedMoment | None


@dataclass(slots=True)
class _KnownVectors:
    """Vectors of questions, the newest few thousand: each page of a list groups anew."""

    _vectors: dict[tuple[str, str], Vectors] = field(default_factory=dict)

    def of(self, question: str, encoder: Encoder) -> Vectors:
        """A question's vector; encoded if it is not known."""
        key = encoder.description.fingerprint, question
        vector = self._vectors.pop(key, None)
        if vector is None:
            vector = encoder.read_question(question).vector
        self._vectors[key] = vector
        if len(self._vectors) > MOST_LOOKED_AT:
            del self._vectors[next(iter(self._vectors))]
        return vector


class Gaps:
    """Finds gaps among the answers that are kept."""

    def __init__(
        self, engine: AsyncEngine, library: Library, clock: Callable[[], float] = time.time
    ) -> None:
        self._engine = engine
        self._library = library
        self._clock = clock
        self._vectors = _KnownVectors()
        # One at a time: listeners' questions want the processors too.
        self._turn = asyncio.Lock()

    async def find(self, episode_id: str | None = None, days: int | None = None) -> FoundGaps:
        """What was asked in vain: of one episode or of all, in the last days or ever."""
        bodies = await self._bodies(episode_id, days)
        async with self._turn:
            return await asyncio.to_thread(self._found, bodies)

    async def _bodies(self, episode_id: str | None, days: int | None) -> Sequence[str]:
        """The newest answers that leave something open, one more than are looked at."""
        query = (
            select(answers.c.body)
            .where(answers.c.outcome.in_(_UNANSWERED))
            .order_by(answers.c.created_at.desc(), answers.c.id)
            .limit(MOST_LOOKED_AT + 1)
        )
        if episode_id is not None:
            query = query.where(answers.c.episode_id == episode_id)
        if days is not None:
            oldest = datetime.fromtimestamp(self._clock(), UTC) - timedelta(days=days)
            query = query.where(answers.c.created_at >= oldest)
        async with self._engine.connect() as connection:
            return (await connection.execute(query)).scalars().all()

    def _found(self, bodies: Sequence[str]) -> FoundGaps:
        kept = [Answer.model_validate_json(body) for body in bodies[:MOST_LOOKED_AT]]
        there_are_more = len(bodies) > len(kept)
        only_since = int(kept[-1].created_at.timestamp()) if there_are_more else None
        by_episode: dict[str, list[_Unanswered]] = defaultdict(list)
        for one in map(_unanswered, kept):
            if one is not None:
                by_episode[one.episode_id].append(one)
        gaps = [gap for found in by_episode.values() for gap in self._gaps_of(found)]
        gaps.sort(key=lambda gap: (-gap.count, -gap.last_asked, gap.episode_id, gap.question))
        return FoundGaps(gaps, only_since)

    def _gaps_of(self, unanswered: Sequence[_Unanswered]) -> Iterable[Gap]:
        """The gaps of one episode."""
        by_id = {one.asked.id: one for one in unanswered}
        asked = [one.asked for one in unanswered]
        for group in self._groups(unanswered[0].episode_id, asked):
            yield _gap(group, [by_id[one.id] for one in group.newest_first])

    def _groups(self, episode_id: str, asked: Sequence[AskedQuestion]) -> list[QuestionGroup]:
        episode, encoder = self._opened(episode_id) if len(asked) > 1 else (None, None)
        if episode is None:
            return group_questions(asked, _UNKNOWN_LANGUAGE)
        vector_of = None if encoder is None else lambda text: self._vectors.of(text, encoder)
        return group_questions(asked, episode.manifest.language, _capitals(episode), vector_of)

    def _opened(self, episode_id: str) -> tuple[IndexedEpisode | None, Encoder | None]:
        """An episode and its encoder, as far as they are still there and sound."""
        episode = None
        try:
            episode = self._library.episode(episode_id)
            return episode, self._library.encoder_of(episode)
        except (BuildRefused, EncoderDamaged, EpisodeNotFound):
            return episode, None


def _capitals(episode: IndexedEpisode) -> Capitals:
    """How an episode writes its words; who speaks in it or made it has a name, however written."""
    named = [*episode.speakers, *(person.name for person in episode.metadata.people)]
    names = frozenset(words_in(" ".join(named)))
    written = capitals_of(episode)
    if len(written.small) < len(written.large):  # captions in capitals
        written = NO_CAPITALS
    return Capitals(written.small - names, written.large | names)


def _unanswered(answer: Answer) -> _Unanswered | None:
    if answer.outcome is Outcome.NOT_IN_EPISODE:
        text, whole = answer.standalone or answer.question, None
    elif answer.missing is not None:
        text, whole = answer.missing, answer.standalone or answer.question
    else:
        return None
    asked = AskedQuestion(answer.id, text, int(answer.created_at.timestamp()), whole)
    near = answer.nearest
    nearest = None if near is None else CitedMoment(near.speaker, near.start, near.quote)
    return _Unanswered(answer.episode_id, asked, nearest)


def _gap(group: QuestionGroup, newest_first: Sequence[_Unanswered]) -> Gap:
    first, *others = group.wordings
    return Gap(
        question=first.text,
        part_of=first.newest.whole,
        count=group.count,
        last_asked=newest_first[0].asked.asked_at,
        episode_id=newest_first[0].episode_id,
        other_wordings=tuple(
            OtherWording(other.text, len(other.asked)) for other in others[:MOST_WORDINGS]
        ),
        nearest=next((one.nearest for one in newest_first if one.nearest is not None), None),
    )
