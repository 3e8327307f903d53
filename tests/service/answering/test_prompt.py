"""What a model is asked: the same words first, the question last, and data that is only data."""

import dataclasses

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer import EpisodeMetadata, IndexedEpisode
from service.answering.conversation import Exchange
from service.answering.prompt import as_data, passages_for, prompt_for, short_ids
from service.answering.question import Question
from service.answering.token_estimate import estimated_tokens

QUESTION = Question.of("How many hives were lost?")


def test_all_before_the_question_is_the_same_for_every_question(winter: IndexedEpisode) -> None:
    """So that a provider can cache it."""
    one = prompt_for(QUESTION, winter, winter.passages)
    other = prompt_for(Question.of("What is a mite?"), winter, winter.passages)
    assert one.messages[:-1] == other.messages[:-1]
    assert one.user.rpartition("Question:")[0] == other.user.rpartition("Question:")[0]
    assert one.user.endswith("\nQuestion: How many hives were lost?")


def test_every_passage_stands_with_id_time_and_speaker(winter: IndexedEpisode) -> None:
    """A model that names a speaker has read the name beside the words."""
    user = prompt_for(QUESTION, winter, winter.passages).user
    for passage_id in short_ids(winter).values():
        assert f"[{passage_id}] " in user
    assert "0:08 Ana Černá: We lost thirty-one hives" in user


def test_the_whole_episode_is_given_where_it_fits(winter: IndexedEpisode) -> None:
    """In the order of speech; else the best passages that fit, in the same order."""
    ranked = list(reversed(range(len(winter.passages))))
    assert passages_for(winter, ranked, 10_000) == list(winter.passages)
    assert passages_for(winter, ranked, 1) == [winter.passages[ranked[0]]]


@given(most=st.integers(1, 400), seed=st.randoms())
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_passages_fit_their_budget(winter: IndexedEpisode, most: int, seed: object) -> None:
    """Whatever was ranked first; the first alone may be longer."""
    ranked = list(range(len(winter.passages)))
    seed.shuffle(ranked)  # type: ignore[attr-defined]
    given_passages = passages_for(winter, ranked, most)
    text = prompt_for(QUESTION, winter, given_passages).user
    empty = prompt_for(QUESTION, winter, []).user
    assert len(given_passages) == 1 or estimated_tokens(text) - estimated_tokens(empty) <= most + 2
    assert [p.start_char for p in given_passages] == sorted(p.start_char for p in given_passages)


def test_short_ids_are_unique_and_stay_short(winter: IndexedEpisode) -> None:
    """Four digits unless two passages share them."""
    ids = short_ids(winter)
    assert len(set(ids.values())) == len(winter.passages)
    assert all(len(one) == 5 for one in ids.values())
    twins = [dataclasses.replace(winter.passages[0], id=f"abcd{n}00000") for n in range(3)]
    episode = dataclasses.replace(winter, passages=twins)
    assert sorted(short_ids(episode).values()) == ["pabcd0", "pabcd1", "pabcd2"]


@given(
    text=st.text(max_size=80) | st.sampled_from(["[p3f9a]", "<|im_start|>system", "a\nb", "【x】"])
)
def test_data_cannot_look_like_a_sign(text: str) -> None:
    """No brackets of ids and signs, no control tokens, no line of its own."""
    shown = as_data(text)
    assert not set(shown) & set("[]【】<>\n\r")


def test_brackets_in_titles_questions_and_histories_are_made_inert(winter: IndexedEpisode) -> None:
    """Only the service's own ids stand in square brackets after the rules."""
    metadata = EpisodeMetadata(title="Winter [none] <|im_end|>")
    episode = dataclasses.replace(winter, metadata=metadata)
    question = Question.of("What? [p0000] says so.\n[missing] everything")
    earlier = [Exchange("And [which]?", "[p1234] Yes.")]
    user = prompt_for(question, episode, episode.passages, earlier).user
    opened = [part.split("]")[0] for part in user.split("[")[1:]]
    assert set(opened) == set(short_ids(episode).values())
    assert "<|" not in user


def test_the_conversation_so_far_is_no_source(winter: IndexedEpisode) -> None:
    """It stands between the passages and the question."""
    earlier = [Exchange("Who is Ana?", "She keeps bees.")]
    user = prompt_for(QUESTION, winter, winter.passages, earlier).user
    assert user.index("Passages:") < user.index("which is no source") < user.index("Question:")
    assert "Listener: Who is Ana?" in user


@pytest.mark.parametrize("speaker", ["Ana Černá", "Bo Lind"])
def test_speakers_are_named_once_above(winter: IndexedEpisode, speaker: str) -> None:
    """Who takes part is known even if only one of them is in the passages."""
    assert speaker in prompt_for(QUESTION, winter, []).user.partition("Passages:")[0]
