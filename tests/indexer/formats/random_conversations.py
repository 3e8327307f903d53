"""Random conversations, and the transcripts that nothing was lost of."""

import string
from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from indexer.assembly import assemble
from indexer.segment import Segment
from indexer.transcript import Timing, Transcript

NAMES = ("Ann Lee", "Bo", "Müller-Simhofer", "Speaker 1", "SPEAKER_00", "Erik St. Martin")
LETTERS = st.sampled_from(string.ascii_letters + "äßéñ'.,?!&<>*_`#[]()$%\"/")


@dataclass(frozen=True)
class Said:
    speaker: str
    words: tuple[str, ...]
    start: float
    end: float

    @property
    def text(self) -> str:
        return " ".join(self.words)


def word(letters: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """A word opens with a letter, so that it never looks like a mark of change."""
    return st.builds(str.__add__, st.sampled_from("abcdefgh"), st.text(letters, max_size=6))


@st.composite
def conversations(draw: st.DrawFn, letters: st.SearchStrategy[str] = LETTERS) -> list[Said]:
    """Turns of neighbouring speakers that differ, at whole milliseconds, in order."""
    turns: list[Said] = []
    clock = draw(st.integers(0, 5_000))
    for _ in range(draw(st.integers(1, 6))):
        others = [name for name in NAMES if not turns or name != turns[-1].speaker]
        words = tuple(draw(st.lists(word(letters), min_size=1, max_size=6)))
        start = clock + draw(st.integers(0, 2_000_000))
        clock = start + draw(st.integers(1, 60_000))
        turns.append(Said(draw(st.sampled_from(others)), words, start / 1000, clock / 1000))
    return turns


def expected(turns: Sequence[Said], timing: Timing = Timing.CUE) -> Transcript:
    """The transcript that nothing was lost of."""
    return assemble((Segment(t.text, t.speaker, t.start, t.end) for t in turns), timing)


def spread(said: Said) -> list[Segment]:
    """A turn's words, each as long as the others."""
    step = (said.end - said.start) / len(said.words)
    return [
        Segment(text, said.speaker, said.start + n * step, said.start + (n + 1) * step)
        for n, text in enumerate(said.words)
    ]


def words_of(turns: Sequence[Said]) -> Transcript:
    """The transcript whose words all have times of their own, at whole milliseconds."""
    return assemble((word for t in turns for word in whole(t)), Timing.WORD)


def whole(said: Said) -> list[Segment]:
    """A turn's words, each from one whole millisecond to another."""
    return [
        Segment(one.text, one.speaker, round(one.start or 0, 3), round(one.end or 0, 3))
        for one in spread(said)
    ]
