"""Whatever a file holds: a transcript with words comes out, or a refusal in words."""

import contextlib
import io
import json
import tempfile
import time
import tracemalloc
from pathlib import Path

import docx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.formats import (
    TranscriptFormat,
    TranscriptRefused,
    known_formats,
    read_transcript,
    ttml,
)
from indexer.transcript import Transcript

PIECES = """
WEBVTT|NOTE|STYLE|00:01.000 --> 00:02.000|00:00:01,000 --> 00:00:00,500|-->|1|<v Ann>|<v|</v>
<00:00:01.500>|<c>|&amp;|&#0;|&#xd800;|&|>> |- |Ann: |Note: |**Ann:**|*Ann (0:05)*:|_:_
**Break:**|\\[04:14\\]|[00:05]|(1:02:03)|Ann (00:05) - |0:05 |3:15 PM|# |> |---|```|`|[a](b)|![
<p>|<html>|<!--|{"segments": [{"start": 1, "text": "a"}]}|{|[|"|,|:|\\|*|_|~~|Speaker,Text
<cite>|</cite>|<time>|0:05|</p>|<div class="speaker">|<tt>|<p begin="1s" end="9">|<span begin="2s">
</tt>|<!DOCTYPE tt [<!ENTITY a "b">]>|&a;|<?xml version="1.0"?>|<laughs>|{{ a }}|</html>|<td>
<table>|<tr>|<th>|</tr>|</table>
[Script Info]|[Events]|Format: Start, Text|Dialogue: 0,0:00:01.00,0:00:02.00,,Ann,0,0,0,,hi
0:00:01.000,0:00:02.000|start,end,text|1,2,|;|"a,|a"|<<<<<<< a|=======|>>>>>>> b|[Ann] 00:05
[ti:a]|[offset:-500]|[00:05.00][00:09.00]|<00:05.50>|[5s]|(1m5s)|[0.0s -> 4.2s]
hello|there.|川|です|\u00a0|\u2028|\x85|\r|\ufeff|\U0010ff41|\ud800
"""
TOKENS = [*PIECES.replace("\n", "|").strip("|").split("|"), "\n", "\n\n", " ", "\t"]
SCRAPS = st.lists(st.sampled_from(TOKENS), max_size=40).map("".join)
TEXTS = SCRAPS | st.text(max_size=200)
MOST_MEMORY = 90
"""Bytes for each byte of a file, at the worst."""


def word_document() -> bytes:
    document, written = docx.Document(), io.BytesIO()
    document.add_paragraph("Ann: Hello there.")
    document.add_table(1, 2).rows[0].cells[0].text = "Yes."
    document.save(written)
    return written.getvalue()


WORD_DOCUMENT = word_document()
FORMATS = pytest.mark.parametrize("known", known_formats(), ids=lambda known: known.name)


def check(transcript: Transcript) -> None:
    """What every transcript promises."""
    for utterance in transcript.utterances:
        assert utterance.text == " ".join(utterance.text.split())
        assert utterance.speaker is None or utterance.speaker == " ".join(utterance.speaker.split())
        assert utterance.speaker != ""
        for span in utterance.spans:
            assert 0 <= span.start_char < span.end_char <= len(utterance.text)
            assert span.end is None or span.end >= span.start >= 0
    assert len(transcript.sha256) == 64


@FORMATS
@given(TEXTS)
def test_any_text_is_parsed_or_refused(known: TranscriptFormat, text: str) -> None:
    """No text raises anything but a refusal, in any format."""
    known.likeness(text)
    with contextlib.suppress(TranscriptRefused):
        check(known.parse(text))


@given(
    st.binary(max_size=300)
    | TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass"))
    | TEXTS.map(lambda text: text.encode("utf-16", "surrogatepass"))
    | TEXTS.map(lambda text: text.encode("cp1252", "replace")),
    st.sampled_from(["a.vtt", "a.srt", "a.json", "a.md", "a.txt", "a.html", "a.csv", "a"]),
)
@example(b"\xff\xfe", "a.txt")
@example(b"\xef\xbb\xbf", "a.txt")
@example(b"\xff\xfe\x00\xd8", "a.txt")
def test_any_file_is_read_or_refused(content: bytes, name: str) -> None:
    """A transcript that comes out has words in it; a refusal names the file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        refusal, transcript = outcome(path)
    if transcript is None:
        assert refusal.startswith(name)
    else:
        check(transcript)
        assert any(char.isalnum() for char in transcript.text)


def outcome(path: Path) -> tuple[str, Transcript | None]:
    """The refusal or the transcript."""
    try:
        return "", read_transcript(path).transcript
    except TranscriptRefused as refusal:
        return str(refusal), None


KEYS = """
segments start end text words word speaker startTime endTime body results channels alternatives
items content start_time end_time type events tStartMs segs utf8 tOffsetMs wdlist transcription
offsets from to utterances confidence monologues elements value ts audio_duration transcript
chunks timestamp speakers speakerTag channelTag seconds nanos response
"""
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["1.5", "0:05", "-1", "1e400", "punctuation", "A", "spk_0"]),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(KEYS.split()), inner, max_size=6),
    max_leaves=30,
)  # fmt: skip


@FORMATS
@given(VALUES)
def test_any_json_is_parsed_or_refused(known: TranscriptFormat, document: object) -> None:
    """Known keys with values of every kind, in every place."""
    text = json.dumps(document)
    known.likeness(text)
    with contextlib.suppress(TranscriptRefused):
        check(known.parse(text))


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A Word document with some of its bytes changed, or cut off."""
    data = bytearray(WORD_DOCUMENT)
    for at in draw(st.lists(st.integers(0, len(data) - 1), max_size=6)):
        data[at] = draw(st.integers(0, 255))
    return bytes(data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data)


@given(damaged())
def test_any_word_document_is_read_or_refused(content: bytes) -> None:
    """Whatever is broken in it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.docx"
        path.write_bytes(content)
        refusal, transcript = outcome(path)
    assert (transcript is None) == bool(refusal)


ENDLESS = {
    "brackets": "[", "links": "[a](", "tags": "<a ", "voices": "<v ", "entities": "&#",
    "stars": "*a ",
    "ticks": "`", "comments": "<!--",
    "tables": "<table><tr><td>a",
    "divs": "<div>", "cites": "<cite>A:</cite>", "arrays": "[", "objects": '{"a":', "cells": ",",
    "rows": 'a,"b\n', "conflicts": "<<<<<<< a\n", "loops": "and so on it went ",
    "stamps": "00:05 ", "bracketed stamps": "[00:05]", "lyrics tags": "[ti:", "spelled": "(1m5s\n",
    "colons": "A: ", "dashes": "- a. - B",
    "arrows": "-->", "quotes": '"a,', "spaces": " ", "lines": "\n a", "parentheses": "Ann (00:00",
    "rules": "- - ", "labels": "**a", "digits": "1", "hashes": "# ",
}  # fmt: skip


@FORMATS
@pytest.mark.parametrize("junk", ENDLESS.values(), ids=ENDLESS.keys())
def test_time_grows_with_the_length_alone(known: TranscriptFormat, junk: str) -> None:
    """No text makes a search start over and over: 50,000 characters take a moment."""
    text = "**A:** x " + junk * (50_000 // len(junk))
    began = time.process_time()
    with contextlib.suppress(TranscriptRefused):
        known.likeness(text)
        known.parse(text)
    assert time.process_time() - began < 2.5


@FORMATS
@pytest.mark.parametrize("junk", ENDLESS.values(), ids=ENDLESS.keys())
def test_memory_grows_with_the_length_alone(known: TranscriptFormat, junk: str) -> None:
    """No text is unfolded into many times its length."""
    text = "**A:** x " + junk * (20_000 // len(junk))
    with contextlib.suppress(TranscriptRefused):
        known.parse(text[:100])  # what is loaded once is no part of it
    tracemalloc.start()
    with contextlib.suppress(TranscriptRefused):
        known.parse(text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < MOST_MEMORY * len(text)


def test_time_does_not_grow_with_what_lies_around() -> None:
    """Paragraphs in two hundred divisions, each with times of its own, take a moment."""
    text = "<div begin='1s'>" * 200 + "<p begin='1s'>a</p>" * 8_000 + "</div>" * 200
    began = time.process_time()
    ttml.parse(f"<tt><body>{text}</body></tt>")
    assert time.process_time() - began < 2.5
