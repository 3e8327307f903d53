"""Random conversations, written in each format and read again."""

import csv
import io
import json
import string
from html import escape

from hypothesis import given
from hypothesis import strategies as st

from indexer.assembly import assemble
from indexer.formats import (
    csv_table,
    html_page,
    markdown,
    podcasting20_json,
    sbv,
    subrip,
    substation_alpha,
    ttml,
    webvtt,
    whisper_json,
    youtube_json3,
)
from indexer.segment import Segment
from indexer.transcript import Timing, canonical_text
from tests.indexer.formats.random_conversations import (
    Said,
    conversations,
    expected,
    spread,
)

PLAIN = conversations(st.sampled_from(string.ascii_letters + "äßéñ'!?"))


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
