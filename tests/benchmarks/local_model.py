"""What a real model writes, and what of it the verification lets through.

    python -m tests.benchmarks.local_model SET… --answers FILE [--url URL] [--limit 40] [--seed 1]

Asks the model at URL the questions of the sets (the same number of each) and keeps what it writes
in FILE; what is there already is not asked again, so that a run can be broken off. Without --url
nothing is asked. Then every sentence of FILE is verified and printed with its verdict.
"""

import argparse
import asyncio
import json
import tempfile
from pathlib import Path

from indexer import Encoder, EncoderSource, exported_encoder
from service.answering.answerability import (
    LEAST_OF_A_QUOTATION,
    LEAST_RELEVANCE,
    is_relevant,
    relevance,
)
from service.answering.draft import Draft, DraftReader
from service.answering.language_model import Meter, ModelDescription, OpenAIModel
from service.answering.prompt import passages_for, prompt_for
from service.answering.retrieve import retrieve
from service.answering.verification import Dropped, Verifier
from service.evaluation.indexed_set import AskedEpisode
from service.evaluation.measuring import Sample, Workplace
from service.evaluation.question_set import SetQuestion

_CONTEXT_TOKENS = 800
_OUTPUT_TOKENS = 160


async def main() -> None:
    """Asks what was not asked yet, then prints every sentence with its verdict."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--answers", type=Path, required=True)
    parser.add_argument("--url")
    parser.add_argument("--limit", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    known = _known(arguments.answers)
    share = -(-arguments.limit // len(arguments.sets))
    with tempfile.TemporaryDirectory() as folder:
        encoder = exported_encoder(Path(folder), EncoderSource())
        place = Workplace(Path(folder), encoder)
        for path in arguments.sets:
            questions = Sample(share, arguments.seed).of(path)
            for asked, its_questions in place.indexed(questions, questions.questions):
                for question in its_questions:
                    key = f"{questions.name}/{question.id}"
                    if key not in known and arguments.url:
                        known[key] = await _written(asked, question, arguments.url, encoder)
                        with arguments.answers.open("at", encoding="utf-8") as lines:
                            lines.write(json.dumps({"key": key, "text": known[key]}) + "\n")
                    if key in known:
                        _print_verdicts(key, known[key], asked, question, encoder)


def _known(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {row["key"]: row["text"] for row in rows}


async def _written(asked: AskedEpisode, put: SetQuestion, url: str, encoder: Encoder) -> str:
    question, episode = put.as_asked(), asked.episode
    ranked = [int(i) for i in retrieve(question, episode, encoder).ranked]
    prompt = prompt_for(question, episode, passages_for(episode, ranked, _CONTEXT_TOKENS))
    model = OpenAIModel(ModelDescription("any", url, "", 0, 0, 300, 60, _OUTPUT_TOKENS))
    text = "".join(
        [words async for words in model.written(prompt, Meter(model.description, prompt))]
    )
    await model.aclose()
    return text


def _print_verdicts(
    key: str, text: str, asked: AskedEpisode, put: SetQuestion, encoder: Encoder
) -> None:
    question, episode = put.as_asked(), asked.episode
    retrieved = retrieve(question, episode, encoder)
    ranked = [int(i) for i in retrieved.ranked]
    verifier = Verifier(episode, passages_for(episode, ranked, _CONTEXT_TOKENS))
    assert episode.index.dense is not None
    print(f"\n{key}  {'answerable' if put.answerable else 'NOT ANSWERABLE'}  {question.text}")
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
        least = LEAST_OF_A_QUOTATION if verdict.is_quotation else LEAST_RELEVANCE
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
