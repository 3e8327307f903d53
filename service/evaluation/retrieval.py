"""How passages are ranked for a question: by the product, and by plain baselines.

A passage or chunk is relevant where it holds characters of the evidence.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from indexer import Encoder
from service.answering.retrieve import retrieve
from service.evaluation.baselines import PlainChunks
from service.evaluation.budget import WORD_BUDGET, shown_within
from service.evaluation.indexed_set import AskedEpisode, Span
from service.evaluation.journal import Record
from service.evaluation.measures import ranking_measures
from service.evaluation.question_set import SetQuestion

OURS = "ours"


def retrieval_records(
    asked: AskedEpisode,
    questions: Sequence[SetQuestion],
    systems: Sequence[str],
    encoder: Encoder,
) -> Iterator[Record]:
    """Measures the systems on one episode's questions, those that have evidence, one by one.

    A record holds ``{"id", "episode", "systems": {system: {measure: value}}}``.

    Raises:
        MeasuresUnavailable: ir-measures is not installed.
    """
    chunks = None
    for question in questions:
        evidence = asked.evidence_of(question)
        if not evidence:
            yield {"id": question.id, "episode": question.episode, "systems": {}}
            continue
        if chunks is None and set(systems) != {OURS}:
            chunks = PlainChunks.of(asked, encoder)
        rankings = {system: _ranked(system, asked, question, chunks, encoder) for system in systems}
        yield {
            "id": question.id,
            "episode": question.episode,
            "systems": {
                system: _measured(asked, ranked, evidence) for system, ranked in rankings.items()
            },
        }


def _ranked(
    system: str,
    asked: AskedEpisode,
    question: SetQuestion,
    chunks: PlainChunks | None,
    encoder: Encoder,
) -> list[Span]:
    """The characters of what a system finds, best first."""
    if system == OURS:
        passages = asked.episode.passages
        found = retrieve(question.as_asked(), asked.episode, encoder).ranked
        return [(passages[i].start_char, passages[i].end_char) for i in found]
    assert chunks is not None
    scores = chunks.scores(system, question.as_asked().whole, encoder)
    return [chunks.spans[i] for i in np.argsort(-scores, kind="stable")]


def _measured(
    asked: AskedEpisode, ranked: Sequence[Span], evidence: Sequence[Span]
) -> Mapping[str, float]:
    relevant = [
        place
        for place, (start, end) in enumerate(ranked)
        if any(low < end and start < high for low, high in evidence)
    ]
    hit, share = shown_within(asked.episode.transcript.text, ranked, evidence)
    return {
        **ranking_measures(range(len(ranked)), relevant),
        f"hit@{WORD_BUDGET}w": float(hit),
        f"share@{WORD_BUDGET}w": share,
    }
