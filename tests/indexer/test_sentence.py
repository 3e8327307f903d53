"""Sentences: cut by a library, capped, lossless."""

import regex
from hypothesis import given
from hypothesis import strategies as st

from indexer.assembly import assemble
from indexer.segment import Segment
from indexer.sentence import LONGEST_SENTENCE_CHARS, LONGEST_SENTENCE_WORDS, split_sentences
from indexer.transcript import Timing, Transcript

PIECES = [
    *"abc ABC .,?! 09 éß",
    "\u0301",
    "\u200d",
    "👩",
    "👩‍🌾",
    "🇫🇷",
    "日本",
    "。",
    "שלום",
    "…",
    '"',
]
SPEECH = st.lists(st.sampled_from(PIECES), max_size=200).map("".join)


def transcript_of(*texts: str) -> Transcript:
    return assemble(
        [Segment(t, f"S{i}", i * 10.0, i * 10.0 + 9) for i, t in enumerate(texts)], Timing.CUE
    )


def sentences_of(transcript: Transcript) -> list[str]:
    split = split_sentences(transcript, "en", lambda text: len(text) <= LONGEST_SENTENCE_CHARS)
    return [transcript.text[s.start_char : s.end_char] for s in split]


@given(st.lists(SPEECH, max_size=6))
def test_sentences_give_the_canonical_text_back(texts: list[str]) -> None:
    """Between two sentences lies at most one space or newline; nothing is lost or doubled."""
    transcript = transcript_of(*texts)
    rebuilt, position = "", 0
    for sentence in split_sentences(transcript, "en", lambda text: len(text) <= 80):
        between = transcript.text[position : sentence.start_char]
        assert between in ("", " ", "\n")
        words = transcript.text[sentence.start_char : sentence.end_char]
        assert words == words.strip() != ""
        rebuilt += between + words
        position = sentence.end_char
    assert rebuilt == transcript.text


@given(st.lists(SPEECH, max_size=4))
def test_a_sentence_lies_within_its_utterance(texts: list[str]) -> None:
    """No sentence crosses from one utterance into another."""
    transcript = transcript_of(*texts)
    for sentence in split_sentences(transcript, "en", lambda _: True):
        start = transcript.starts[sentence.utterance]
        end = start + len(transcript.utterances[sentence.utterance].text)
        assert start <= sentence.start_char < sentence.end_char <= end


def test_abbreviations_end_no_sentence() -> None:
    """Dr. and a.m. are not ends, question marks are."""
    assert sentences_of(transcript_of("Dr. Ruiz came at 10 a.m. on Friday. Really? Yes.")) == [
        "Dr. Ruiz came at 10 a.m. on Friday.",
        "Really?",
        "Yes.",
    ]


def test_unpunctuated_speech_is_cut_at_its_longest_pauses() -> None:
    """A recogniser without punctuation still gives sentences, ending where the speaker paused."""
    words = [f"word{i}" for i in range(80)]
    segments, now = [], 0.0
    for i, word in enumerate(words):
        segments.append(Segment(word, "Ana", now, now + 0.3))
        now += 1.5 if i == 37 else 0.35
    transcript = assemble(segments, Timing.WORD)
    sentences = sentences_of(transcript)
    assert sentences == [" ".join(words[:38]), " ".join(words[38:])]


def test_a_long_text_without_spaces_is_cut_between_characters() -> None:
    """A combining mark or a joined emoji is never divided."""
    text = ("e\u0301" + "👩‍🌾") * 200
    sentences = sentences_of(transcript_of(text))
    assert "".join(sentences) == text
    assert len(sentences) > 1
    whole = set(regex.findall(r"\X", text))
    assert {g for s in sentences for g in regex.findall(r"\X", s)} == whole


def test_no_sentence_is_longer_than_the_cap() -> None:
    """Every sentence fits both caps, whatever the speech looks like."""
    for text in ("word " * 500, "これは長い文です" * 100, "a" * 3_000):
        for sentence in sentences_of(transcript_of(text)):
            assert len(sentence.split()) <= LONGEST_SENTENCE_WORDS
            assert len(sentence) <= LONGEST_SENTENCE_CHARS
