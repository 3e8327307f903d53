"""What verification adds to a claim: milliseconds, with and without encoding it.

Every sentence of the sample episodes, told of its speaker, as a model may tell it; each is checked
against the passage that says it among eight that were given.
"""

import random
import statistics
import time
from collections.abc import Iterator

from indexer import BuildOptions, Encoder, IndexedEpisode, Library, index_transcript
from service.answering.draft import Draft
from service.answering.prompt import short_ids
from service.answering.sentence_run import asks
from service.answering.verification import Verifier
from tests.benchmarks.material import SAMPLES, data_folder, encoder_in

_FEWEST_WORDS = 8
_GIVEN = 8


def report() -> None:
    """Prints the median and the 95th percentile."""
    checking: list[float] = []
    both: list[float] = []
    with data_folder() as data:
        encoder = encoder_in(data)
        library = Library(data)
        for number, path in enumerate(
            sorted(SAMPLES.glob("*.vtt")) + sorted(SAMPLES.glob("*.srt"))
        ):
            index_transcript(path, library, encoder, BuildOptions(f"sample-{number}"))
            for check, encode in _timed(library.episode(f"sample-{number}"), encoder):
                checking.append(check)
                both.append(check + encode)
    print(f"  {len(checking)} claims; checking p50 {_ms(checking, 50)}, p95 {_ms(checking, 95)}")
    print(f"  checking and encoding p50 {_ms(both, 50)}, p95 {_ms(both, 95)}")


def _timed(episode: IndexedEpisode, encoder: Encoder) -> Iterator[tuple[float, float]]:
    """The seconds that checking and encoding take, claim by claim."""
    assert episode.index.dense is not None
    ids = short_ids(episode)
    chance = random.Random(1)
    for passage in episode.passages:
        given = [passage, *chance.sample(episode.passages, min(_GIVEN, len(episode.passages)) - 1)]
        verifier = Verifier(episode, given)
        for position in range(passage.first_sentence, passage.end_sentence):
            text = episode.sentence_text(position)
            if asks(text) or len(text.split()) < _FEWEST_WORDS:
                continue
            told = f"{episode.utterance_of(position).speaker} says that {text}"
            began = time.perf_counter()
            cosines = episode.index.dense.sentence_cosines(encoder.encode_passages([told])[0])
            encoded = time.perf_counter()
            verifier.check(Draft(told, (ids[passage.id],)), cosines)
            yield time.perf_counter() - encoded, encoded - began


def _ms(seconds: list[float], percent: int) -> str:
    return f"{statistics.quantiles(seconds, n=100)[percent - 1] * 1e3:.1f} ms"
