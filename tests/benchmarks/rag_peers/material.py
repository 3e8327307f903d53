"""Episodes and questions as plain JSON, the same for every system, and the scores of rankings.

What systems read is a transcript as it is saved, a line ``Speaker: words`` for each turn; the
product shows its encoder the speakers as well. Names are no words that were said: spans are
scored in the canonical text, which has none.
"""

import json
import math
import statistics
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer import Transcript
from service.evaluation.budget import WORD_BUDGET, shown_within
from service.evaluation.indexed_set import Span, transcript_of, turn_spans, unmasked
from service.evaluation.question_set import QuestionSet, SetQuestion, read_question_set

Ranked = Mapping[str, Sequence[Span]]
"""What was found for each question, by its id; best first."""

READY_WORDS = 9000
"""The length of the episode after which a system is ready: an hour of talk."""


@dataclass(frozen=True)
class Labelled:
    """A transcript with its speakers' names, and where its characters lie in the canonical text."""

    transcript: Transcript
    text: str
    starts: Sequence[int]

    @classmethod
    def of(cls, transcript: Transcript) -> "Labelled":
        """The lines of a transcript, each with the name of who speaks where that is known."""
        lines, starts, offset = [], [], 0
        for utterance in transcript.utterances:
            label = f"{utterance.speaker}: " if utterance.speaker else ""
            lines.append(label + utterance.text)
            starts.append(offset + len(label))
            offset += len(lines[-1]) + 1
        return cls(transcript, "\n".join(lines), starts)

    def canonical(self, span: Span) -> Span:
        """The characters of the canonical text in a span of this one; names are left out."""
        start, end = (self._char(char) for char in span)
        return start, end

    def _char(self, char: int) -> int:
        line = max(0, bisect_right(self.starts, char) - 1)
        length = len(self.transcript.utterances[line].text)
        inside = min(max(0, char - self.starts[line]), length)
        return self.transcript.starts[line] + inside


@dataclass(frozen=True)
class Material:
    """Some episodes of a set with the answerable questions that are put to them."""

    name: str
    episodes: Mapping[str, Labelled]
    turns: Mapping[str, Sequence[Span]]
    questions: Sequence[SetQuestion]
    json: str

    @property
    def words(self) -> int:
        """Words that were said."""
        return sum(episode.transcript.word_count for episode in self.episodes.values())

    def scores(self, ranked: Ranked, *, labelled: bool) -> tuple[float, float]:
        """The hit rate, and the mean share of evidence in the words that are shown."""
        shown = [self._shown(q, ranked[q.id], labelled) for q in self.questions]
        hits, shares = zip(*shown, strict=True)
        return statistics.fmean(hits), statistics.fmean(shares)

    def short(self, ranked: Ranked, *, labelled: bool) -> int:
        """How many rankings end before the words that may be shown are filled."""
        return sum(
            self._words_of(question, ranked[question.id], labelled)
            < min(WORD_BUDGET, self.episodes[question.episode].transcript.word_count)
            for question in self.questions
        )

    def _shown(
        self, question: SetQuestion, spans: Sequence[Span], labelled: bool
    ) -> tuple[bool, float]:
        text = self.episodes[question.episode].transcript.text
        turns = self.turns[question.episode]
        evidence = [(turns[first][0], turns[last][1]) for first, last in question.evidence]
        return shown_within(text, self._canonical(question, spans, labelled), evidence)

    def _words_of(self, question: SetQuestion, spans: Sequence[Span], labelled: bool) -> int:
        text = self.episodes[question.episode].transcript.text
        canonical = self._canonical(question, spans, labelled)
        return sum(len(text[start:end].split()) for start, end in canonical)

    def _canonical(
        self, question: SetQuestion, spans: Sequence[Span], labelled: bool
    ) -> Sequence[Span]:
        episode = self.episodes[question.episode]
        return [episode.canonical(span) for span in spans] if labelled else spans


def prepared(questions: QuestionSet, names: Sequence[str]) -> Material:
    """Some episodes of a set, with all questions that they answer."""
    told = {name: unmasked(questions.turns[name], questions.masks.get(name, ())) for name in names}
    episodes = {name: Labelled.of(transcript_of(turns)) for name, turns in told.items()}
    asked = [q for q in questions.questions if q.episode in episodes and q.answerable]
    given = [
        {
            "name": name,
            "text": episode.text,
            "turns": [turn.model_dump() for turn in told[name]],
            "fill": _fill(episode),
        }
        for name, episode in episodes.items()
    ]
    put = [{"id": q.id, "episode": q.episode, "question": q.question} for q in asked]
    spans = {name: turn_spans(told[name], episodes[name].transcript) for name in names}
    return Material(
        questions.name, episodes, spans, asked, json.dumps({"episodes": given, "questions": put})
    )


def _fill(episode: Labelled) -> int:
    """How many words of the labelled text are enough: names are shown, but do not count."""
    return math.ceil(WORD_BUDGET * len(episode.text.split()) / episode.transcript.word_count)


def spread(questions: QuestionSet, episodes: int) -> list[str]:
    """So many episodes that are asked something they answer, evenly spread over a set."""
    names = list(dict.fromkeys(q.episode for q in questions.questions if q.answerable))
    count = min(episodes, len(names))
    return [names[position * len(names) // count] for position in range(count)]


def of_an_hour(questions: QuestionSet) -> str:
    """The episode of a set, asked something it answers, that is nearest to ``READY_WORDS``."""
    asked = spread(questions, len(questions.turns))
    return min(asked, key=lambda name: abs(_spoken(questions, name) - READY_WORDS))


def _spoken(questions: QuestionSet, name: str) -> int:
    return sum(len(turn.text.split()) for turn in questions.turns[name])


def read(folder: Path, name: str) -> QuestionSet:
    """A question set of a folder.

    Raises:
        QuestionSetRefused: It is not there, or cannot be read.
    """
    return read_question_set(folder / name)
