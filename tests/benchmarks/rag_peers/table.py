"""The table: a row a system and question set, with what its columns mean."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from tests.benchmarks.rag_peers.environments import pins
from tests.benchmarks.rag_peers.material import READY_WORDS, Material
from tests.benchmarks.rag_peers.running import READY_RUNS, Measured, Ready

_PRINCIPAL = {
    "llamaindex": "llama-index",
    "langchain": "langchain",
    "haystack": "haystack-ai",
    "txtai": "txtai",
}
_WIDTHS = (14, 14, 8, 8, 13, 9, 9, 9, 12)
EXPLAINED = f"""
  hit rate    share of the questions where any of the first 600 words shown lie in evidence;
              ± half the width of a 95 % interval for a share of so many questions
  share       mean share of the words shown that lie in evidence
  ms CPU      CPU milliseconds a question: encoding it and ranking, after a first question
  words/CPU s words that were said, a CPU-second of indexing: cutting, encoding, storing
  ready s     process start to the first question answered: imports, the model, indexing an episode
              of about {READY_WORDS:,} words, its first question; median of {READY_RUNS} runs
  its CPU     seconds of those that the process was computing: the same on a busy machine
  peak MB     most resident memory, with all episodes of the set indexed
  found       chunks found a question, of how many an episode has, medians: as the quick start
              has it, or as many as fill 600 words whichever they are
  One thread and one core for every system, no network, and the same embedding model: the peers run
  its weights in torch, the product its own eight-bit export of them."""


@dataclass(frozen=True)
class Row:
    """What is printed of a system on a set; only ``missing`` where it could not be run."""

    system: str
    figures: Sequence[str] = ()
    missing: str = ""
    short: int = 0

    @classmethod
    def of(
        cls, system: str, material: Material, found: Measured, ready: Ready, *, labelled: bool
    ) -> "Row":
        """The figures of one run."""
        hit, share = material.scores(found.ranked, labelled=labelled)
        asked = len(material.questions)
        limits = statistics.median(found.limits.values())
        chunks = statistics.median(found.chunks.values())
        figures = (
            material.name.removesuffix("_dev"),
            f"{hit:.3f} ±{_uncertainty(hit, asked):.3f}",
            f"{share:.3f}",
            f"{1000 * found.asking_cpu / asked:.1f}",
            f"{material.words / found.indexing_cpu:,.0f}",
            f"{ready.elapsed:.1f}",
            f"{ready.cpu:.1f}",
            f"{found.peak / 1e6:,.0f}",
            f"{limits:.0f} of {chunks:.0f}",
        )
        return cls(system, figures, short=material.short(found.ranked, labelled=labelled))

    @classmethod
    def without_figures(cls, system: str, why: str) -> "Row":
        """A system that could not be run."""
        return cls(system, missing=why)


def _uncertainty(rate: float, asked: int) -> float:
    """Half the width of a rate's 95 % interval by Agresti and Coull: never zero."""
    centre = (rate * asked + 2) / (asked + 4)
    return 1.96 * math.sqrt(centre * (1 - centre) / (asked + 4))


def heading(peers: Sequence[str], materials: Sequence[Material]) -> str:
    """What is compared, and the names of the columns."""
    versions = (f"{_PRINCIPAL[peer]} {pins(peer)[_PRINCIPAL[peer]]}" for peer in peers)
    sets = (
        f"{one.name}: {len(one.episodes)} episodes, {one.words:,} words, "
        f"{len(one.questions)} questions"
        for one in materials
    )
    columns = (
        "set",
        "hit rate",
        "share",
        "ms CPU",
        "words/CPU s",
        "ready s",
        "its CPU",
        "peak MB",
        "found",
    )
    return "\n".join([", ".join(versions), *sets, "", line(Row("system", columns))])


def line(row: Row) -> str:
    """A row as it is printed."""
    if row.missing:
        return f"  {row.system:<11}cannot be run: {row.missing}"
    figures = "".join(f"{text:>{width}}" for text, width in zip(row.figures, _WIDTHS, strict=True))
    note = f"   fewer than 600 words for {row.short} of the questions" if row.short else ""
    return f"  {row.system:<11}{figures}{note}"
