"""What a source states in one piece, before pieces are joined to utterances."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Segment:
    """A cue, a word or a paragraph, as a parser found it.

    ``start`` and ``end`` are seconds from the episode's beginning, None where the source is
    silent. ``opens_paragraph`` begins a new utterance where no speaker is known.
    """

    text: str
    speaker: str | None = None
    start: float | None = None
    end: float | None = None
    opens_paragraph: bool = False
