"""How well passages are ranked and questions told apart, on question sets with known evidence.

    python -m tests.benchmarks.question_sets ../shared/data/qa/friendsqa_dev [SET …] [--episodes N]

A set is a pair of files, ``SET.turns.jsonl.gz`` and ``SET.questions.jsonl.gz``. Prints nDCG@10 and
MRR of the product's ranking beside BM25, dense and their reciprocal rank fusion over the same
passages; fits the answerability signals on half of the episodes and reports on the other half.
"""

import argparse
import gzip
import json
import random
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer import (
    Counts,
    Encoder,
    EncoderSource,
    EpisodeMetadata,
    IndexedEpisode,
    Manifest,
    PassageIndex,
    Timing,
    Transcript,
    Utterance,
    canonical_text,
    exported_encoder,
    terms_of,
)
from indexer.indexed_episode import speakers_of
from indexer.passage import cut_passages, passage_text
from indexer.passage_index import DenseIndex, lexical_indexes
from indexer.sentence import split_sentences
from service.answering.answerability import LEAST_PROBABILITY, answerability
from service.answering.extractive import sentence_scores
from service.answering.question import LONGEST_QUESTION, Question
from service.answering.retrieve import retrieve

Row = dict[str, Any]
_RANK_CONSTANT = 60


@dataclass(frozen=True)
class AskedEpisode:
    """An episode of a set, its questions, and the turn that each sentence belongs to."""

    episode: IndexedEpisode
    turns: NDArray[np.int64]
    questions: list[Row]


def read_set(name: str, most_episodes: int, encoder: Encoder) -> Iterator[AskedEpisode]:
    """The episodes of a set, in an order that is the same every time."""
    turns: dict[str, list[Row]] = defaultdict(list)
    questions: dict[str, list[Row]] = defaultdict(list)
    for kind, rows in (("turns", turns), ("questions", questions)):
        with gzip.open(f"{name}.{kind}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                rows[row["episode"]].append(row)
    names = sorted(turns)
    random.Random(1).shuffle(names)
    for episode in sorted(names[:most_episodes]):
        yield _asked(turns[episode], questions[episode], encoder)


def _asked(turns: list[Row], questions: list[Row], encoder: Encoder) -> AskedEpisode:
    spoken = [(row["turn"], row["speaker"], _unmasked(row, questions)) for row in turns]
    kept = [(turn, speaker, text) for turn, speaker, text in spoken if text]
    transcript = Transcript(tuple(Utterance(text, who, Timing.NONE) for _, who, text in kept), "en")
    episode = _indexed(transcript, encoder)
    turn_of = np.array([turn for turn, _, _ in kept])
    return AskedEpisode(episode, turn_of[[s.utterance for s in episode.sentences]], questions)


def _unmasked(turn: Row, questions: list[Row]) -> str:
    """A turn's words without the question that was made of them."""
    text = turn["text"]
    for question in questions:
        mask = question.get("mask")
        if mask and mask["turn"] == turn["turn"]:
            text = text.replace(mask["text"], "")
    return canonical_text(text)


def _indexed(transcript: Transcript, encoder: Encoder) -> IndexedEpisode:
    limit = encoder.description.max_tokens
    sentences = split_sentences(
        transcript, "en", lambda text: encoder.count_tokens(text) <= limit // 2
    )
    passages = cut_passages(transcript, sentences, encoder.count_tokens, max_tokens=limit - 2)
    texts = [transcript.text[s.start_char : s.end_char] for s in sentences]
    lexical = lexical_indexes(
        [terms_of(text, "en") for text in texts],
        [(p.first_sentence, p.end_sentence) for p in passages],
    )
    shown = [passage_text(transcript, passage, "") for passage in passages]
    vectors = encoder.encode_passages(shown + texts)
    dense = DenseIndex.of(vectors[: len(passages)], vectors[len(passages) :])
    return IndexedEpisode(
        id="asked",
        build="",
        manifest=_manifest(transcript, len(sentences), len(passages)),
        metadata=EpisodeMetadata(),
        audio_file=None,
        transcript=transcript,
        speakers=speakers_of(transcript),
        sentences=sentences,
        passages=passages,
        index=PassageIndex(dense, *lexical),
    )


def _manifest(transcript: Transcript, sentences: int, passages: int) -> Manifest:
    return Manifest(
        format_version=0,
        inputs="",
        source="",
        source_format="question set",
        language="en",
        language_stated=True,
        encoder=None,
        encoder_name=None,
        transcript_sha256=transcript.sha256,
        counts=Counts(
            words=transcript.word_count,
            utterances=len(transcript.utterances),
            sentences=sentences,
            passages=passages,
            speakers=0,
        ),
        indexed_at=datetime.now(UTC),
        files={},
    )


def rankings(asked: AskedEpisode, question: Question, encoder: Encoder) -> dict[str, Any]:
    """The passages' scores by each system, of shape (passages,)."""
    episode = asked.episode
    assert episode.index.dense is not None
    dense = episode.index.dense.passage_cosines(encoder.encode_question(question.text))
    words = episode.index.passages.scores(terms_of(question.text, "en"))
    fused = sum(1 / (_RANK_CONSTANT + _ranks(scores)) for scores in (dense, words))
    ours = retrieve(question, episode, encoder).passage_scores
    return {"ours": ours, "rrf": fused, "bm25": words, "dense": dense}


def _ranks(scores: NDArray[np.float32]) -> NDArray[np.float64]:
    ranks = np.empty(len(scores))
    ranks[np.argsort(-scores, kind="stable")] = np.arange(len(scores))
    return ranks


def gains(scores: NDArray[np.float32], relevant: NDArray[np.bool_]) -> tuple[float, float]:
    """nDCG@10 and the reciprocal rank of the first relevant passage."""
    found = relevant[np.argsort(-scores, kind="stable")]
    discount = 1 / np.log2(np.arange(10) + 2)
    ideal = discount[: min(10, int(relevant.sum()))].sum()
    top = found[:10]
    return float((top * discount[: len(top)]).sum() / ideal), 1 / (int(np.argmax(found)) + 1)


def evidence_of(question: Row) -> set[int]:
    """The turns that hold the answer; empty for a question that the episode does not answer."""
    return {turn for first, last in question["evidence"] for turn in range(first, last + 1)}


def relevant_passages(asked: AskedEpisode, evidence: set[int]) -> NDArray[np.bool_]:
    """Which passages hold a word of the evidence."""
    return np.array(
        [
            bool(evidence & set(asked.turns[p.first_sentence : p.end_sentence].tolist()))
            for p in asked.episode.passages
        ]
    )


def main() -> None:
    """Prints a line a set and system, then the answerability of all sets together."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+")
    parser.add_argument("--episodes", type=int, default=20)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        encoder = exported_encoder(Path(folder), EncoderSource())
        for name in arguments.sets:
            _report(name, arguments.episodes, encoder)


def _report(name: str, most_episodes: int, encoder: Encoder) -> None:
    ranked: dict[str, list[tuple[float, float]]] = defaultdict(list)
    told: list[tuple[bool, float]] = []
    for number, asked in enumerate(read_set(name, most_episodes, encoder)):
        for row in asked.questions:
            question = Question.of(row["question"][:LONGEST_QUESTION])
            evidence = evidence_of(row)
            if number % 2:  # the other half of the episodes is what the signals were fitted on
                told.append((bool(evidence), _probability(asked, question, encoder)))
            relevant = relevant_passages(asked, evidence)
            if relevant.any():
                for system, scores in rankings(asked, question, encoder).items():
                    ranked[system].append(gains(scores, relevant))
    for system, measured in ranked.items():
        ndcg, reciprocal = np.mean(measured, axis=0)
        print(f"{Path(name).name:24} {system:6} nDCG@10 {ndcg:.3f}  MRR {reciprocal:.3f}")
    _report_answerability(Path(name).name, told)


def _probability(asked: AskedEpisode, question: Question, encoder: Encoder) -> float:
    retrieved = retrieve(question, asked.episode, encoder)
    best = int(np.argmax(sentence_scores(question, asked.episode, retrieved)))
    return answerability(retrieved, best)


def _report_answerability(name: str, told: list[tuple[bool, float]]) -> None:
    yes = np.array([p for answerable, p in told if answerable])
    no = np.array([p for answerable, p in told if not answerable])
    line = f"{name:24} refused though answerable {(yes < LEAST_PROBABILITY).mean():.3f}"
    if len(no):
        ordered = (yes[:, np.newaxis] > no).mean() + (yes[:, np.newaxis] == no).mean() / 2
        line += f"  answered though not {(no >= LEAST_PROBABILITY).mean():.3f}  AUROC {ordered:.3f}"
    print(line)


if __name__ == "__main__":
    main()
