"""Encoding: words per CPU-second, and the CPU time of one question.

Baseline: ``SentenceTransformer.encode`` of the same texts on one thread, at the batch size that is
best for it. Each pair is measured in turn, so that a noisy machine is noisy for both.
"""

import time
from collections.abc import Callable
from statistics import median

import torch
from sentence_transformers import SentenceTransformer

from indexer.encoder_export import packaged_model
from tests.benchmarks.material import QUESTIONS, data_folder, encoder_in, sample_passages

_ROUNDS = 5
_BATCH_SIZES = (1, 8, 32)


def report() -> None:
    """Prints both figures with their ratios."""
    torch.set_num_threads(1)
    original = SentenceTransformer(str(packaged_model()), device="cpu")
    with data_folder() as data:
        encoder = encoder_in(data)
        passages = sample_passages(encoder)
    words = sum(len(passage.split()) for passage in passages)
    best = min(
        _BATCH_SIZES, key=lambda size: _cpu(lambda: original.encode(passages, batch_size=size))
    )
    ours, theirs = _paired(
        lambda: encoder.encode_passages(passages),
        lambda: original.encode(passages, batch_size=best),
    )
    print(
        f"  passages: {words / ours:,.0f} words per CPU-second; sentence-transformers (batch "
        f"{best}) {words / theirs:,.0f}; ratio {theirs / ours:.2f}"
    )
    ours, theirs = _paired(
        lambda: [encoder.read_question(question).vector for question in QUESTIONS * 10],
        lambda: [original.encode([question]) for question in QUESTIONS * 10],
    )
    count = len(QUESTIONS * 10)
    print(
        f"  a question: {ours / count * 1e3:.2f} ms CPU; sentence-transformers "
        f"{theirs / count * 1e3:.2f} ms; ratio {theirs / ours:.2f}"
    )


def _paired(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float]:
    """Medians of CPU seconds, the two measured in turn after a warm-up."""
    ours()
    theirs()
    pairs = [(_cpu(ours), _cpu(theirs)) for _ in range(_ROUNDS)]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)


def _cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
