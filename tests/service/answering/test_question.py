"""What kind of answer a question wants."""

import pytest

from service.answering.question import LONGEST_QUESTION, Question, QuestionRefused


@pytest.mark.parametrize(
    "text",
    [
        "What is this episode about?",
        "what's this podcast about",
        "What do they talk about?",
        "What did they discuss in this episode?",
        "Give me a summary",
        "Can you summarize this episode?",
        "tl;dr",
        "What are the main takeaways?",
        "Please give me an overview of the conversation.",
    ],
)
def test_an_overview_is_recognised(text: str) -> None:
    """Asking for the whole is not asking about one of its moments."""
    assert Question(text).wants_overview


@pytest.mark.parametrize(
    "text",
    [
        "What is the episode with the bees about frost saying?",
        "What do they talk about when they mention mites?",
        "What is this mite about?",
        "Who gave a summary of the winter?",
        "What are the main causes of the losses?",
        "What version is it?",
        "What version do they mention?",
        "What topics did you not cover?",
        "Does it cover this?",
        "Did they talk about that?",
        "Are there any lessons in it?",
        "What do they like about today?",
        "What did they say about it?",
        "What is it about this?",
    ],
)
def test_a_question_about_something_is_no_overview(text: str) -> None:
    """A question that names a subject is about that subject."""
    assert not Question(text).wants_overview


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("How many hives?", True),
        ("When did it happen?", True),
        ("What year was it?", True),
        ("How did it happen?", False),
        ("Why?", False),
    ],
)
def test_a_wish_for_a_number_is_recognised(text: str, number: bool) -> None:
    """How many and when want numbers, how and why do not."""
    assert Question(text).wants_number is number


def test_explanations_are_told_from_numbers() -> None:
    """How it works wants sentences, how many wants one number."""
    assert Question("How does a mite feed?").wants_explanation
    assert Question("What is a varroa mite?").wants_explanation
    assert not Question("How many mites?").wants_explanation
    assert not Question("Who won?").wants_explanation


def test_the_apostrophe_of_a_phone_is_one() -> None:
    """Whoever types on glass asks the same."""
    assert Question("What’s a varroa mite?").wants_explanation
    assert Question("What’s a varroa mite?").wants_definition
    assert Question("Isn’t it late?").wants_yes_or_no
    assert Question("who’s Bo").somebody == "Bo"


def test_words_of_asking_are_no_content() -> None:
    """What is left of a question is what it is about."""
    question = Question("What did Ana say about the frost in this episode?")
    assert question.content_terms("en", without=["Ana Černá"]) == ("frost",)
    assert Question("Was sagt Ana?").content_terms("de") == ("was", "sagt", "ana")


def test_speakers_are_found_by_any_part_of_their_name() -> None:
    """A first name, a last name or a possessive names a speaker; a part of a word does not."""
    speakers = ["Ana Černá", "Bo Lind", "Speaker 1"]
    assert Question("What is Ana's view?").named_speakers(speakers) == {"Ana Černá"}
    assert Question("what does LIND think").named_speakers(speakers) == {"Bo Lind"}
    assert Question("Which speaker likes bananas?").named_speakers(speakers) == frozenset()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Who is Ana Černá?", "Ana Černá"),
        ("ok, who's bo", "bo"),
        ("Who were the Wright-Lind brothers?", "the Wright-Lind brothers"),
        ("Who is the man that Ana met in March?", ""),
        ("Who lost the hives?", ""),
        ("Who is?", ""),
    ],
)
def test_who_somebody_is_asks_for_no_voice(text: str, name: str) -> None:
    """Those who are asked about seldom say it themselves."""
    question = Question(text)
    assert question.somebody == name
    if name:
        assert question.named_speakers(["Ana Černá", "Bo Lind"]) == frozenset()


@pytest.mark.parametrize("raw", ["", "  \n", "?!…", "\x00"])
def test_a_question_without_words_is_refused(raw: str) -> None:
    """There is nothing to look for."""
    with pytest.raises(QuestionRefused, match="has no words"):
        Question.of(raw)


def test_a_question_that_is_a_document_is_refused() -> None:
    """The limit and the length are said."""
    with pytest.raises(QuestionRefused, match=f"has 501 characters; up to {LONGEST_QUESTION}"):
        Question.of("a" * 501)
    assert Question.of(" Why\n\x00 not? ").text == "Why not?"
