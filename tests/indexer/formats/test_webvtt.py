"""WebVTT as the specification has it, and as files have it."""

import pytest

from indexer.formats.webvtt import parse
from indexer.repairs import Repair
from indexer.transcript import Timing
from tests.indexer.formats.heard import Heard, said, spans, times

CUE = "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n"

TRAPS: list[tuple[str, str, Heard]] = [
    ("voice", "<v Ann Lee>Hello there.", [("Ann Lee", "Hello there.")]),
    ("voice with classes", "<v.loud.first Ann  Lee>Hello.", [("Ann Lee", "Hello.")]),
    ("closed voice", "<v Ann>Hello.</v>", [("Ann", "Hello.")]),
    ("empty voice", "<v>Hello.", [(None, "Hello.")]),
    ("entity in a voice", "<v Ann &amp; Bo>Hello.", [("Ann & Bo", "Hello.")]),
    ("two voices", "<v Ann>Why?\n<v Bo>Because.", [("Ann", "Why?"), ("Bo", "Because.")]),
    ("entities", "Q&amp;A &lt;tags&gt; R&D&nbsp;works", [(None, "Q&A <tags> R&D works")]),
    ("tags", "<i>so</i> <c.red.big>very</c> <b>nice</b>", [(None, "so very nice")]),
    ("language", "<lang en-GB>tea</lang> time", [(None, "tea time")]),
    ("ruby", "<ruby>word<rt>gloss</rt></ruby>", [(None, "wordgloss")]),
    ("what is no tag", "five < six > four <inaudible>", [(None, "five < six > four <inaudible>")]),
    ("sounds", "[LAUGHTER] Yes.", [(None, "[LAUGHTER] Yes.")]),
    ("blank line inside", "one\n\ntwo", [(None, "one two")]),
    ("dash", "- Hello.", [(None, "Hello.")]),
    ("two dashes", "- Exactly.\n- Make it run.", [(None, "Exactly."), (None, "Make it run.")]),
    ("dashes in a line", "- Yes. - No.", [(None, "Yes."), (None, "No.")]),
    ("dash in speech", "so - as I said - yes", [(None, "so - as I said - yes")]),
    ("wrapped dash", "we went\n- as I said - home", [(None, "we went - as I said - home")]),
    ("minus", "-5 degrees", [(None, "-5 degrees")]),
    ("chevrons", "&gt;&gt; Hi. >> Ho.", [(None, "Hi."), (None, "Ho.")]),
    ("two lines of Japanese", "これは\n川です", [(None, "これは川です")]),
]


@pytest.mark.parametrize(
    ("payload", "heard"), [trap[1:] for trap in TRAPS], ids=[t[0] for t in TRAPS]
)
def test_what_is_heard_of_a_cue(payload: str, heard: Heard) -> None:
    """Markup says who speaks, or nothing; what is left is the words."""
    assert said(parse(CUE + payload + "\n")) == heard


def test_a_voice_goes_on_until_another_one_is_named() -> None:
    """Many files name a voice only where the speaker changes."""
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>One.\n\n00:05.000 --> 00:06.000\nTwo.\n\n"
        "00:06.000 --> 00:07.000\n<v Bo>Three."
    )
    assert said(parse(text)) == [("Ann", "One. Two."), ("Bo", "Three.")]


def test_voices_of_one_cue_divide_its_time_by_their_characters() -> None:
    """Ten characters and thirty: a quarter of four seconds and the rest."""
    text = f"WEBVTT\n\n00:10.000 --> 00:14.000\n<v Ann>{'a' * 10}\n<v Bo>{'b' * 30}"
    assert times(parse(text)) == [(10.0, 11.0), (11.0, 14.0)]


def test_times_keep_their_milliseconds() -> None:
    """Seconds are not cut to whole ones, and hours may be missing or many."""
    text = "WEBVTT\n\n00:02.870 --> 00:03.005\na\n\n101:00:00.250 --> 101:00:01.000\nb"
    assert times(parse(text)) == [(2.87, 3.005), (363600.25, 363601.0)]


@pytest.mark.parametrize(
    "text",
    [
        "WEBVTT\n\n00:00:01,000 --> 00:00:02,500\nhello",
        "00:00:01.000 --> 00:00:02.500\nhello",
        "WEBVTT - a title\n\nintro\n00:01.000 --> 00:02.500 align:start position:0%\nhello",
        "WEBVTT\nKind: captions\nLanguage: en\n00:01.000 --> 00:02.500\nhello",
        "WEBVTT\n\n1\n\n00:01.000 --> 00:02.500\n\nhello\n\n\n",
    ],
    ids=["commas", "no header", "settings and identifier", "no blank line", "blank lines"],
)
def test_times_of_files_that_break_the_rules(text: str) -> None:
    """Each of these is found in the wild, and each times its words from 1 to 2.5 seconds."""
    assert spans(parse(text)) == [("hello", 1.0, 2.5)]


def test_notes_styles_and_regions_are_not_spoken() -> None:
    """Blocks between cues run up to the next blank line."""
    text = (
        "WEBVTT\n\nSTYLE\n::cue { color: red }\n\nNOTE for us\nover two lines\n\n"
        "00:01.000 --> 00:02.000\none\n\nNOTE\nnot said\n\nREGION\nid:fred\n\nid 2\n"
        "00:02.000 --> 00:03.000\nNOTED: two"
    )
    assert said(parse(text)) == [(None, "one NOTED: two")]


def test_identifiers_are_not_spoken() -> None:
    """What stands above a timing belongs to it, with or without a blank line before."""
    text = (
        "WEBVTT\n\n1\n00:01.000 --> 00:02.000\nin\n2015\n\n2\n00:02.000 --> 00:03.000\nbye\n"
        "3\n00:03.000 --> 00:04.000\nbye"
    )
    assert said(parse(text)) == [(None, "in 2015 bye bye")]


def test_stamps_inside_a_cue_time_words() -> None:
    """Where most words have their own second, the transcript has word times."""
    text = CUE + "one<00:00:01.500><c> two</c><00:00:02.250><c> three</c>"
    transcript = parse(text)
    assert spans(transcript) == [("one", 1.0, 1.5), ("two", 1.5, 2.25), ("three", 2.25, 3.0)]
    assert transcript.utterances[0].timing is Timing.WORD


def test_a_stamp_inside_a_word_does_not_part_it() -> None:
    """Karaoke captions time syllables; a word stays one word."""
    assert said(parse(CUE + "run<00:00:01.500>ning on")) == [(None, "running on")]


def test_a_few_stamps_make_no_word_times() -> None:
    """A stamp for every fifth word only makes cues finer."""
    transcript = parse(CUE + "one two three four five<00:00:02.000> six seven eight nine ten")
    assert transcript.utterances[0].timing is Timing.CUE
    assert [span[1] for span in spans(transcript)] == [1.0, 2.0]


# A line that is still empty holds a space, written here as a dot.
YOUTUBE = """WEBVTT
Kind: captions
Language: en

00:00:00.160 --> 00:00:02.389 align:start position:0%
.
hello<00:00:00.400><c> and</c><00:00:00.900><c> welcome</c>

00:00:02.389 --> 00:00:02.399 align:start position:0%
hello and welcome
.

00:00:02.399 --> 00:00:04.000 align:start position:0%
hello and welcome
to<00:00:02.600><c> the</c><00:00:02.900><c> show</c>

00:00:04.000 --> 00:00:04.010 align:start position:0%
to the show
.

00:00:04.010 --> 00:00:06.000 align:start position:0%
to the show
bye<00:00:05.000><c> bye</c>
""".replace("\n.\n", "\n \n")


def test_rolling_captions_say_each_word_once() -> None:
    """YouTube shows each line twice; its words are spoken at the first showing."""
    transcript = parse(YOUTUBE)
    assert transcript.text == "hello and welcome to the show bye bye"
    assert spans(transcript)[3:5] == [("to", 2.399, 2.6), ("the", 2.6, 2.9)]
    assert transcript.language == "en"


def test_captions_rolling_line_by_line_say_each_word_once() -> None:
    """The same without finer times, as recorders of television write it."""
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\none\ntwo\n\n00:02.000 --> 00:03.000\ntwo\nthree\n\n"
        "00:03.000 --> 00:04.000\nthree\nfour"
    )
    assert said(parse(text)) == [(None, "one two three four")]


def test_what_was_said_twice_stays_twice() -> None:
    """A repeated line among many that are not is speech."""
    cues = [
        f"00:0{n}.000 --> 00:0{n}.900\n{word}"
        for n, word in enumerate(["Hello.", "Thank you.", "Thank you.", "So.", "Well.", "Go on."])
    ]
    assert parse("WEBVTT\n\n" + "\n\n".join(cues)).text.count("Thank you.") == 2


def test_a_dash_begins_an_utterance_of_somebody_unknown() -> None:
    """A change without a name leaves the speaker unknown, not the one before."""
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Ready?\n\n00:02.000 --> 00:03.000\n- Yes.\n\n"
        "00:03.000 --> 00:04.000\nVery."
    )
    assert said(parse(text)) == [("Ann", "Ready?"), (None, "Yes. Very.")]


def test_an_end_before_its_start_is_the_next_start() -> None:
    """A cue that ends too early lasts until the next one."""
    text = "WEBVTT\n\n00:05.000 --> 00:01.000\none\n\n00:07.000 --> 00:08.000\ntwo"
    assert spans(parse(text))[0] == ("one", 5.0, 7.0)


def test_a_label_alone_on_its_line_names_the_lines_below() -> None:
    """The name may even stand in a cue of its own."""
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\nSpeaker 1:\nHello.\n\n"
        "00:02.000 --> 00:03.000\nSpeaker 2:\n\n00:03.000 --> 00:04.000\nHi."
    )
    assert said(parse(text)) == [("Speaker 1", "Hello."), ("Speaker 2", "Hi.")]


def test_a_recogniser_in_a_loop_is_not_rolling() -> None:
    """The same line in every cue adds nothing new, so that each is kept as it is stated."""
    cues = [f"00:0{n}.000 --> 00:0{n}.900\nThank you." for n in range(6)]
    assert parse("WEBVTT\n\n" + "\n\n".join(cues)).text == " ".join(["Thank you."] * 6)


def test_words_below_a_first_time_that_cannot_be_read_are_kept() -> None:
    """They were said before the next cue."""
    text = "WEBVTT\n\n1\n00:00:0l.000 --> 00:00:04.000\nHello.\n\n2\n00:04.000 --> 00:08.000\nHi."
    assert spans(parse(text)) == [("Hello.", 0.0, 4.0), ("Hi.", 4.0, 8.0)]
    assert parse(text).repairs == {Repair.UNREADABLE_TIMES: 1}
