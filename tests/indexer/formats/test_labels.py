"""Which beginnings of lines name a speaker."""

import pytest

from indexer.formats.labels import looks_like_name, split_labels

NAMES = """
Ann|Ann Lee|ANN LEE|Erik St. Martin|J.R. Smith|Dr. Ann Lee|Markus Müller-Simhofer|O'Brien|Speaker 1
SPEAKER_00|Audience member|Vincent van Gogh|Ann & Bo|Jane Doe (host)|田中|AS|Q
"""
NO_NAMES = """
Note|So here's the thing|The point is|https|I said|And then|my friend|Step 1|10|Hello, world|What?
Ann Ann Ann|One two|Six Words Are Too Many Here|It was Ann.
"""


@pytest.mark.parametrize("name", NAMES.replace("\n", "|").strip("|").split("|"))
def test_names(name: str) -> None:
    """One to five capitalised words, initials, or a numbered speaker."""
    assert looks_like_name(name)


@pytest.mark.parametrize("text", NO_NAMES.replace("\n", "|").strip("|").split("|"))
def test_what_is_no_name(text: str) -> None:
    """Ways to begin a sentence that ends in a colon."""
    assert not looks_like_name(text)


def speakers(*lines: str) -> list[str | None]:
    """Who is named at each line."""
    return [line.speaker for line in split_labels(lines)]


def test_a_label_that_opens_the_file_is_believed() -> None:
    """So is every other one behind the end of a sentence."""
    assert speakers("Ann: Hello.", "Who is there?", "Bo: Me.") == ["Ann", None, "Bo"]


def test_labels_behind_a_sound_open_the_file_too() -> None:
    """Music comes before the first word."""
    assert speakers("[MUSIC PLAYING]", "Ann: Hello.") == [None, "Ann"]


def test_two_labels_that_come_back_are_believed() -> None:
    """An opening without a name is somebody unknown."""
    found = speakers("Before that", "Ann: a.", "Bo: b.", "Ann: c", "Bo: d")
    assert found == [None, "Ann", "Bo", "Ann", "Bo"]


def test_labels_below_a_title_are_believed() -> None:
    """Half of the lines have one, and they differ."""
    found = speakers("Title: Rivers", "", "Ann: Hello.", "Bo: Hi.")
    assert found == [None, None, "Ann", "Bo"]


def test_one_label_that_comes_back_but_opens_nothing_is_not_believed() -> None:
    """A recogniser's false name, or a word that is often explained: it marks no change."""
    assert speakers("Hello.", "Ann: a.", "b.", "Ann: c.") == [None] * 4


def test_a_name_that_occurs_once_inside_a_sentence_is_speech() -> None:
    """The line before has no end: "today we talk about / Python: the language"."""
    assert speakers("Ann: today we talk about", "Python: the language.") == ["Ann", None]


def test_without_punctuation_a_label_needs_not_come_back() -> None:
    """No line ends a sentence there, and nobody writes a colon but behind a name."""
    lines = ["ANNA: so today we", "talk about the weir", "BEN: well", "that is a story"]
    assert speakers(*lines) == ["ANNA", None, "BEN", None]
    assert speakers("[music]", "so today we", *lines) == [None, None, *speakers(*lines)]
    punctuated = ["Ann: so today we", "talk about the", "Weir: it fell. And then?", "It fell."]
    assert speakers(*punctuated) == ["Ann", None, None, None]


def test_without_punctuation_a_single_label_still_has_to_open_the_file() -> None:
    """It would tell nothing of who speaks before it; and not all scripts have capitals."""
    assert speakers("so today we", "Ann: talk about", "the weir") == [None] * 3
    assert speakers("今日は", "注意：川の話", "質問：何ですか") == [None] * 3


def test_the_label_is_taken_off_the_words() -> None:
    """Only the label: a later colon stays."""
    lines = split_labels(["Ann  Lee : this: that"])
    assert (lines[0].speaker, lines[0].text) == ("Ann Lee", "this: that")


def test_addresses_and_hours_are_no_labels() -> None:
    """A label is followed by white space."""
    assert speakers("Https://a.example", "Ann:b", "Ten:30") == [None] * 3


@pytest.mark.parametrize("form", ["[{}] {}", "({}) {}", "[{}]: {}"])
def test_names_in_brackets_that_come_back_are_believed(form: str) -> None:
    """As captions write them; what is said may hold any colon."""
    said = [("Ann Lee", "this: that."), ("Bo", "Yes."), ("Ann Lee", "and then"), ("Bo", "No.")]
    found = split_labels(form.format(*one) for one in said)
    assert [(line.speaker, line.text) for line in found] == said


def test_sounds_in_brackets_are_nobody() -> None:
    """They come back as names do, and captions have capitals there."""
    lines = [
        "[Music]",
        "[Applause] Hello.",
        "[Music] Well.",
        "(LAUGHS) Yes.",
        "(LAUGHS) [Applause]",
    ]
    assert speakers(*lines, "[Upbeat Music]", "[Applause]") == [None] * 7


def test_a_name_in_brackets_now_and_then_is_a_remark() -> None:
    """Where colons name who speaks, brackets do not."""
    lines = [
        "Ann: Hi.",
        "[Ann] waves.",
        "Bo: Hi.",
        "Ann: So.",
        "[Ann] waves.",
        "[Bo] waves.",
        "Bo: a",
    ]
    assert speakers(*lines) == ["Ann", None, "Bo", "Ann", None, None, "Bo"]


@pytest.mark.parametrize("form", ["[{}]: {}", "({}) {}", "{} {}", "{}: {}"])
def test_a_recognisers_numbers_are_believed(form: str) -> None:
    """With any sign behind them, or none, and though one of them speaks once."""
    said = [("SPEAKER_00", "one"), ("SPEAKER_01", "two"), ("SPEAKER_00", "three")]
    found = split_labels(form.format(*one) for one in said)
    assert [(line.speaker, line.text) for line in found] == said
    assert speakers("speaker_0: a.", "speaker_1: b.") == ["speaker_0", "speaker_1"]


def test_labels_of_nearly_every_line_are_believed_whatever_they_look_like() -> None:
    """A meeting's people are called as they typed it."""
    names = ["ann lee", "bo", "Lee, Ann", "3Blue1Brown", "Ann Lee, Host"] * 2
    assert speakers(*(f"{name}: Hello." for name in names)) == names
    assert speakers("Ann (she/her): a", "Bo’s iPhone: b", "Ann (she/her): c", "Bo’s iPhone: d") == [
        *("Ann (she/her)", "Bo’s iPhone") * 2,
    ]


def test_colons_of_speech_are_no_habit_of_labels() -> None:
    """They come back, too, but not on nearly every line."""
    lines = ["the plan: a.", "the point: b.", "We go on.", "the plan: c.", "the point: d.", "Yes."]
    assert speakers(*lines) == [None] * 6
