"""What an episode is found to speak of: names and things, in words in which one would ask."""

from pathlib import Path

import pytest

from service.subjects import subjects_of
from tests.fakes import WordEncoder
from tests.service.talks import TALK, talk

FILLER = TALK[4]


def subjects(folder: Path, *said: str, language: str = "en") -> list[str]:
    """What is spoken of in some turns of one speaker, between others that say nothing."""
    turns = tuple(("Ida Moss", text) for text in said)
    episode = talk(folder, WordEncoder(), (*turns, FILLER), language)
    return [subject.text for subject in subjects_of(episode)]


def test_names_and_things_are_found(tmp_path: Path) -> None:
    """Where they are spoken of; who advertises is not, nor is what is said of everywhere."""
    episode = talk(tmp_path, WordEncoder())
    found = {subject.text: subject for subject in subjects_of(episode)}
    assert set(found) == {"the lamp room", "Agnes Harrow", "fog horns", "Skarholm"}
    text = episode.transcript.text
    for name, words in (("Agnes Harrow", "hear a ship"), ("the lamp room", "with soda")):
        passage = episode.passages[found[name].passage]
        assert words in text[passage.start_char : passage.end_char]
    assert found["Agnes Harrow"].is_introduced
    assert not found["Skarholm"].is_introduced


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        (("The road bridge shook.", "I like the road bridge."), "the road bridge"),
        (("I wrote a blog post.", "A blog post of mine is long.", "My blog post."), "blog posts"),
        (("He has a life story.", "Tell me a life story."), "life stories"),
        (("We do a load test.", "That load test, a load test."), "load tests"),
        (("Much of software engineering.", "About software engineering."), "software engineering"),
        (("Attributed strings of attributed strings.", "With attributed strings."), "strings"),
        (("My sales page failed.", "This sales page, our sales page."), "the sales page"),
    ],
)
def test_a_thing_is_asked_about_as_it_is_said(
    tmp_path: Path, said: tuple[str, ...], asked: str
) -> None:
    """With "the", in the plural, or as it is: what one hears is grammatical."""
    assert any(text.endswith(asked) for text in subjects(tmp_path, *said))


@pytest.mark.parametrize(
    "said",
    [
        ("I met Jonas once.",),
        ("We spoke on Monday.", "It was Monday again."),
        ("Right. Okay.", "So Right and Okay it is, Right."),
        ("I’m here, and I’ve said I’m here.", "And I’m gone, I’ve said."),
        ("It is P-Y-P-I.", "Spelled P-Y-P-I."),
        ("We went really fast.", "It was really fast."),
        ("The other thing is good.", "The other thing is bad."),
        ("Ask Ida Moss.", "I asked Ida about Moss.", "With Ida Moss."),
        ("Was Jonas there?", "Is it with Jonas?"),
    ],
    ids=["once", "days", "interjections", "I", "spelled", "adverbs", "vague", "speakers", "asked"],
)
def test_what_nobody_would_ask_about_is_left_out(tmp_path: Path, said: tuple[str, ...]) -> None:
    """Said once, or no name, or a speaker, or only asked about."""
    assert subjects(tmp_path, *said) == []


def test_a_name_is_taken_whole(tmp_path: Path) -> None:
    """Even where a part of it is a word that is written small elsewhere."""
    found = subjects(tmp_path, "We flew to New York City.", "A new city? No, New York City.")
    assert found == ["New York City"]


def test_a_word_that_opens_a_sentence_is_no_name(tmp_path: Path) -> None:
    """Its capital says nothing; a name behind it is one."""
    found = subjects(tmp_path, "Nobody told Jonas.", "Bread for Jonas.", "Bread.", "Bread rises.")
    assert found == ["Jonas"]


def test_other_languages_have_names_alone(tmp_path: Path) -> None:
    """German writes every noun with a capital, so one word is not enough there."""
    said = ("Das Haus von Karl Brandt.", "Im Haus wohnt Karl Brandt, im Haus.")
    assert subjects(tmp_path, *said, language="de") == ["Karl Brandt"]
    french = ("La route de Valmont est longue.", "Je connais Valmont, la route.")
    assert subjects(tmp_path / "fr", *french, language="fr") == ["Valmont"]


def test_what_is_said_throughout_has_no_place(tmp_path: Path) -> None:
    """To ask about it would be to ask about the whole."""
    turns = tuple(
        turn for _ in range(16) for turn in (("Ida Moss", "So says Valmont today."), FILLER)
    )
    assert subjects_of(talk(tmp_path, WordEncoder(), turns)) == ()
