"""A question answered by a language model of ours, and what it was paid from."""

from dataclasses import dataclass, field

from indexer import IndexedEpisode
from service.answering.answer import Asked, answer_of
from service.answering.events import Answer
from service.answering.language_model import ModelDescription, OpenAIModel
from service.answering.model_answerer import ModelAnswerer, Reservation
from service.answering.prompt import short_ids
from service.answering.question import Question
from tests.contracts.test_language_model import described
from tests.fakes import WordEncoder
from tests.openai_server import OpenAIServer

HIVES = "How many hives did you lose?"
LOST = "Ana Černá lost 31 hives, almost everything they had."


@dataclass
class Purse:
    """A budget that remembers."""

    left: float = 100.0
    settled: list[tuple[int, float]] = field(default_factory=list)

    async def reserve(self, dollars: float, caller: str | None) -> Reservation | None:
        if dollars > self.left:
            return None
        return Reservation("2026-11-23", round(dollars * 1_000_000), caller)

    async def settle(self, reservation: Reservation, dollars: float) -> None:
        self.settled.append((reservation.microdollars, dollars))


def marker(episode: IndexedEpisode, words: str) -> str:
    """The marker of the passage that says some words."""
    at = episode.transcript.text.index(words)
    passage = next(p for p in episode.passages if p.start_char <= at < p.end_char)
    return f"[{short_ids(episode)[passage.id]}]"


def answerer(openai: OpenAIServer, purse: Purse, **changes: object) -> ModelAnswerer:
    limits = {"first_token_seconds": 2.0, "next_token_seconds": 0.5, "output_tokens": 300}
    description: ModelDescription = described(openai.url, **(limits | changes))
    return ModelAnswerer(OpenAIModel(description), purse, 4_000)


async def ask(
    episode: IndexedEpisode, question: str, openai: OpenAIServer, purse: Purse, **changes: object
) -> Answer:
    asked = Asked(Question.of(question), episode, WordEncoder())
    return await answer_of(asked, answerer(openai, purse, **changes))
