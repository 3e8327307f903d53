"""Passages: whole sentences, even lengths, questions with their answers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.assembly import assemble
from indexer.passage import Passage, PassageTooSmall, cut_passages, shown_passage
from indexer.segment import Segment
from indexer.sentence import Sentence, split_sentences
from indexer.transcript import Timing, Transcript

TURNS = st.lists(
    st.tuples(
        st.sampled_from(["Ana", "Bo", None]),
        st.lists(st.integers(1, 30), min_size=1, max_size=12),
        st.sampled_from([".", "?"]),
    ),
    min_size=1,
    max_size=12,
)
ROOM = 60


def words(text: str) -> int:
    return len(text.split())


def conversation(turns: list[tuple[str | None, list[int], str]]) -> Transcript:
    return assemble(
        [
            Segment(
                " ".join(" ".join(["Word"] * length) + mark for length in lengths),
                speaker,
                opens_paragraph=True,
            )
            for speaker, lengths, mark in turns
        ],
        Timing.NONE,
    )


def cut(transcript: Transcript, room: int = ROOM) -> tuple[list[Sentence], list[Passage]]:
    sentences = split_sentences(transcript, "en", lambda text: words(text) <= room // 2)
    return sentences, cut_passages(transcript, sentences, words, max_tokens=room)


@given(TURNS)
@settings(max_examples=60)
def test_passages_hold_every_sentence_once_in_order(
    turns: list[tuple[str | None, list[int], str]],
) -> None:
    """The passages' runs of sentences follow each other without a gap or an overlap."""
    transcript = conversation(turns)
    sentences, passages = cut(transcript)
    assert [p.first_sentence for p in passages] == [0, *(p.end_sentence for p in passages[:-1])]
    assert passages[-1].end_sentence == len(sentences)
    for passage in passages:
        assert passage.start_char == sentences[passage.first_sentence].start_char
        assert passage.end_char == sentences[passage.end_sentence - 1].end_char
    assert len({p.id for p in passages}) == len(passages)


@given(TURNS)
@settings(max_examples=60)
def test_a_passage_with_its_header_and_names_fits(
    turns: list[tuple[str | None, list[int], str]],
) -> None:
    """What an encoder is shown of a passage is never longer than what it reads."""
    transcript = conversation(turns)
    sentences = split_sentences(transcript, "en", lambda text: words(text) <= ROOM // 2)
    passages = cut_passages(transcript, sentences, words, max_tokens=ROOM, header_tokens=3)
    for passage in passages:
        shown = shown_passage(transcript, sentences, passage, "The long winter")
        assert words(shown.text) <= ROOM
        own = sentences[passage.first_sentence : passage.end_sentence]
        said = [transcript.text[sentence.start_char : sentence.end_char] for sentence in own]
        assert [shown.text[start:end] for start, end in shown.sentence_spans] == said


@given(TURNS)
@settings(max_examples=60)
def test_an_utterance_is_split_only_when_it_is_longer_than_a_passage(
    turns: list[tuple[str | None, list[int], str]],
) -> None:
    """A boundary inside an utterance means that the utterance does not fit a passage."""
    transcript = conversation(turns)
    sentences, passages = cut(transcript)
    for passage in passages[1:]:
        before, after = sentences[passage.first_sentence - 1], sentences[passage.first_sentence]
        if before.utterance == after.utterance:
            assert words(transcript.utterances[after.utterance].text) + 7 > ROOM


def test_a_question_stays_with_its_answer() -> None:
    """Where a boundary is needed it falls before a question, not behind it."""
    transcript = conversation(
        [("Ana", [28, 28, 28, 28], "."), ("Bo", [8], "?"), ("Ana", [28, 28, 28, 28], ".")]
    )
    sentences = split_sentences(transcript, "en", lambda text: words(text) <= 30)
    passages = cut_passages(transcript, sentences, words, max_tokens=140)
    question = next(i for i, s in enumerate(sentences) if transcript.text[s.end_char - 1] == "?")
    holder = next(p for p in passages if p.first_sentence <= question < p.end_sentence)
    assert holder.end_sentence > question + 1


def test_a_passage_keeps_its_id_when_others_change() -> None:
    """An id depends on a passage's words and speaker, not on where it stands."""
    first = conversation([("Ana", [40], "."), ("Bo", [35], "."), ("Ana", [20], ".")])
    longer = conversation(
        [("Bo", [30, 28], "."), ("Ana", [40], "."), ("Bo", [35], "."), ("Ana", [20], ".")]
    )
    ids, ids_of_longer = ({p.id for p in cut(t)[1]} for t in (first, longer))
    assert len(ids & ids_of_longer) >= 2


def test_an_encoder_that_reads_too_little_is_refused() -> None:
    """A header that fills the encoder's limit leaves no room for words."""
    transcript = conversation([("Ana", [5], ".")])
    sentences = split_sentences(transcript, "en", lambda _: True)
    with pytest.raises(PassageTooSmall, match="no room"):
        cut_passages(transcript, sentences, words, max_tokens=16, header_tokens=12)
