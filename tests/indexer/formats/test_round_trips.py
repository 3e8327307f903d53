"""Random conversations, written in each format and read again."""

import json
import string
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from hypothesis import given
from hypothesis import strategies as st

from indexer.assembly import assemble
from indexer.formats import markdown, podcasting20_json, subrip, webvtt, whisper_json
from indexer.segment import Segment
from indexer.transcript import Timing, Transcript, canonical_text

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


PLAIN = conversations(st.sampled_from(string.ascii_letters + "äßéñ'!?"))


def expected(turns: Sequence[Said], timing: Timing = Timing.CUE) -> Transcript:
    """The transcript that nothing was lost of."""
    return assemble((Segment(t.text, t.speaker, t.start, t.end) for t in turns), timing)


def stamp(seconds: float, mark: str = ".") -> str:
    milliseconds = round(seconds * 1000)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    return (
        f"{minutes // 60:02}:{minutes % 60:02}:{milliseconds // 1000:02}{mark}"
        f"{milliseconds % 1000:03}"
    )


@given(conversations())
def test_webvtt_gives_back_what_it_was_given(turns: list[Said]) -> None:
    """Words, speakers and times, with every sign that markup knows."""
    cues = (
        f"{stamp(t.start)} --> {stamp(t.end)}\n<v {escape(t.speaker)}>{escape(t.text)}\n"
        for t in turns
    )
    assert webvtt.parse("WEBVTT\n\n" + "\n".join(cues)) == expected(turns)


@given(PLAIN)
def test_subrip_gives_back_what_it_was_given(turns: list[Said]) -> None:
    """Names in front of the words come back as speakers."""
    cues = (
        f"{n}\n{stamp(t.start, ',')} --> {stamp(t.end, ',')}\n{t.speaker}: {t.text}.\n"
        for n, t in enumerate(turns, start=1)
    )
    ended = [Said(t.speaker, (*t.words[:-1], t.words[-1] + "."), t.start, t.end) for t in turns]
    assert subrip.parse("\n".join(cues)) == expected(ended)


@given(conversations())
def test_podcasting_json_gives_back_what_it_was_given(turns: list[Said]) -> None:
    """A turn a segment, which is a word a segment if all turns are that short."""
    segments = [
        {"speaker": t.speaker, "startTime": t.start, "endTime": t.end, "body": t.text}
        for t in turns
    ]
    found = podcasting20_json.parse(json.dumps({"version": "1.0.0", "segments": segments}))
    words = sum(len(t.words) == 1 for t in turns) >= 0.9 * len(turns)
    assert found == expected(turns, Timing.WORD if words else Timing.CUE)


@given(conversations())
def test_whisper_json_gives_back_what_it_was_given(turns: list[Said]) -> None:
    """Every word with the second at which it is spoken."""
    segments: list[dict[str, object]] = []
    words: list[Segment] = []
    for t in turns:
        timed = spread(t)
        words += timed
        segments.append(
            {
                "start": t.start,
                "end": t.end,
                "text": f" {t.text}",
                "speaker": t.speaker,
                "words": [{"word": f" {w.text}", "start": w.start, "end": w.end} for w in timed],
            }
        )
    found = whisper_json.parse(json.dumps({"text": "", "segments": segments, "language": "en"}))
    assert found == assemble(words, Timing.WORD, language="en")


def spread(said: Said) -> list[Segment]:
    """A turn's words, each as long as the others."""
    step = (said.end - said.start) / len(said.words)
    return [
        Segment(text, said.speaker, said.start + n * step, said.start + (n + 1) * step)
        for n, text in enumerate(said.words)
    ]


@given(conversations())
def test_markdown_gives_back_what_it_was_given(turns: list[Said]) -> None:
    """Names, whole seconds, and words with every sign escaped that has to be."""
    text = "\n\n".join(f"**{t.speaker}** [{stamp(t.start)[:8]}]: {escaped(t.text)}" for t in turns)
    stated = [Said(t.speaker, t.words, int(t.start), t.end) for t in turns]
    given = assemble((Segment(t.text, t.speaker, float(t.start)) for t in stated), Timing.PARAGRAPH)
    assert markdown.parse(text) == given


def escaped(text: str) -> str:
    return "".join(
        f"\\{char}" if char in string.punctuation else char for char in canonical_text(text)
    )
