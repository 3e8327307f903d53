"""An answerer that says what a test lets it say, when the test lets it."""

import asyncio
from collections.abc import AsyncGenerator

from indexer import IndexedEpisode
from service.answering.answer import Asked
from service.answering.citation import cite
from service.answering.events import Check, Claim, Ending, Outcome
from service.answering.retrieve import Retrieved

ANSWERED = Ending(outcome=Outcome.ANSWERED, answered_by="extractive")
NOT_SAID = Ending(outcome=Outcome.NOT_IN_EPISODE, answered_by="extractive")


class HeldAnswerer:
    """Says one thing after another to whoever asks; a fault is raised."""

    def __init__(self) -> None:
        self.said: asyncio.Queue[Claim | Ending | Exception] = asyncio.Queue()
        self.asked = 0
        self.left = asyncio.Event()

    async def answer(self, asked: Asked, retrieved: Retrieved) -> AsyncGenerator[Claim | Ending]:
        """What is said, up to an ending."""
        del asked, retrieved
        self.asked += 1
        try:
            while True:
                made = await self.said.get()
                if isinstance(made, Exception):
                    raise made
                yield made
                if isinstance(made, Ending):
                    return
        finally:
            self.left.set()


def claim_of(episode: IndexedEpisode, number: int = 1) -> Claim:
    """A claim that the episode holds up."""
    citation = cite(episode, 0, 12)
    return Claim(id=f"c{number}", text=citation.quote, check=Check.VERBATIM, citations=(citation,))
