"""A set's episodes: every turn is found again in the transcript that is made of them."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import Library, canonical_text
from service.evaluation.indexed_set import (
    AskedEpisode,
    index_episode,
    transcript_of,
    turn_spans,
    unmasked,
)
from service.evaluation.question_set import (
    Mask,
    QuestionSet,
    QuestionSetRefused,
    SetQuestion,
    Turn,
)
from tests.fakes import WordEncoder
from tests.service.evaluation.sets import IDS, SPOKEN_QUESTION

ODD = "ab.  \t\n\u00a0\u2028\x00\x07\x1f\x85\u200d\u3000🐝éß蜂、ア"
TEXTS = st.text(st.sampled_from(ODD) | st.characters(codec="utf-8"), max_size=12)
SPOKEN = st.lists(
    st.tuples(
        st.sampled_from([None, "Ana", "Bo", ""]),
        TEXTS,
        st.none() | st.integers(0, 3),
        st.none() | st.floats(0, 100),
    ),
    max_size=10,
)
Spoken = list[tuple[str | None, str, int | None, float | None]]


def turns_of(spoken: Spoken) -> list[Turn]:
    return [
        Turn(episode="e", turn=i, speaker=who, text=text, paragraph=paragraph, start=start)
        for i, (who, text, paragraph, start) in enumerate(spoken)
    ]


def question_about(*evidence: tuple[int, int]) -> SetQuestion:
    return SetQuestion(
        id="q", episode="e", question="Why?", answerable=True, kind="fact", evidence=evidence
    )


@given(SPOKEN)
def test_every_turn_lies_where_its_span_says(spoken: Spoken) -> None:
    """Whatever is said by whom, a span holds the turn's canonical text, and spans are in order."""
    turns = turns_of(spoken)
    transcript = transcript_of(turns)
    spans = turn_spans(turns, transcript)
    assert [transcript.text[start:end] for start, end in spans] == [
        canonical_text(turn.text) for turn in turns
    ]
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert "".join(transcript.text.split()) == "".join(
        "".join(canonical_text(turn.text).split()) for turn in turns
    )


@given(SPOKEN.filter(bool), st.data())
def test_evidence_is_the_words_of_its_turns(
    orchard: AskedEpisode, spoken: Spoken, data: st.DataObject
) -> None:
    """In order, apart from each other, and no character more than white space between turns."""
    turns = turns_of(spoken)
    text = transcript_of(turns).text
    asked = replace(orchard, turns=turn_spans(turns, transcript_of(turns)))
    place = st.integers(0, len(turns) - 1)
    drawn = data.draw(st.lists(st.tuples(place, place), min_size=1, max_size=4))
    evidence = [(min(pair), max(pair)) for pair in drawn]
    found = asked.evidence_of(question_about(*evidence))
    edges = [edge for span in found for edge in span]
    assert edges == sorted(edges)
    wanted = {i for first, last in evidence for i in range(first, last + 1)}
    expected = {char for i in wanted for char in range(*asked.turns[i]) if not text[char].isspace()}
    assert {
        char for start, end in found for char in range(start, end) if not text[char].isspace()
    } == expected
    assert all(start < end for start, end in found)


def test_spans_of_evidence_that_touch_are_one(orchard: AskedEpisode) -> None:
    """Neighbouring turns are one span; a turn between them keeps two apart."""
    asked = replace(orchard, turns=[(0, 4), (5, 9), (10, 14), (14, 14), (15, 20)])
    assert asked.evidence_of(question_about((1, 1), (0, 0))) == [(0, 9)]
    assert asked.evidence_of(question_about((0, 1), (1, 2))) == [(0, 14)]
    assert asked.evidence_of(question_about((0, 0), (2, 2))) == [(0, 4), (10, 14)]
    assert asked.evidence_of(question_about((0, 4), (1, 1))) == [(0, 20)]


def test_evidence_without_words_is_none(orchard: AskedEpisode) -> None:
    """A turn that says nothing answers nothing."""
    asked = replace(orchard, turns=[(0, 4), (4, 4), (5, 9)])
    assert asked.evidence_of(question_about((1, 1))) == []
    assert asked.evidence_of(question_about((0, 1))) == [(0, 4)]


@pytest.mark.parametrize("masks", [False, True])
def test_an_episode_without_words_is_refused(
    tiny: QuestionSet, tmp_path: Path, *, masks: bool
) -> None:
    """In a sentence that names it, also where all its words are masked."""
    turn = Turn(episode="ferry", turn=0, text="Who asks?" if masks else " ")
    silent = replace(
        tiny,
        turns={"ferry": [turn]},
        masks={"ferry": [Mask(turn=0, text="Who asks?")]} if masks else {},
    )
    with pytest.raises(QuestionSetRefused, match=r"^The episode ferry of tiny has no words\.$"):
        index_episode(silent, "ferry", Library(tmp_path), WordEncoder())


def test_two_sets_of_one_name_are_not_mixed_up(
    tiny: QuestionSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What one run indexes meanwhile is not taken for what the other asked for."""
    library = Library(tmp_path)
    other = replace(tiny, turns={"ferry": [Turn(episode="ferry", turn=0, text="Another set.")]})
    late = index_episode(other, "ferry", library, WordEncoder()).episode
    monkeypatch.setattr(Library, "episode", lambda *_: late)
    with pytest.raises(QuestionSetRefused, match="Another set called tiny is measured"):
        index_episode(tiny, "ferry", library, WordEncoder())


def test_a_question_that_the_episode_asks_itself_is_not_in_it(
    tiny: QuestionSet, orchard: AskedEpisode
) -> None:
    """It would be found by its own words; the rest of its turn stays."""
    text = orchard.episode.transcript.text
    assert SPOKEN_QUESTION not in text
    low, high = orchard.turns[2]
    assert text[low:high] == "That must have been hard."
    fires = next(question for question in tiny.questions if question.id == "fires")
    assert [text[low:high] for low, high in orchard.evidence_of(fires)] == [
        "We lit small fires between the rows and kept them burning until dawn."
    ]


def test_several_masks_of_a_turn_all_apply() -> None:
    """What surrounds them stays, and is not joined to one word."""
    turns = turns_of([("Ana", "First?Then this. Second? And that.", None, None)])
    masks = [Mask(turn=0, text="First?"), Mask(turn=0, text="Second?")]
    told = unmasked(turns, masks)
    assert canonical_text(told[0].text) == "Then this. And that."
    assert turns[0].text.startswith("First?")


def test_where_nobody_is_named_a_paragraph_is_an_utterance(tiny: QuestionSet) -> None:
    """Turns of one paragraph are told together, those of another apart."""
    utterances = transcript_of(tiny.turns["ferry"]).utterances
    paragraphs = {turn.paragraph for turn in tiny.turns["ferry"] if turn.text}
    assert len(utterances) == len(paragraphs)
    assert utterances[0].text.startswith("The ferry crossed the strait")


def test_what_was_indexed_is_not_indexed_again(tiny: QuestionSet, tmp_path: Path) -> None:
    """The build is the same, in the same library and in one that is opened later."""
    library, encoder = Library(tmp_path), WordEncoder()
    builds = {
        index_episode(questions, "ferry", place, encoder).episode.build
        for questions in (tiny, tiny.sampled(1, 0))
        for place in (library, library, Library(tmp_path))
    }
    assert len(builds) == 1
    assert len(library.entries_on_disk()) == 1


def test_a_change_of_a_mask_is_indexed_anew(tiny: QuestionSet, tmp_path: Path) -> None:
    """What would be asked is another transcript."""
    library, encoder = Library(tmp_path), WordEncoder()
    first = index_episode(tiny, "orchard", library, encoder)
    second = index_episode(replace(tiny, masks={}), "orchard", library, encoder)
    assert first.episode.build != second.episode.build
    assert SPOKEN_QUESTION in second.episode.transcript.text


def test_sets_and_episodes_have_folders_of_their_own(tiny: QuestionSet, tmp_path: Path) -> None:
    """Two sets may call an episode the same, and names need not be those of files."""
    library, encoder = Library(tmp_path), WordEncoder()
    names = ("ep.1", "ep.2", "EP.1", "a/b", "蜂")
    turns = dict.fromkeys(names, tiny.turns["ferry"])
    for questions in (replace(tiny, turns=turns), replace(tiny, turns=turns, name="other")):
        for name in names:
            index_episode(questions, name, library, encoder)
    assert len(library.entries_on_disk()) == 2 * len(names)


def test_the_tiny_set_has_several_passages_an_episode(orchard: AskedEpisode) -> None:
    """Else every ranking of these tests would be right by chance."""
    assert len(orchard.episode.passages) >= 3
    assert len(re.findall(r"\S+", orchard.episode.transcript.text)) > 360
    assert len(set(IDS)) == len(IDS)
