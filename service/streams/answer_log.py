"""One answer's log: its events in order, written by one and followed by any number."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from dataclasses import dataclass

from service.answering.events import AnswerEvent, is_last


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """An event with its place in its answer's log, from 0; ``data`` is JSON on one line."""

    place: int
    type: str
    data: str

    @property
    def is_last(self) -> bool:
        """Whether nothing comes after it."""
        return is_last(self.type)


class AnswerLog:
    """The log of one answer, as far as this process knows it.

    ``owner`` is the account or the key that asked, None where that was a visitor; ``told`` is
    called whenever something was written.
    """

    def __init__(
        self, answer_id: str, owner: str | None, told: Callable[[], None] = lambda: None
    ) -> None:
        self.answer_id = answer_id
        self.owner = owner
        self.events: list[LoggedEvent] = []
        self._told = told
        self._news = asyncio.Event()
        self._is_lost = False

    @property
    def is_ended(self) -> bool:
        """Whether the last event is written."""
        return bool(self.events) and self.events[-1].is_last

    def append(self, event: AnswerEvent) -> None:
        """Writes the next event.

        Raises:
            ValueError: The last one is written.
        """
        # JSON escapes every line break, so that the data is always one line.
        data = event.model_dump_json(exclude={"type"})
        self.extend([LoggedEvent(len(self.events), event.type, data)])

    def extend(self, events: Iterable[LoggedEvent]) -> None:
        """Adds events that were written elsewhere.

        Raises:
            ValueError: They do not follow what is here.
        """
        for event in events:
            if self.is_ended or event.place != len(self.events):
                raise ValueError(f"{event.type} at {event.place} does not follow.")
            self.events.append(event)
        self._tell()

    def lose(self) -> None:
        """Sends all followers away: whoever writes cannot be heard any more."""
        self._is_lost = True
        self._tell()

    async def follow(self, after: int, beat: float) -> AsyncGenerator[LoggedEvent | None]:
        """The events behind a place (-1 gives all), as they come, up to the last.

        None where nothing came for ``beat`` seconds. Ends without a last event where the log was
        lost.
        """
        while True:
            news = self._news
            # One by one: more may be written while one is read.
            while after + 1 < len(self.events):
                after += 1
                yield self.events[after]
            if self.is_ended or self._is_lost:
                return
            try:
                async with asyncio.timeout(beat):
                    await news.wait()
            except TimeoutError:
                yield None

    async def has_begun(self) -> bool:
        """Whether there is an event, as soon as there is one or the log was lost."""
        while not (self.events or self._is_lost):
            await self._news.wait()
        return bool(self.events)

    async def last(self) -> LoggedEvent | None:
        """The last event, as soon as it is written; None where the log was lost."""
        while not (self.is_ended or self._is_lost):
            await self._news.wait()
        return self.events[-1] if self.is_ended else None

    def _tell(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()
        self._told()
