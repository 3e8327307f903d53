"""Subtitles that are neither WebVTT nor SubRip: SBV, SubStation Alpha, TTML."""

import contextlib
import time

import pytest

from indexer.formats import TranscriptRefused, sbv, substation_alpha, ttml
from indexer.transcript import Timing
from tests.indexer.formats.heard import said, spans


def test_sbv() -> None:
    """A blank line in a caption does not end it."""
    text = "0:00:01.000,0:00:02.500\nHello\nthere.\n\n0:00:03.000,0:00:04.000\nYes,\n\nindeed.\n"
    assert spans(sbv.parse(text)) == [("Hello there.", 1.0, 2.5), ("Yes, indeed.", 3.0, 4.0)]


def test_substation_alpha() -> None:
    """Names speak, commas are text, comments and styling are not."""
    text = r"""[Script Info]
Title: One
[V4+ Styles]
Format: Name, Fontname
[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:03.00,0:00:04.00,Default,Bo,0,0,0,,Yes, {\i1}indeed{\i0}.
Comment: 0,0:00:00.00,0:00:09.00,Default,,0,0,0,,Not said.
Dialogue: 0,0:00:01.00,0:00:02.50,Default,Ann Lee,0,0,0,,Hello,\Nand welcome.
"""
    transcript = substation_alpha.parse(text)
    assert said(transcript) == [("Ann Lee", "Hello, and welcome."), ("Bo", "Yes, indeed.")]
    assert spans(transcript)[1] == ("Yes, indeed.", 3.0, 4.0)


HEAD = '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata"'


def test_ttml_paragraphs() -> None:
    """Every way to write a time; agents speak, by the name that the head gives them."""
    text = f"""<?xml version="1.0" encoding="UTF-16"?>
    {HEAD} xml:lang="en" frameRate="25"><head><metadata>
    <ttm:agent xml:id="a"><ttm:name type="full">Ann Lee</ttm:name></ttm:agent></metadata></head>
    <body><div><p begin="1s" end="2.5s" ttm:agent="a">Hello &amp;<br/>welcome.</p>
    <p begin="00:00:03:05" dur="500ms">Yes.</p><p begin="0.1m" end="7">No.</p></div></body></tt>"""
    transcript = ttml.parse(text)
    assert said(transcript)[0] == ("Ann Lee", "Hello & welcome. Yes. No.")
    assert [span[1:] for span in spans(transcript)] == [(1.0, 2.5), (3.2, 3.7), (6.0, 7.0)]
    assert transcript.language == "en"


@pytest.mark.parametrize(
    ("body", "heard"),
    [
        (
            '<p><span begin="1s" end="4s">One.</span></p><p begin="4s" end="8s">Two.</p>',
            [("One.", 1.0, 4.0), ("Two.", 4.0, 8.0)],
        ),
        (
            '<div begin="1s" end="4s"><p>One.</p></div><div begin="4s" dur="4s"><p>Two.</p></div>',
            [("One.", 1.0, 4.0), ("Two.", 4.0, 8.0)],
        ),
        (
            '<div begin="9s"><p begin="1s" dur="3s">One.</p><p><span begin="4s">2</span></p></div>',
            [("One.", 10.0, 13.0), ("2", 13.0, None)],
        ),
        (
            '<div begin="9s"><p begin="9s" end="13s">One.</p><p begin="13s">Two.</p></div>',
            [("One.", 9.0, 13.0), ("Two.", 13.0, None)],
        ),
    ],
    ids=["on spans", "around paragraphs", "counted from around", "counted from zero"],
)
def test_ttml_times_stand_around_and_inside_paragraphs(
    body: str, heard: list[tuple[str, float, float | None]]
) -> None:
    """Wherever a time stands, no line is lost."""
    assert spans(ttml.parse(f"{HEAD}><body>{body}</body></tt>")) == heard


@pytest.mark.parametrize("zero", [0.0, 10.0])
def test_ttml_words(zero: float) -> None:
    """Spans count from the paragraph or from the beginning; words need no space between them."""
    words = "".join(f'<span begin="{10 + n - zero}" end="{11 + n - zero}">{w}</span>'
                    for n, w in enumerate(("one", "two", "three")))  # fmt: skip
    text = (
        f'{HEAD}><body><p begin="10" end="13"><span unit="sentence">{words}</span></p></body></tt>'
    )
    transcript = ttml.parse(text)
    assert transcript.utterances[0].timing is Timing.WORD
    assert [(span[0], span[1]) for span in spans(transcript)] == [
        ("one", 10.0), ("two", 11.0), ("three", 12.0),
    ]  # fmt: skip


BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "entity",
    [
        '<!ENTITY x SYSTEM "file:///etc/hostname">',
        '<!ENTITY x SYSTEM "http://127.0.0.1:9/x">',
        f'<!ENTITY a0 "aaaaaaaaaa">{BOMB}<!ENTITY x "&a9;">',
    ],
)
def test_ttml_loads_and_unfolds_nothing(entity: str) -> None:
    """An entity that a document defines is not what was said."""
    text = f'<!DOCTYPE tt [{entity}]>{HEAD}><body><p begin="1s">Hi &x; there</p></body></tt>'
    began = time.process_time()
    with contextlib.suppress(TranscriptRefused):
        assert ttml.parse(text).text in {"Hi there", "Hi &x; there"}
    assert time.process_time() - began < 2
