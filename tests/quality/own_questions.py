"""Our own sixty questions about the sample episodes, asked by the product's own path.

    python -m tests.quality.own_questions [--failures N]

A moment is words of the transcript that answer; an answer has found it where it cites them. Prints
the share that is right of every kind of question, and what went wrong in full.
"""

import argparse
import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from indexer import (
    BuildOptions,
    Encoder,
    EncoderSource,
    Library,
    exported_encoder,
    index_transcript,
)
from service.answering.answer import Asked, answer_of
from service.answering.events import Answer, Citation
from service.answering.extractive import ExtractiveAnswerer
from service.answering.question import Question
from service.evaluation.answers import ANSWERED

_SAMPLES = Path(__file__).parents[2] / "samples" / "episodes"
_QUESTIONS = Path(__file__).parent / "questions.json"
UNANSWERABLE = ("easy", "hard")


class OwnQuestion(BaseModel):
    """A question, what kind it is, and the words that answer it; none where nothing does."""

    model_config = ConfigDict(frozen=True)

    id: str
    episode: str
    question: str
    kind: str
    moments: tuple[str, ...]
    speaker: str | None

    @property
    def answerable(self) -> bool:
        """Whether the episode answers it."""
        return self.kind not in UNANSWERABLE


@dataclass(frozen=True)
class Outcome:
    """A question with its answer, and the characters [start, end) of its moments."""

    question: OwnQuestion
    answer: Answer
    text: str
    moments: tuple[tuple[int, int], ...]

    @property
    def answered(self) -> bool:
        """Whether the episode was found to answer."""
        return self.answer.outcome in ANSWERED

    def found_within(self, first: int) -> bool:
        """Whether one of the first claims cites a moment."""
        claims = self.answer.claims[:first]
        return any(self._is_found(citation) for claim in claims for citation in claim.citations)

    @property
    def is_right(self) -> bool:
        """Whether it was answered with a moment, or rightly not answered."""
        return self.found_within(3) if self.question.answerable else not self.answered

    def _is_found(self, citation: Citation) -> bool:
        return any(citation.start_char < end and start < citation.end_char
                   for start, end in self.moments)  # fmt: skip


def own_questions() -> list[OwnQuestion]:
    """All sixty."""
    return TypeAdapter(list[OwnQuestion]).validate_json(_QUESTIONS.read_bytes())


def indexed_samples(library: Library, encoder: Encoder) -> None:
    """Indexes the sample episodes, each under the name of its file."""
    for name in sorted({question.episode for question in own_questions()}):
        (file,) = (f for f in _SAMPLES.glob(f"{name}.*") if f.suffix in (".vtt", ".srt", ".json")
                   and not f.name.endswith(".episode.json"))  # fmt: skip
        index_transcript(file, library, encoder, BuildOptions(name))


async def asked(library: Library, encoder: Encoder) -> list[Outcome]:
    """Asks all sixty of a library that holds the samples."""
    outcomes = []
    for question in own_questions():
        episode = library.episode(question.episode)
        text = episode.transcript.text
        starts = [text.index(moment) for moment in question.moments]
        spans = tuple((start, start + len(moment))
                      for start, moment in zip(starts, question.moments, strict=True))  # fmt: skip
        put = Asked(Question.of(question.question), episode, encoder)
        answer = await answer_of(put, ExtractiveAnswerer())
        outcomes.append(Outcome(question, answer, text, spans))
    return outcomes


def shares(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, int, float]]:
    """Each kind of question, how many there are, and the share that is right."""
    for kind in dict.fromkeys(outcome.question.kind for outcome in outcomes):
        right = [one.is_right for one in outcomes if one.question.kind == kind]
        yield kind, len(right), sum(right) / len(right)


def main() -> None:
    """Prints a line a kind, then what went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--failures", type=int, default=60)
    most = parser.parse_args().failures
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder))
        encoder = exported_encoder(library.encoders, EncoderSource())
        indexed_samples(library, encoder)
        outcomes = asyncio.run(asked(library, encoder))
    for kind, count, right in shares(outcomes):
        print(f"{kind:10} {count:3}  right {right:.2f}")
    for outcome in [one for one in outcomes if not one.is_right][:most]:
        _tell(outcome)


def _tell(outcome: Outcome) -> None:
    question = outcome.question
    print(f"\n{question.id} ({question.kind}): {question.question}")
    for moment in question.moments:
        print(f"    wanted  {moment}")
    for claim in outcome.answer.claims:
        print(f"    said    {claim.text}")
    if not outcome.answered:
        nearest = outcome.answer.nearest
        print(f"    refused; nearest {nearest.quote if nearest else None}")


if __name__ == "__main__":
    main()
