"""Random conversations, written in each format and read again."""

import csv
import io
import json
import string
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from hypothesis import assume, given
from hypothesis import strategies as st

from indexer.assembly import assemble
from indexer.formats import (
    assemblyai,
    aws_transcribe,
    csv_table,
    deepgram,
    html_page,
    markdown,
    podcasting20_json,
    sbv,
    subrip,
    substation_alpha,
    ttml,
    webvtt,
    whisper_json,
    word_list_json,
    youtube_json3,
)
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


def words_of(turns: Sequence[Said]) -> Transcript:
    """The transcript whose words all have times of their own, at whole milliseconds."""
    return assemble((word for t in turns for word in whole(t)), Timing.WORD)


def whole(said: Said) -> list[Segment]:
    """A turn's words, each from one whole millisecond to another."""
    return [
        Segment(one.text, one.speaker, round(one.start or 0, 3), round(one.end or 0, 3))
        for one in spread(said)
    ]


SPOKEN = conversations(st.sampled_from(string.ascii_letters + "äßéñ'?"))
NUMBERED = {name: f"Speaker {n}" for n, name in enumerate(NAMES)}


def numbered(turns: Sequence[Said]) -> list[Said]:
    return [Said(NUMBERED[t.speaker], t.words, t.start, t.end) for t in turns]


@given(SPOKEN)
def test_deepgram_gives_back_what_it_was_given(turns: list[Said]) -> None:
    """Words in seconds, speakers by number."""
    words = [
        {"word": "x", "punctuated_word": w.text, "start": w.start, "end": w.end,
         "speaker": NAMES.index(t.speaker)}
        for t in turns for w in whole(t)
    ]  # fmt: skip
    document = {"results": {"channels": [{"alternatives": [{"words": words}]}]}}
    assert deepgram.parse(json.dumps(document)) == words_of(numbered(turns))


@given(SPOKEN)
def test_assemblyai_gives_back_what_it_was_given(turns: list[Said]) -> None:
    """Words in milliseconds, none of them faster than anybody speaks."""
    assume(all(t.end - t.start > len(t.words) / 50 for t in turns))
    words = [
        {"text": w.text, "start": round((w.start or 0) * 1000), "end": round((w.end or 0) * 1000),
         "confidence": 0.5, "speaker": t.speaker}
        for t in turns for w in whole(t)
    ]  # fmt: skip
    found = assemblyai.parse(json.dumps({"words": words, "audio_duration": 1}))
    assert found == words_of(turns)


@given(SPOKEN)
def test_aws_gives_back_what_it_was_given(turns: list[Said]) -> None:
    """Times in strings, marks in items of their own."""
    items: list[dict[str, object]] = []
    for t in turns:
        items += [
            {"type": "pronunciation", "start_time": f"{w.start}", "end_time": f"{w.end}",
             "alternatives": [{"content": w.text}], "speaker_label": t.speaker}
            for w in whole(t)
        ]  # fmt: skip
        items.append({"type": "punctuation", "alternatives": [{"content": "."}]})
    ended = [Said(t.speaker, (*t.words[:-1], t.words[-1] + "."), t.start, t.end) for t in turns]
    assert aws_transcribe.parse(json.dumps({"results": {"items": items}})) == words_of(ended)


@given(SPOKEN)
def test_word_lists_give_back_what_they_were_given(turns: list[Said]) -> None:
    """Words that bring the space behind them."""
    segments = [
        {"speaker_name": t.speaker,
         "wdlist": [{"word": f"{w.text} ", "start": w.start, "end": w.end} for w in whole(t)]}
        for t in turns
    ]  # fmt: skip
    assert word_list_json.parse(json.dumps({"segments": segments})) == words_of(turns)


@given(conversations())
def test_youtube_gives_back_what_it_was_given(turns: list[Said]) -> None:
    """Captions that people typed have no speakers; what looks like markup is text."""
    events = [
        {"tStartMs": round(t.start * 1000), "dDurationMs": round((t.end - t.start) * 1000),
         "segs": [{"utf8": t.text}]}
        for t in turns
    ]  # fmt: skip
    found = youtube_json3.parse(json.dumps({"events": events}))
    nobody = [Segment(t.text, None, t.start, t.end) for t in turns]
    assert found == assemble(nobody, Timing.CUE)


@given(conversations())
def test_tables_give_back_what_they_were_given(turns: list[Said]) -> None:
    """With quotation marks and commas in the words."""
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(["Start", "End", "Speaker", "Text"])
    rows.writerows((stamp(t.start), stamp(t.end), t.speaker, t.text) for t in turns)
    found = csv_table.parse(written.getvalue())
    assert [(u.speaker, u.text, u.start, u.end) for u in found.utterances] == [
        (u.speaker, u.text, u.start, u.end) for u in expected(turns).utterances
    ]


@given(conversations())
def test_html_gives_back_what_it_was_given(turns: list[Said]) -> None:
    """Every sign escaped that has to be; whole seconds."""
    page = "".join(
        f"<cite>{escape(t.speaker)}:</cite><time>{stamp(t.start)[:8]}</time><p>{escape(t.text)}</p>"
        for t in turns
    )
    given = (Segment(t.text, t.speaker, float(int(t.start))) for t in turns)
    assert html_page.parse(page) == assemble(given, Timing.PARAGRAPH)


@given(conversations())
def test_ttml_gives_back_what_it_was_given(turns: list[Said]) -> None:
    """Agents, and every sign escaped."""
    body = "".join(
        f'<p begin="{stamp(t.start)}" end="{stamp(t.end)}" agent="{escape(t.speaker)}">'
        f"{escape(t.text)}</p>"
        for t in turns
    )
    assert ttml.parse(f"<tt><body>{body}</body></tt>") == expected(turns)


@given(conversations(st.sampled_from(string.ascii_letters + "äßéñ'.!?&,")))
def test_other_subtitles_give_back_what_they_were_given(turns: list[Said]) -> None:
    """SubStation Alpha names speakers, SBV does not; both time to the hundredth or better."""
    rounded = [
        Said(t.speaker, t.words, int(t.start * 100) / 100, int(t.end * 100) / 100 + 0.01)
        for t in turns
    ]
    events = "".join(
        f"Dialogue: 0,{stamp(t.start)[:-1]},{stamp(t.end)[:-1]},D,{t.speaker},0,0,0,,{t.text}\n"
        for t in rounded
    )
    assert substation_alpha.parse(f"[Script Info]\n[Events]\n{events}").text == "\n".join(
        t.text for t in rounded
    )
    captions = "\n".join(f"{stamp(t.start)},{stamp(t.end)}\n{t.text}\n" for t in turns)
    nobody = [Segment(t.text, None, t.start, t.end) for t in turns]
    assert sbv.parse(captions) == assemble(nobody, Timing.CUE)
