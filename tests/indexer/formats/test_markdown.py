r"""Markdown as shows publish it: labels, stamps, and markup that is not spoken."""

from pathlib import Path

import pytest

from indexer.formats import markdown_table
from indexer.formats.markdown import likeness, parse
from indexer.formats.registry import Likeness
from indexer.transcript import Timing
from tests.indexer.formats.heard import Heard, read, said, spans, times

LABELS: list[tuple[str, str, Heard]] = [
    ("colon inside", "**Ann Lee:** Hello.", [("Ann Lee", "Hello.")]),
    ("colon outside", "**Ann Lee**: Hello.", [("Ann Lee", "Hello.")]),
    ("space inside", "**Ann Lee: ** Hello.", [("Ann Lee", "Hello.")]),
    ("no space behind", "**Ann:**&quot;Hello&quot;", [("Ann", '"Hello"')]),
    ("alone on its line", "**Ann:**\n\nOne.\n\nTwo.", [("Ann", "One. Two.")]),
    ("italic initials", "_AS:_ Hello.\n\n_NP:_ Hi.", [("AS", "Hello."), ("NP", "Hi.")]),
    ("nobody", "_AS:_ Hello.\n\n_:_ Hi.\n\nHo.", [("AS", "Hello."), (None, "Hi."), (None, "Ho.")]),
    ("a line each", "**Ann:** One.\n**Bo:** Two.", [("Ann", "One."), ("Bo", "Two.")]),
    ("dots in a name", "**Erik St. Martin:** Hi.", [("Erik St. Martin", "Hi.")]),
    ("underscores", "__Ann__: Hi.\n\n**SPEAKER_00:** Ho.", [("Ann", "Hi."), ("SPEAKER_00", "Ho.")]),
    ("a remark", "**Ann:** One.\n\n**Note:** two.", [("Ann", "One. Note: two.")]),
    ("bold in a list", "**Ann:** Dates:\n- **Wed**: talk", [("Ann", "Dates: Wed: talk")]),
    ("no emphasis", "# Notes\n\nAnn: One.\n\nBo: Two.", [("Ann", "One."), ("Bo", "Two.")]),
    ("no labels", "# Title\n\nOne.\n\nTwo.", [(None, "One."), (None, "Two.")]),
]


@pytest.mark.parametrize(("text", "heard"), [t[1:] for t in LABELS], ids=[t[0] for t in LABELS])
def test_who_speaks(text: str, heard: Heard) -> None:
    """An unlabelled paragraph goes on with the speaker before."""
    assert said(parse(text)) == heard


WORDS = [
    ("it&#39;s &quot;so&quot;", 'it\'s "so"'),
    (r"episode \#15, snake\_case, \[laughter\]", "episode #15, snake_case, [laughter]"),
    ("a [link](https://a.example/x_(y)) here", "a link here"),
    ("an ![image](a.png) gone", "an gone"),
    ("**bold**, *italic*, _both_, ~~struck~~", "bold, italic, both, struck"),
    ("5 * 3 * 2 and snake_case_name and f***ing", "5 * 3 * 2 and snake_case_name and f***ing"),
    ("one *over\ntwo* lines", "one over two lines"),
    ("2<sup>nd</sup> <strike>old</strike> new", "2nd old new"),
    ("so <inaudible> and <laugh>", "so <inaudible> and <laugh>"),
    ("`[a](b) -> *c*`", "[a](b) -> *c*"),
    ("<https://a.example>", "https://a.example"),
    ("said <!-- not --> this", "said this"),
    ("[unintelligible 00:10:37.27] then", "[unintelligible 00:10:37.27] then"),
    ("at 3:15 PM, (10:30) sharp", "at 3:15 PM, (10:30) sharp"),
]


@pytest.mark.parametrize(("markup", "words"), WORDS)
def test_words_without_their_markup(markup: str, words: str) -> None:
    """What only looks like markup stays."""
    assert said(parse(f"**Ann:** {markup}")) == [("Ann", words)]


NOT_SPOKEN = [
    "# Heading",
    "```python",
    "## Heading with **bold**",
    "---",
    "***",
    "[ref]: https://a.example",
]


@pytest.mark.parametrize("line", NOT_SPOKEN)
def test_what_is_not_spoken(line: str) -> None:
    """Headings, rules and link targets leave no words, and change no speaker."""
    assert said(parse(f"**Ann:** One.\n\n{line}\n\nTwo.")) == [("Ann", "One. Two.")]


@pytest.mark.parametrize(
    "line", ["**Break:**", "**Break**: \\[24:02\\]", "# **Break:** \\[22:39\\]"]
)
def test_a_break_is_nobody(line: str) -> None:
    """Who speaks after a break is unknown until a name says so."""
    text = f"**Ann:** One.\n\n{line}\n\nTwo.\n\n**Bo:** Three."
    assert said(parse(text)) == [("Ann", "One."), (None, "Two."), ("Bo", "Three.")]
    assert spans(parse(text)) == []


def test_front_matter_is_not_spoken() -> None:
    """YAML above the first line is about the file."""
    assert said(parse("---\ntitle: A\nhost: B\n---\n\n**Ann:** Hi.")) == [("Ann", "Hi.")]


STAMPED = [
    "*Ann Lee (0:00:15)*: One.\n\n*AL (0:01:11)*: Two.",
    "*Ann Lee [0:00:15]*: One.\n\n*AL [0:01:11]*: Two.",
    "*Ann Lee (0: 00:15)*: One.\n\n*AL (0:\u00a001:11)*: Two.",
    "**Ann Lee** [00:00:15]: One.\n\n**AL** [00:01:11] Two.",
    "**Ann Lee [00:15]:** One.\n\n**AL (01:11):** Two.",
    "**Ann Lee:** \\[00:15\\] One.\n\n**AL:** [01:11] Two.",
]


@pytest.mark.parametrize("text", STAMPED)
def test_a_stamp_times_its_turn(text: str) -> None:
    """A turn lasts from its stamp to the next turn's; the last one's end is unknown."""
    transcript = parse(text)
    assert said(transcript) == [("Ann Lee", "One."), ("AL", "Two.")]
    assert times(transcript) == [(15.0, 71.0), (71.0, None)]
    assert transcript.utterances[0].timing is Timing.PARAGRAPH


def test_a_stamp_inside_a_turn_times_what_follows() -> None:
    """What stands before it has no time that the source states."""
    transcript = parse("**Ann:** One two \\[04:14\\] three four.\n\n**Bo:** Five.")
    assert said(transcript)[0] == ("Ann", "One two three four.")
    assert spans(transcript) == [("three four.", 254.0, None)]
    assert times(transcript) == [(None, None), (None, None)]


def test_paragraphs_belong_to_the_stamp_above_them() -> None:
    """A turn's time covers all of its paragraphs."""
    transcript = parse("*Ann (0:10)*: One.\n\nTwo.\n\n*Bo (0:20)*: Three.")
    assert spans(transcript)[0] == ("One. Two.", 10.0, 20.0)


def test_recognised_by_emphasised_names() -> None:
    """Other signs of Markdown leave it to the file's name."""
    assert likeness("---\na: b\n---\n**Ann:** Hi.") is Likeness.LIKELY
    assert likeness("# Title\n\nHello.") is Likeness.POSSIBLE
    assert likeness("Ann: Hello.") is Likeness.NONE


def test_a_quotation_is_read_aloud() -> None:
    """Hosts read what they quote: its words are the speaker's, without the marks."""
    text = "**Ann:** It says this:\n\n> a quotation\n> read aloud\n\n**Bob:** Yikes."
    assert said(parse(text)) == [
        ("Ann", "It says this: a quotation read aloud"),
        ("Bob", "Yikes."),
    ]


TURNS = [("Ann", "One."), ("Bo", "Two."), ("Ann", "So.")]


@pytest.mark.parametrize(
    "form",
    [
        "[{1}] **{0}:** {2}\n\n",
        "**[{1}] {0}:** {2}\n\n",
        "**{0}** [{1}](https://a.example/e?t=5) {2}\n\n",
        "### {0} [{1}]\n\n{2}\n\n",
        "## {0} ({1})\n\n{2}\n\n",
    ],
)
def test_stamps_stand_before_behind_and_above(form: str) -> None:
    """Linked to a player, perhaps."""
    stamps = ["0:05", "0:09", "1:00"]
    turns = zip(TURNS, stamps, strict=True)
    text = "# An episode\n\n" + "".join(form.format(who, at, what) for (who, what), at in turns)
    assert likeness(text) is Likeness.LIKELY
    assert said(parse(text)) == TURNS
    assert times(parse(text)) == [(5.0, 9.0), (9.0, 60.0), (60.0, None)]


def test_headings_that_come_back_as_names_do_are_speakers() -> None:
    """Those of chapters come back too, now and then; they are no speech."""
    turns = [*TURNS, ("Bo", "Yes.")]
    text = "# Rivers\n\n" + "".join(f"## {who}\n\n{what}\n\n" for who, what in turns)
    assert said(parse(text)) == turns
    chapters = "# Rivers\n\nOne.\n\n# Rivers\n\nTwo.\n"
    assert said(parse(chapters)) == [(None, "One."), (None, "Two.")]


def test_a_table_is_read_without_its_lines(tmp_path: Path) -> None:
    """Whatever its file is called."""
    rows = "".join(f"| 0:0{at} | **{who}** | {what} |\n" for at, (who, what) in enumerate(TURNS))
    text = f"# Rivers\n\n| Time | Speaker | Text |\n|:---|---|---:|\n{rows}"
    for name in ("a.md", "a.txt"):
        assert said(read(tmp_path, name, text)) == TURNS
    assert markdown_table.likeness("What we\n---|---\nsaid then.\nAnd now.\n") is Likeness.NONE
