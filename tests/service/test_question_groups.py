"""Questions that ask the same in other words are one group, and no others are."""

import csv
from collections.abc import Sequence
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import OnnxEncoder, Vectors
from service.answering.checks.names import Capitals
from service.question_groups import AskedQuestion, QuestionGroup, VectorOf, group_questions
from tests.fakes import WordEncoder

PAIRS = Path(__file__).with_name("question_pairs.tsv")
"""Pairs of questions: those of ``chosen`` made the rules and the thresholds, ``unseen`` did not."""


def asked(*texts: str) -> list[AskedQuestion]:
    """Questions, each asked a second after the one before."""
    return [AskedQuestion(f"ans_{place}", text, place) for place, text in enumerate(texts)]


def texts_of(groups: Sequence[QuestionGroup]) -> list[list[str]]:
    return [[wording.text for wording in group.wordings] for group in groups]


def one_vector_for_all(_: str) -> Vectors:
    """An encoder to which everything means the same: what keeps questions apart are their words."""
    return np.array([1, 0], np.float32)


def are_one(one: str, other: str, vector_of: VectorOf | None = one_vector_for_all) -> bool:
    return len(group_questions(asked(one, other), "en", vector_of=vector_of)) == 1


@pytest.mark.parametrize(
    ("use", "least_precision", "least_recall"), [("chosen", 0.93, 0.72), ("unseen", 0.85, 0.8)]
)
def test_paraphrases_are_brought_together_and_near_misses_are_not(
    minilm: OnnxEncoder, use: str, least_precision: float, least_recall: float
) -> None:
    """Most of 96 paraphrases, and of 113 questions that only look alike hardly any."""
    with PAIRS.open(encoding="utf-8", newline="") as file:
        pairs = [row for row in csv.DictReader(file, delimiter="\t") if row["set"] == use]
    together = [
        pair["kind"] == "same"
        for pair in pairs
        if are_one(pair["question"], pair["other"], lambda text: minilm.read_question(text).vector)
    ]
    paraphrases = sum(pair["kind"] == "same" for pair in pairs)
    assert len(pairs) > 40
    assert sum(together) / len(together) >= least_precision
    assert sum(together) / paraphrases >= least_recall


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What happened in 1821?", "What happened in 1921?"),
        ("Are five hives enough?", "Are six hives enough?"),
        ("Where was Ana born?", "Where was Bo Lindgren born?"),
        ("Who built the weir?", "When was the weir built?"),
        ("How deep is the river?", "How long is the river?"),
        ("Can you tell me who built the weir?", "Do you know why they built the weir?"),
        ("What is a weir?", "Where is a weir?"),
        ("Is the weir open?", "Why is the weir open?"),
        ("Why did they rebuild it here?", "Why didn't they rebuild it here?"),
        ("Which winter was the coldest?", "Which winter was the warmest?"),
        ("Do prices go up?", "Do prices go down?"),
        ("And then what about him?", "What else?"),
    ],
)
def test_another_number_name_or_wish_is_another_question(one: str, other: str) -> None:
    """However near an encoder finds them."""
    assert not are_one(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Who built the weir?", "so who  BUILT the Weir"),
        ("Where was Tomás born?", "Where was Tomás Quiroga born?"),
        ("How deep is the river?", "What is the depth of the river?"),
        ("How much does honey cost?", "What does honey cost?"),
        ("How many times was Ana stung?", "How often did Ana get stung?"),
        ("Can you tell me who built the weir?", "Who is the weir's builder?"),
        ("When did the record come out?", "In what year was the record published?"),
        ("Could you tell me the price of a hive?", "What is the price of a hive?"),
        ("What Is The Price Of A Hive?", "WHAT DOES A HIVE COST?"),
        ("Will there be a tour?", "Is a tour planned?"),
    ],
)
def test_what_differs_in_wording_alone_is_left_to_the_encoder(one: str, other: str) -> None:
    """Case, marks, order, politeness, a part of a name, "how deep" and "depth"."""
    assert are_one(one, other)


def test_a_name_is_one_however_it_is_typed() -> None:
    """Where the episode writes it like one, or somebody who asks."""
    small = asked("what does ana like", "what does bo like")
    assert len(group_questions(small, "en", vector_of=one_vector_for_all)) == 1
    said = Capitals(small=frozenset(), large=frozenset({"ana"}))
    assert len(group_questions(small, "en", said, one_vector_for_all)) == 2
    written = [*small, AskedQuestion("ans_2", "Does it hurt Ana?", 2)]
    assert len(group_questions(written, "en", vector_of=one_vector_for_all)) == 2


def test_what_the_episode_writes_small_is_no_name() -> None:
    """Who shouts a word does not make it one."""
    loud = asked("What is the COST of a hive?", "What is the price of a hive?")
    assert len(group_questions(loud, "en", vector_of=one_vector_for_all)) == 2
    said = Capitals(small=frozenset({"cost"}), large=frozenset())
    assert len(group_questions(loud, "en", said, one_vector_for_all)) == 1


def test_without_an_encoder_words_alone_are_compared() -> None:
    """Most of them have to be the same, and no single one may stand for another."""
    assert are_one("What did the old weir cost?", "what was the cost of the old weir", None)
    assert are_one("Which big old mill burnt?", "Which old mill burnt?", None)
    assert not are_one("Which big old mill burnt?", "Which big old barn burnt?", None)
    assert not are_one("Which mill burnt?", "Which mill of the valley had a fire?", None)


@pytest.mark.parametrize("vector_of", [None, one_vector_for_all])
def test_other_languages_are_grouped_by_words_and_meaning(vector_of: VectorOf | None) -> None:
    """What a word of asking wants is known of English alone; numbers differ everywhere."""
    german = asked(
        "Was kostet der Honig?", "was kostet der Honig", "Was war 1821?", "Was war 1921?"
    )
    groups = group_questions(german, "de", vector_of=vector_of)
    assert ["Was war 1821?"] in texts_of(groups)
    assert ["Was war 1921?"] in texts_of(groups)
    assert len(groups[0].wordings[0].asked) == 2
    japanese = asked("蜂蜜はいくらですか?", "蜂蜜はいくらですか")
    assert len(group_questions(japanese, "ja", vector_of=vector_of)) == 1


def test_the_wording_that_is_asked_most_often_leads_then_the_newest() -> None:
    """As it was last written."""
    often = asked(
        "who made the weir", "Who built it?", "Who made the weir?", "Who was its builder?"
    )
    [group] = group_questions(often, "en", vector_of=one_vector_for_all)
    assert [wording.text for wording in group.wordings] == [
        "Who made the weir?", "Who was its builder?", "Who built it?",
    ]  # fmt: skip
    assert [len(wording.asked) for wording in group.wordings] == [2, 1, 1]
    rest = asked("What made the weir burst?", "What burst the weir?", "What let the weir burst?")
    [group] = group_questions(rest, "en", vector_of=one_vector_for_all)
    assert [wording.text for wording in group.wordings] == [
        "What let the weir burst?", "What burst the weir?", "What made the weir burst?",
    ]  # fmt: skip
    assert [one.text for one in group.newest_first] == [wording.text for wording in group.wordings]
    assert group.count == 3


def test_no_chain_of_small_steps_leads_away_from_the_question_that_is_shown() -> None:
    """All of a group are near to its leader, not only to somebody in it."""
    directions = {"honey": 0.0, "honeycomb": 0.5, "wax": 1.0}

    def vector_of(text: str) -> Vectors:
        angle = directions[text.rpartition(" ")[2].strip("?")]
        return np.array([np.cos(angle), np.sin(angle)], np.float32)

    questions = asked("What about wax?", "What about honeycomb?", "What about honey?")
    groups = group_questions(questions, "en", vector_of=vector_of)
    assert texts_of(groups) == [
        ["What about honey?", "What about honeycomb?"],
        ["What about wax?"],
    ]


def test_a_part_that_points_back_is_compared_by_the_whole_question() -> None:
    """What "it" is stands there; a part that says what it is about stands for itself."""

    def part(answer_id: str, text: str, whole: str) -> AskedQuestion:
        return AskedQuestion(answer_id, text, 1, whole)

    weir = part("1", "what did it cost", "Who built the weir and what did it cost?")
    boat = part("2", "what did it cost", "Who built the boat and what did it cost?")
    mill = part("3", "what did the mill cost", "Who built the mill and what did the mill cost?")
    alone = AskedQuestion("4", "What did the mill cost?", 1)
    groups = group_questions([weir, boat, mill, alone], "en")
    found = {frozenset(one.id for one in group.newest_first) for group in groups}
    assert found == {frozenset("1"), frozenset("2"), frozenset("34")}


WORDS = st.sampled_from(
    [
        "who",
        "when",
        "weir",
        "mill",
        "built",
        "cost",
        "Ana",
        "Bo",
        "1821",
        "1921",
        "not",
        "old",
        "new",
    ]
)
QUESTIONS = st.lists(
    st.builds(" ".join, st.lists(WORDS, min_size=1, max_size=5)), min_size=1, max_size=12
)


@given(texts=QUESTIONS, randomness=st.randoms(use_true_random=False), with_encoder=st.booleans())
def test_grouping_is_a_partition_whatever_the_order(
    texts: list[str],
    randomness: Random,
    with_encoder: bool,
) -> None:
    """Every question is in exactly one group, and the groups are the same."""
    encoder = WordEncoder()
    vector_of = (lambda text: encoder.read_question(text).vector) if with_encoder else None
    questions = [AskedQuestion(f"{place}", text, place // 3) for place, text in enumerate(texts)]
    groups = group_questions(questions, "en", vector_of=vector_of)
    everything = [one for group in groups for one in group.newest_first]
    assert sorted(one.id for one in everything) == sorted(one.id for one in questions)
    randomness.shuffle(questions)
    assert group_questions(questions, "en", vector_of=vector_of) == groups
