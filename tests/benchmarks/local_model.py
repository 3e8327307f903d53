"""What a real model writes, and what of it the verification lets through.

    python -m tests.benchmarks.local_model SET… --answers FILE [--url URL] [--limit 40] [--seed 1]

Asks the model at URL the questions of the sets (the same number of each) and keeps what it writes
in FILE; what is there already is not asked again, so that a run can be broken off. Without --url
nothing is asked. Then every sentence of FILE is verified and printed with its verdict.
"""

import argparse
import asyncio
import json
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from indexer import Encoder, EncoderSource, exported_encoder
from service.answering.answerability import (
    LEAST_PROBABILITY,
    LEAST_RELEVANCE,
    is_relevant,
    relevance,
)
from service.answering.draft import Draft, DraftReader
from service.answering.language_model import Meter, ModelDescription, OpenAIModel
from service.answering.prompt import passages_for, prompt_for
from service.answering.question import LONGEST_QUESTION, Question
from service.answering.retrieve import retrieve
from service.answering.verification import Dropped, Verifier
from tests.benchmarks.question_sets import AskedEpisode, read_set

_CONTEXT_TOKENS = 800
_OUTPUT_TOKENS = 160
_EPISODES = 6

Row = dict[str, Any]


def sampled(
    name: str, limit: int, seed: int, encoder: Encoder
) -> Iterator[tuple[AskedEpisode, Row]]:
    """So many questions of a set, answerable or not as they come, from a few of its episodes."""
    episodes = list(read_set(name, _EPISODES, encoder))
    asked = [(episode, row) for episode in episodes for row in episode.questions]
    yield from random.Random(seed).sample(asked, min(limit, len(asked)))


async def main() -> None:
    """Asks what was not asked yet, then prints every sentence with its verdict."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+")
    parser.add_argument("--answers", type=Path, required=True)
    parser.add_argument("--url")
    parser.add_argument("--limit", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    known = _known(arguments.answers)
    share = -(-arguments.limit // len(arguments.sets))
    with tempfile.TemporaryDirectory() as folder:
        encoder = exported_encoder(Path(folder), EncoderSource())
        for name in arguments.sets:
            for asked, row in sampled(name, share, arguments.seed, encoder):
                key = f"{Path(name).name}/{row['id']}"
                if key not in known and arguments.url:
                    known[key] = await _written(asked, row, arguments.url, encoder)
                    with arguments.answers.open("at", encoding="utf-8") as lines:
                        lines.write(json.dumps({"key": key, "text": known[key]}) + "\n")
                if key in known:
                    _print_verdicts(key, known[key], asked, row, encoder)


def _known(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {row["key"]: row["text"] for row in rows}


async def _written(asked: AskedEpisode, row: Row, url: str, encoder: Encoder) -> str:
    question, episode = Question.of(row["question"][:LONGEST_QUESTION]), asked.episode
    ranked = [int(i) for i in retrieve(question, episode, encoder).ranked]
    prompt = prompt_for(question, episode, passages_for(episode, ranked, _CONTEXT_TOKENS))
    model = OpenAIModel(ModelDescription("any", url, "", 0, 0, 300, 60, _OUTPUT_TOKENS))
    text = "".join(
        [words async for words in model.written(prompt, Meter(model.description, prompt))]
    )
    await model.aclose()
    return text


def _print_verdicts(key: str, text: str, asked: AskedEpisode, row: Row, encoder: Encoder) -> None:
    question, episode = Question.of(row["question"][:LONGEST_QUESTION]), asked.episode
    retrieved = retrieve(question, episode, encoder)
    ranked = [int(i) for i in retrieved.ranked]
    verifier = Verifier(episode, passages_for(episode, ranked, _CONTEXT_TOKENS))
    assert episode.index.dense is not None
    print(f"\n{key}  {'answerable' if row['answerable'] else 'NOT ANSWERABLE'}  {question.text}")
    reader = DraftReader()
    for piece in [*reader.read(text), *reader.end()]:
        if not isinstance(piece, Draft):
            print(f"  {piece}")
            continue
        vector = encoder.encode_passages([piece.text])[0]
        verdict = verifier.check(piece, episode.index.dense.sentence_cosines(vector))
        print(f"  {piece.text}  {list(piece.cited)}")
        if isinstance(verdict, Dropped):
            print(f"    dropped: {verdict.fault}")
            continue
        near = max(relevance(episode, retrieved, run) for run in verdict.runs)
        least = LEAST_PROBABILITY if verdict.is_quotation else LEAST_RELEVANCE
        if not is_relevant(question, episode, retrieved, verdict.runs, least):
            print(f"    dropped: beside the question ({near:.2f})")
            continue
        said = [episode.sentence_text(i) for run in verdict.runs for i in range(run.first, run.end)]
        speakers = {episode.utterance_of(run.first).speaker for run in verdict.runs}
        print(
            f"    {verdict.instead_of or verdict.check} ({near:.2f}): {verdict.text}\n"
            f"      {speakers}: {' '.join(said)}"
        )


if __name__ == "__main__":
    asyncio.run(main())
