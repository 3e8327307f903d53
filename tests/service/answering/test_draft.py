"""A model's text becomes the same sentences however its stream is cut."""

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from service.answering.draft import (
    LONGEST_UNIT,
    Draft,
    DraftReader,
    Missing,
    NotSaid,
    Piece,
    Reading,
)

PIECES = st.lists(
    st.sampled_from(
        [
            "They lost 31 hives.", " [p3f9a]", "[p3f9a]", "[p3f9a, p07c2]", "\n", "\n\n", " ", ".",
            "[none]", "[missing] who paid", "[which] What did Ana say?", "【p1a2b】", "[p12", "]",
            "[", "Dr. Smith", " and then", "- ", "**bold** ", "“quoted”", "3.5", "日本語。", "🐝",
            ",", "[laughter]", "<b>x</b>", "](http://x)", "\r\n", "\ue000", "```\n", "# Head\n",
            "A", "b", "[1999]", ";", "\x00", "\u2028",
        ]
    ),
    max_size=14,
).map("".join)  # fmt: skip


def pieces_of(text: str, *cuts: int) -> list[Piece]:
    reader = DraftReader()
    bounds = [0, *sorted({min(cut, len(text)) for cut in cuts}), len(text)]
    deltas = [text[low:high] for low, high in pairwise(bounds)]
    return [*(piece for delta in deltas for piece in reader.read(delta)), *reader.end()]


@given(text=PIECES | st.text(max_size=60), cuts=st.lists(st.integers(0, 200), max_size=12))
@example(text="One. [p3f9a] [p07c2] Two", cuts=[12, 13, 14])
@example(text="[p3f9a] One [p07", cuts=[1, 2, 3, 4])
@settings(max_examples=400)
def test_the_same_pieces_for_every_cutting(text: str, cuts: list[int]) -> None:
    """Whole, cut anywhere, or letter by letter: the same."""
    whole = pieces_of(text)
    assert pieces_of(text, *cuts) == whole
    assert pieces_of(text, *range(len(text))) == whole


@given(text=PIECES)
@settings(max_examples=200)
def test_no_marker_is_left_in_a_sentence(text: str) -> None:
    """Neither whole nor half."""
    for piece in pieces_of(text):
        if isinstance(piece, Draft):
            assert "[p3f9a" not in piece.text
            assert "\ue000" not in piece.text
            assert "\n" not in piece.text


def drafts(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(p.text, p.cited) for p in pieces_of(text) if isinstance(p, Draft)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. [p3f9a]\nTwo. [p07c2]", [("One.", ("p3f9a",)), ("Two.", ("p07c2",))]),
        ("One [p3f9a]. Two [p07c2].", [("One.", ("p3f9a",)), ("Two.", ("p07c2",))]),
        ("One. Two. [p3f9a]", [("One.", ("p3f9a",)), ("Two.", ("p3f9a",))]),
        ("One. [p3f9a][p07c2]", [("One.", ("p3f9a", "p07c2"))]),
        ("One. [p3f9a, p07c2]", [("One.", ("p3f9a", "p07c2"))]),
        ("One. [p3f9a]; [p07c2]", [("One.", ("p3f9a", "p07c2"))]),
        ("One. [passages P3F9A and p07c2]", [("One.", ("p3f9a", "p07c2"))]),
        ("One. 【p3f9a】", [("One.", ("p3f9a",))]),
        ("[p3f9a] One.", [("One.", ("p3f9a",))]),
        ("One [p3f9a] and two [p07c2].", [("One and two.", ("p3f9a", "p07c2"))]),
        ("Dr. Smith left at 3.5. [p3f9a]", [("Dr. Smith left at 3.5.", ("p3f9a",))]),
        (
            "They laughed [laughter] a lot. [p3f9a]",
            [("They laughed [laughter] a lot.", ("p3f9a",))],
        ),
        ("- **One** is `two`. [p3f9a]", [("One is two.", ("p3f9a",))]),
        ("1. One. [p3f9a](https://x.example)", [("One.", ("p3f9a",))]),
        ("<b>One</b> <script>x</script>. [p3f9a]", [("One x.", ("p3f9a",))]),
        ("See [the site](https://x.example). [p3f9a]", [("See the site.", ("p3f9a",))]),
        ("Cut off here [p3f", [("Cut off here", ())]),
        ("No marker at all.", [("No marker at all.", ())]),
        ("一つ目。[p3f9a]二つ目。[p07c2]", [("一つ目。", ("p3f9a",)), ("二つ目。", ("p07c2",))]),
        ("...\n***\n---\n[p3f9a]", []),
    ],
)
def test_sentences_and_what_they_cite(text: str, expected: list[object]) -> None:
    """Markup is left out, markers are read wherever a model puts them."""
    assert drafts(text) == expected


def test_signs_are_no_sentences() -> None:
    """What the model says of the question stands apart from its claims."""
    assert pieces_of("[none]") == [NotSaid()]
    assert pieces_of("[NONE].\n") == [NotSaid()]
    assert pieces_of("[missing] who paid for it?") == [Missing("who paid for it?")]
    assert pieces_of("[which] What did Ana say?\n- [which]: What did Bo say?") == [
        Reading("What did Ana say?"),
        Reading("What did Bo say?"),
    ]
    assert pieces_of("One. [p3f9a]\n[missing] two [p3f9a]") == [
        Draft("One.", ("p3f9a",)),
        Missing("two"),
    ]


def test_a_sentence_is_given_as_soon_as_the_next_one_begins() -> None:
    """Not only when all is written."""
    reader = DraftReader()
    assert list(reader.read("One. [p3f9a]")) == []
    assert list(reader.read("\n")) == [Draft("One.", ("p3f9a",))]
    assert list(reader.read("Two. [p07c2] T")) == [Draft("Two.", ("p07c2",))]


def test_text_without_end_is_read_in_bounded_pieces() -> None:
    """A model that never ends its line cannot fill the memory."""
    reader = DraftReader()
    found = [piece for _ in range(3 * LONGEST_UNIT // 10) for piece in reader.read("aaaa aaaa ")]
    assert len(found) >= 2
