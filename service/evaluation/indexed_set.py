"""The episodes of a question set, made into episode folders as any transcript is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer import (
    Encoder,
    EpisodeMetadata,
    IndexedEpisode,
    Library,
    ReadTranscript,
    Segment,
    Timing,
    Transcript,
    assemble,
    canonical_text,
    index_source,
    source_of,
)
from service.evaluation.question_set import (
    Mask,
    QuestionSet,
    QuestionSetRefused,
    SetQuestion,
    Turn,
)

Span = tuple[int, int]
"""Characters [start, end) of a transcript's canonical text."""


@dataclass(frozen=True, slots=True)
class AskedEpisode:
    """An indexed episode, and the characters of each of its turns."""

    episode: IndexedEpisode
    turns: Sequence[Span]

    def evidence_of(self, question: SetQuestion) -> list[Span]:
        """The characters of a question's evidence, in order; neighbouring turns are one span."""
        spans = []
        for first, last in _joined(question.evidence):
            start, end = self.turns[first][0], self.turns[last][1]
            if start < end:
                spans.append((start, end))
        return spans


def _joined(evidence: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Inclusive spans of turns in order, those that touch or overlap as one."""
    before: tuple[int, int] | None = None
    for first, last in sorted(evidence):
        if before is None:
            before = (first, last)
        elif first <= before[1] + 1:
            before = (before[0], max(before[1], last))
        else:
            yield before
            before = (first, last)
    if before is not None:
        yield before


def index_episode(
    questions: QuestionSet, episode: str, library: Library, encoder: Encoder
) -> AskedEpisode:
    """Indexes one episode of a set, or opens it where that was done before.

    Raises:
        QuestionSetRefused: The episode has no words, or another set of this name is being indexed.
        DiskFull: No space was left.
        StorageFault: The library's folder cannot be written.
    """
    turns = unmasked(questions.turns[episode], questions.masks.get(episode, ()))
    transcript = transcript_of(turns)
    if not transcript.text:
        raise QuestionSetRefused(f"The episode {episode} of {questions.name} has no words.")
    read = ReadTranscript(transcript, "question set", transcript.sha256)
    path = Path("/question sets") / questions.name / episode  # a name: nothing lies there
    report = index_source(source_of(path, read, EpisodeMetadata(), encoder), library)
    indexed = library.episode(report.episode_id)
    if indexed.manifest.transcript_sha256 != transcript.sha256:
        raise QuestionSetRefused(
            f"Another set called {questions.name} is measured at the same time. Give one of them "
            "another name, or measure it afterwards."
        )
    return AskedEpisode(indexed, turn_spans(turns, transcript))


def unmasked(turns: Sequence[Turn], masks: Sequence[Mask]) -> list[Turn]:
    """The turns without the questions that were made of their words."""
    told = list(turns)
    for mask in masks:
        turn = told[mask.turn]
        told[mask.turn] = turn.model_copy(update={"text": turn.text.replace(mask.text, " ")})
    return told


def transcript_of(turns: Sequence[Turn]) -> Transcript:
    """The turns as a transcript; where nobody is named, a paragraph is an utterance."""
    segments = []
    paragraph: object = None
    for turn in turns:
        if not canonical_text(turn.text):
            continue
        opens = turn.paragraph is None or turn.paragraph != paragraph
        segments.append(Segment(turn.text, turn.speaker, turn.start, None, opens))
        paragraph = turn.paragraph
    return assemble(segments, Timing.PARAGRAPH)


def turn_spans(turns: Sequence[Turn], transcript: Transcript) -> list[Span]:
    """Where each turn lies in the canonical text; an empty span for one without words."""
    spans, end = [], 0
    for turn in turns:
        text = canonical_text(turn.text)
        start = transcript.text.find(text, end) if text else end
        # One space or newline lies between turns, and nothing else.
        assert 0 <= start - end <= 1, f"Turn {turn.turn} is not where it was put."
        end = start + len(text)
        spans.append((start, end))
    return spans
