"""What tells whether an episode answers, and what is made of it."""

from pathlib import Path

import pytest

from indexer import IndexedEpisode, Library, OnnxEncoder
from service.answering.answerability import answer_signals, answerability
from service.answering.question import Question
from service.answering.retrieve import retrieve
from service.answering.sentence_scores import sentence_scores

LOST = "How many hives did you lose that year?"


@pytest.fixture(scope="module")
def said_in_winter(data: Path) -> IndexedEpisode:
    return Library(data).episode("winter")


def told(
    episode: IndexedEpisode, encoder: OnnxEncoder | None, text: str, before: str = ""
) -> dict[str, float]:
    """The signals of a question, and the probability that they give."""
    question = Question.of(text, before)
    retrieved = retrieve(question, episode, encoder)
    scores = sentence_scores(question, episode, retrieved)
    probability = answerability(question, episode, retrieved, scores)
    return answer_signals(question, episode, retrieved, scores) | {"probability": probability}


def test_what_is_said_in_these_words_is_likelier_than_what_is_not(
    said_in_winter: IndexedEpisode, minilm: OnnxEncoder
) -> None:
    """By every signal that counts words or compares meanings; of one passage, none stands out."""
    said = told(said_in_winter, minilm, LOST)
    unsaid = told(said_in_winter, minilm, "How many zeppelins crossed the Atlantic?")
    higher = ("nearness", "together", "gap", "covered", "covered_best")
    assert [name for name in higher if said[name] <= unsaid[name]] == []
    assert said["covered"] == said["covered_best"] == pytest.approx(1)
    assert said["absent"] == 0
    assert unsaid["absent"] == pytest.approx(1)
    assert said["probability"] > 0.9
    assert unsaid["probability"] < 0.1


@pytest.mark.parametrize("vectors", [True, False])
def test_a_first_question_has_no_signal_of_a_follow_up(
    said_in_winter: IndexedEpisode, minilm: OnnxEncoder, *, vectors: bool
) -> None:
    """With vectors and without."""
    first = told(said_in_winter, minilm if vectors else None, LOST)
    assert (first["constant"], first["alone"], first["follow_up"]) == (1, 0, 0)


def test_a_follow_up_is_held_to_what_is_new_in_it(
    said_in_winter: IndexedEpisode, minilm: OnnxEncoder
) -> None:
    """The question before it is answered; that alone does not answer the new one."""
    changed = told(said_in_winter, minilm, "What did the zeppelin cost?", LOST)
    joined = told(said_in_winter, minilm, f"{LOST} What did the zeppelin cost?")
    assert changed["follow_up"] == 1
    assert changed["together"] == pytest.approx(joined["together"])
    assert changed["alone"] < -0.1
    assert changed["probability"] < joined["probability"]


def test_a_follow_up_that_is_answered_itself_is_as_likely(
    said_in_winter: IndexedEpisode, minilm: OnnxEncoder
) -> None:
    """What it adds is said, too."""
    stays = told(said_in_winter, minilm, LOST, "What is a varroa mite?")
    leaves = told(said_in_winter, minilm, "What did the zeppelin cost?", "What is a varroa mite?")
    assert stays["alone"] > leaves["alone"]
    assert stays["probability"] > 0.5
    assert leaves["probability"] < 0.5


def test_one_over_the_tokens_that_say_what_is_wanted(
    said_in_winter: IndexedEpisode, minilm: OnnxEncoder
) -> None:
    """Function words are none of them; a question of nothing else counts all its own."""
    assert told(said_in_winter, minilm, "What about the frost?")["brevity"] == 1
    assert told(said_in_winter, minilm, "Did the frost come in March?")["brevity"] == pytest.approx(
        1 / 3
    )
    assert told(said_in_winter, None, "What about the frost?")["brevity"] == 1


def test_yes_would_answer(said_in_winter: IndexedEpisode, minilm: OnnxEncoder) -> None:
    """Which is seldom what was said."""
    assert told(said_in_winter, minilm, "Did the frost come in March?")["yes_or_no"] == 1
    assert told(said_in_winter, minilm, "When did the frost come?")["yes_or_no"] == 0
