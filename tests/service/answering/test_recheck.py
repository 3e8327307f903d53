"""What becomes of a citation when the transcript that it was cut from changes."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import IndexedEpisode, Segment, Timing, assemble
from service.answering.citation import cite
from service.answering.events import Citation
from service.answering.recheck import Standing, recheck

ANA, BO = "Ana Černá", "Bo Lind"
LOST = "We lost thirty-one hives, which was almost everything we had."
Said = tuple[str | None, str]
Make = Callable[..., IndexedEpisode]


@pytest.fixture
def saying(winter: IndexedEpisode) -> Make:
    """Makes an episode in which this is said, each ten seconds after the one before."""

    def make(*said: Said) -> IndexedEpisode:
        segments = [
            Segment(text, speaker, 10.0 * place, 10.0 * place + 5)
            for place, (speaker, text) in enumerate(said)
        ]
        return replace(winter, transcript=assemble(segments, Timing.CUE))

    return make


def cited(episode: IndexedEpisode, quote: str, nth: int = 0) -> Citation:
    """The citation of some words, where they are said for the nth time."""
    start = -1
    for _ in range(nth + 1):
        start = episode.transcript.text.index(quote, start + 1)
    return cite(episode, start, start + len(quote))


def test_what_nobody_changed_is_said_at_its_place(winter: IndexedEpisode) -> None:
    """It is what it was, to the character and to the second."""
    citation = cited(winter, LOST)
    found = recheck(citation, winter)
    assert found.standing is Standing.SAID
    assert found.now == citation


def test_words_at_their_place_with_other_times_have_those(saying: Make) -> None:
    """A transcript may be timed anew."""
    before = saying((ANA, LOST))
    after = assemble([Segment(LOST, ANA, 3.0, 8.0)], Timing.CUE)
    found = recheck(cited(before, LOST), replace(before, transcript=after))
    assert found.standing is Standing.SAID
    assert found.now
    assert (found.was.start, found.now.start) == (0.0, 3.0)


def test_words_that_moved_are_said_at_their_new_time(saying: Make) -> None:
    """Something was put in before them."""
    before = saying((BO, "How many?"), (ANA, LOST))
    after = saying((BO, "Welcome back."), (BO, "How many was it?"), (ANA, LOST), (BO, "I see."))
    found = recheck(cited(before, LOST), after)
    assert found.standing is Standing.SAID
    assert found.now == cited(after, LOST)
    assert found.now.start != found.was.start


def test_of_several_places_the_nearest_is_taken(saying: Make) -> None:
    """Before or after: what was said three times is not taken for the first of them."""
    before = saying(*[(ANA, "We did."), (BO, "And then what?")] * 4)
    after = saying((BO, "Oh!"), *[(ANA, "We did."), (BO, "And then what?")] * 4)
    for nth in range(4):
        found = recheck(cited(before, "We did.", nth), after)
        assert found.now == cited(after, "We did.", nth)


def test_the_same_speaker_counts_for_more_than_nearness(saying: Make) -> None:
    """Others may say the same words."""
    before = saying((ANA, "It was the frost, I think."))
    after = saying((ANA, "Well."), (BO, "It was the frost, I think."), (BO, "Was it?"),
                   (ANA, "It was the frost, I think."))  # fmt: skip
    found = recheck(cited(before, "It was the frost, I think."), after)
    assert found.standing is Standing.SAID
    assert found.now == cited(after, "It was the frost, I think.", 1)


@pytest.mark.parametrize("first", [(), ((BO, "Go on."),)])
@pytest.mark.parametrize("speaker", [BO, None])
def test_words_of_somebody_else_now_are_given_to_them(
    saying: Make, first: tuple[Said, ...], speaker: str | None
) -> None:
    """At their place or at another; also to nobody in particular."""
    found = recheck(cited(saying((ANA, LOST)), LOST), saying(*first, (speaker, LOST)))
    assert found.standing is Standing.GIVEN_TO_ANOTHER
    assert found.now
    assert found.now.speaker == speaker


def test_a_name_that_was_found_out_is_another_speaker(saying: Make) -> None:
    """Who cited nobody in particular is told who it was."""
    found = recheck(cited(saying((None, LOST)), LOST), saying((ANA, LOST)))
    assert found.standing is Standing.GIVEN_TO_ANOTHER


def test_words_that_are_divided_between_two_are_given_to_both(saying: Make) -> None:
    """They are still in the transcript, as nobody's quotation."""
    lost, had = LOST[: LOST.index(" which")], LOST[LOST.index("which") :]
    after = saying((ANA, lost), (None, had))
    found = recheck(cited(saying((ANA, LOST)), LOST), after)
    assert found.standing is Standing.GIVEN_TO_ANOTHER
    assert found.now
    assert found.now.speaker == "Ana Černá and a speaker without a name"
    assert (found.now.quote, found.now.start, found.now.end) == (LOST, 0.0, 15.0)


@pytest.mark.parametrize("changed", ["We lost thirty hives.", LOST.lower(), LOST[:-1] + "!", "x"])
def test_words_that_were_changed_are_gone(saying: Make, changed: str) -> None:
    """By one letter, or all of them."""
    found = recheck(cited(saying((BO, "Hm."), (ANA, LOST)), LOST), saying((ANA, changed)))
    assert found.standing is Standing.GONE
    assert found.now is None


def test_a_word_inside_another_is_not_it(saying: Make) -> None:
    """Who said "it" did not say "bitter"."""
    after = saying((ANA, "Bitter and yesterday."), (ANA, "yes"))
    assert recheck(cited(saying((ANA, "it")), "it"), after).standing is Standing.GONE
    assert recheck(cited(saying((ANA, "yes")), "yes"), after).now == cited(after, "yes", 1)


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("猫が好きです", "私は猫が好きですよ。"),
        ("“No,” she said.", "Then: “No,” she said."),
        ("🐝 in March.", "It came 🐝 in March."),
        ("¿Qué (2+2)?", "Well. ¿Qué (2+2)? Four."),
    ],
)
def test_words_of_any_script_are_found(saying: Make, quote: str, said: str) -> None:
    """Whether spaces divide them or not, and whatever signs they begin and end with."""
    found = recheck(cited(saying((ANA, quote)), quote), saying((ANA, said)))
    assert found.standing is Standing.SAID
    assert found.now
    assert found.now.quote == quote


@pytest.mark.parametrize("speaker", [ANA, None])
def test_white_space_is_no_difference(winter: IndexedEpisode, speaker: str | None) -> None:
    """An utterance that a pause divides now is still what was said; it is heard until its end."""
    whole, halves = "Mites come. They feed on bees.", ("Mites come.", "They feed on bees.")
    before = assemble([Segment(whole, speaker, 5.0, 9.0)], Timing.CUE)
    parts = [Segment("So.", BO, 0.0, 1.0)]
    parts += [
        Segment(half, speaker, 5.0 + 9 * place, 6.0 + 9 * place, opens_paragraph=True)
        for place, half in enumerate(halves)
    ]
    after = assemble(parts, Timing.CUE)
    citation = cited(replace(winter, transcript=before), whole)
    found = recheck(citation, replace(winter, transcript=after))
    assert found.standing is Standing.SAID
    assert found.now
    assert (found.now.quote, found.now.start) == (whole, 5.0)
    assert found.now.end == 15.0


def test_a_citation_of_older_rules_of_white_space_is_found(winter: IndexedEpisode) -> None:
    """Its characters are not those of the text, its words are."""
    citation = cited(winter, LOST)
    older = citation.model_copy(update={"quote": LOST.replace(" ", "\u00a0\n")})
    assert recheck(older, winter).now == citation


@given(st.data())
def test_whatever_is_cited_of_a_transcript_is_found_in_it(
    winter: IndexedEpisode, data: st.DataObject
) -> None:
    """Any words of any utterance, whatever stands around them."""
    utterances = winter.transcript.utterances
    position = data.draw(st.integers(0, len(utterances) - 1))
    length = len(utterances[position].text)
    low = data.draw(st.integers(0, length - 1))
    high = data.draw(st.integers(low + 1, length))
    offset = winter.transcript.starts[position]
    citation = cite(winter, offset + low, offset + high)
    found = recheck(citation, winter)
    assert (found.standing, found.now) == (Standing.SAID, citation)
