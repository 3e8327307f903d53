"""Ten thousand streams of broken model output: what reaches a reader that was not said.

python -m tests.benchmarks.broken_output [--streams 10000] [--transcript FILE]
"""

import argparse
import asyncio
import logging
import random
import tempfile
from collections import Counter
from pathlib import Path

from indexer import BuildOptions, EncoderSource, Library, exported_encoder, index_transcript
from tests.broken_output import broken_answer, faults_of

_SAMPLE = Path("samples/episodes/after-the-weir.vtt")
_QUESTIONS = ["What did they do?", "Why did it happen then?", "What is this episode about?"]


async def main() -> None:
    """Prints how many streams were read, what became of them, and every fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streams", type=int, default=10_000)
    parser.add_argument("--transcript", type=Path, default=_SAMPLE)
    arguments = parser.parse_args()
    logging.disable(logging.WARNING)
    became: Counter[str] = Counter()
    faults: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        encoder = exported_encoder(Path(folder) / "encoders", EncoderSource())
        library = Library(Path(folder))
        options = BuildOptions("sample", {"language": "en"})
        index_transcript(arguments.transcript, library, encoder, options)
        episode = library.episode("sample")
        for seed in range(arguments.streams):
            chance = random.Random(seed)
            words = episode.sentence_text(chance.randrange(len(episode.sentences)))[:200]
            question = chance.choice([*_QUESTIONS, f"{words}?"])
            answer, _ = await broken_answer(episode, encoder, question, chance)
            became["answers by the model"] += answer.answered_by == "model" and bool(answer.claims)
            became["claims shown"] += len(answer.claims)
            became["sentences dropped"] += answer.dropped
            faults += [f"{seed}: {fault}" for fault in faults_of(answer, episode)]
    print(f"  {arguments.streams} streams: {dict(became)}; {len(faults)} faults")
    print("\n".join(faults[:20]))


if __name__ == "__main__":
    asyncio.run(main())
