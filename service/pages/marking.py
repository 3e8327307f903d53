"""Turns with the words that were looked for marked, and the moments at which they stand."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from service.pages.finding import Terms
from service.pages.transcript import Piece, SentenceView, Turn
from service.pages.wording import clock

MOST_LISTED = 50
"""Sentences that are listed of those that were found; all of them are marked."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A sentence in which everything that was looked for stands, by the first mark in it."""

    mark: int
    speaker: str | None
    clock: str | None
    pieces: tuple[Piece, ...]


@dataclass(slots=True)
class Marking:
    """Marks turn after turn, numbers the marks, and keeps the first moments.

    ``sentences`` counts those in which everything that was looked for was found.
    """

    terms: Terms
    sentences: int = 0
    moments: list[Moment] = field(default_factory=list)
    _marks: int = 0

    def marked(self, turn: Turn) -> Turn:
        """The turn with marks; the same one if nothing stands in it."""
        places = [self.terms.places_in(sentence.text) for sentence in turn.sentences]
        if not any(places):
            return turn
        sentences = zip(turn.sentences, places, strict=True)
        return replace(
            turn,
            sentences=tuple(
                self._sentence(turn, sentence, found) if found else sentence
                for sentence, found in sentences
            ),
        )

    def _sentence(
        self, turn: Turn, sentence: SentenceView, places: list[tuple[int, int]]
    ) -> SentenceView:
        first = self._marks + 1
        pieces = tuple(self._pieces(sentence.text, places))
        self.sentences += 1
        if len(self.moments) < MOST_LISTED:
            start = None if sentence.second is None else clock(float(sentence.second))
            self.moments.append(Moment(first, turn.speaker, start, pieces))
        return replace(sentence, pieces=pieces)

    def _pieces(self, text: str, places: list[tuple[int, int]]) -> Iterator[Piece]:
        done = 0
        for start, end in places:
            if start > done:
                yield Piece(text[done:start])
            self._marks += 1
            yield Piece(text[start:end], self._marks)
            done = end
        if done < len(text):
            yield Piece(text[done:])
