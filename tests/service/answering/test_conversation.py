"""What a question means after others: whole as it stands, or made whole by what went before."""

import pytest

from service.answering.conversation import MOST_EXCHANGES, Exchange, understood
from service.answering.events import Outcome
from service.answering.question import LONGEST_QUESTION, Question, QuestionRefused
from service.answering.wish import Wish

SPEAKERS = ("Ana Černá", "Bo Lind")
WEIR = Exchange(
    "Who built the weir?",
    "It was built in 1821 by a paper maker called Josiah Fell, to turn the wheels of his mill.",
    shown=((100, 190),),
)


def after(asked: str, text: str) -> Question:
    """What a text means after a question that was answered."""
    return understood(text, [Exchange(asked, "They say so.", shown=((0, 9),))], SPEAKERS)


@pytest.mark.parametrize(
    "text",
    [
        "What is a monotonic clock?",
        "How many hives did Ana lose?",
        "Who built the weir, and when?",
        "Why did they record in a swimming pool?",
        "And who was Olive Pruett?",
        "So what did Otis do with the reel?",
        "When did Walter know that he was right?",
        "Is it true that the eels are back?",
        "How long does it take to bake the tapes?",
        "Did the engineers say that the bridge is safe?",
        "Is the road bridge in danger from the gravel?",
        "What year was the weir built?",
        "What happened to reel three?",
        "When will we know whether all that sediment troubles the bridge?",
        "the drummer",
        "What is this episode about?",
        "Summarise the episode",
        "Who said that the bridge is safe?",
        "thanks!",
        "no",
        "Was kostet der Schlüssel?",
    ],
)
def test_what_stands_by_itself_stays_as_it_was_typed(text: str) -> None:
    """Whatever came before: neither its words nor what was shown then are added."""
    for exchange in (WEIR, Exchange("Why did she do it?", "Because.", shown=((0, 9),))):
        question = understood(text, [exchange], SPEAKERS)
        assert question.standalone is None
        assert (question.whole, question.as_typed, question.carried) == (text, text, ())


@pytest.mark.parametrize(
    "text",
    [
        "Why did he build it?",
        "why did she do it?",
        "What about that?",
        "who gave it to them?",
        "What did the caretaker give them?",
        "And how long did it take?",
        "in 1936 too?",
        "how many?",
        "why?",
        "like what?",
        "since when?",
        "at what temperature?",
        "who paid?",
        "and when?",
        "What happened next?",
        "Did Bo too?",
        "I meant the mill",
        "but did it help?",
        "What did you mean by that?",
        "Is this different from a dam?",
        "which other one?",
    ],
)
def test_what_depends_is_read_after_the_question_before_it(text: str) -> None:
    """And carries what was shown last."""
    question = understood(text, [WEIR], SPEAKERS)
    assert question.standalone == f"Who built the weir? {text}"
    assert (question.text, question.as_typed) == (text, text)
    assert question.carried == WEIR.shown


@pytest.mark.parametrize("text", ["why?", "and Bo?", "who said that?", "yes"])
def test_without_anything_before_it_nothing_is_added(text: str) -> None:
    """A first question is what it is."""
    assert understood(text, (), SPEAKERS) == Question(text)


@pytest.mark.parametrize(
    ("asked", "text", "meant"),
    [
        ("How many hives did Ana lose?", "and Bo?", "How many hives did Bo lose?"),
        ("How many hives did Ana lose?", "what about bo", "How many hives did bo lose?"),
        ("What is Ana's view of the frost?", "And Bo's?", "What is Bo's view of the frost?"),
        ("How warm was the top shelf?", "and the bottom one?", "How warm was the bottom shelf?"),
        ("How warm did the top shelf get?", "and the other?", None),
        ("Who built the weir?", "the third one?", "Who built the third weir?"),
        ("What did the key cost?", "and the towels?", "What did the towels cost?"),
        ("What happened in 1821?", "and in 1936?", "What happened in 1936?"),
        ("How many salmon were counted?", "and eels?", "How many eels were counted?"),
        ("What is a weir?", "and a fish pass?", "What is a fish pass?"),
        ("Is the bridge safe?", "what about the wall?", "Is the wall safe?"),
        ("How did the mites harm the bees?", "what about frost?", None),
        ("How many members were there?", "and now?", None),
        ("Who built the weir? and when?", "and the bridge?", None),
        ("How?", "and the bell?", None),
    ],
)
def test_a_comparison_asks_the_last_question_of_another(
    asked: str, text: str, meant: str | None
) -> None:
    """Where it is plain what takes whose place; else both questions are read."""
    question = after(asked, text)
    if meant is None:
        assert question.text == text
    else:
        assert (question.text, question.standalone, question.as_typed) == (meant, meant, text)
        assert question.carried == ((0, 9),)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("Who said that?", Wish.SPEAKER),
        ("says who?", Wish.SPEAKER),
        ("When did she say that?", Wish.MOMENT),
        ("where does he say that", Wish.MOMENT),
        ("Where can I hear that?", Wish.MOMENT),
        ("Really?", Wish.SOURCE),
        ("Are you sure?", Wish.SOURCE),
    ],
)
def test_who_when_and_really_are_asked_of_what_was_shown(text: str, wish: Wish) -> None:
    """The whole question quotes the beginning of it."""
    question = understood(text, [WEIR])
    quoted = f"{text.rstrip('?')}: “It was built in 1821 by a paper …”?"
    assert (question.wish, question.standalone, question.as_typed) == (wish, quoted, text)
    assert question.carried == WEIR.shown


@pytest.mark.parametrize("text", ["Tell me more", "go on", "yes, please", "more", "What else?"])
def test_more_is_wanted_of_the_last_question(text: str) -> None:
    """Of what was answered; of what was not, there is no more."""
    question = understood(text, [WEIR])
    assert (question.wish, question.before) == (Wish.MORE, "Who built the weir?")
    silence = Exchange("Who won the cup?", "", Outcome.NOT_IN_EPISODE, shown=((3, 5),))
    assert understood(text, [silence]).wish is None


def test_what_was_shown_last_may_be_the_nearest_moment() -> None:
    """Who said it can be told of a moment that does not answer."""
    silence = Exchange("Who won the cup?", "", Outcome.NOT_IN_EPISODE, shown=((3, 5),))
    question = understood("who said that?", [silence])
    assert (question.wish, question.carried) == (Wish.SPEAKER, ((3, 5),))


READINGS = ("What does Ana say?", "What does Bo say?", "What is this episode about?")
WHICH = Exchange("what?", "", Outcome.NEEDS_CLARIFICATION, readings=READINGS)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("the first one", 0),
        ("2", 1),
        ("Yes, the second", 1),
        ("the last one please", 2),
        ("Bo", 1),
    ],
)
def test_a_reading_that_is_chosen_is_what_is_asked(text: str, place: int) -> None:
    """By its place, or by what it alone says."""
    question = understood(text, [WEIR, WHICH])
    assert (question.text, question.standalone) == (READINGS[place], READINGS[place])
    assert question.as_typed == text


@pytest.mark.parametrize("text", ["yes", "ok", "both", "sure, please"])
def test_a_yes_to_several_readings_is_asked_back(text: str) -> None:
    """It does not say which."""
    question = understood(text, [WEIR, WHICH])
    assert (question.readings, question.standalone) == (READINGS, None)


@pytest.mark.parametrize("text", ["How many hives were lost?", "say"])
def test_readings_need_not_be_chosen_from(text: str) -> None:
    """Something else may be asked; a word of several of them chooses none."""
    assert understood(text, [WHICH]).text == text


def test_a_follow_up_goes_on_from_what_said_something() -> None:
    """Thanks and questions without a subject are passed over."""
    thanks = Exchange("thanks", "", Outcome.SMALL_TALK)
    for between in ([thanks], [WHICH], [thanks, WHICH]):
        assert understood("and why?", [WEIR, *between]).before == "Who built the weir?"


def test_what_lies_too_far_back_is_forgotten() -> None:
    """Three exchanges are read, and of a long question its newest parts."""
    thanks = Exchange("thanks", "", Outcome.SMALL_TALK)
    assert understood("and why?", [WEIR, *[thanks] * (MOST_EXCHANGES - 1)]).before
    assert not understood("and why?", [WEIR, *[thanks] * MOST_EXCHANGES]).before
    long = Exchange(f"Who built {'the old weir ' * 15}there? And who {'owned ' * 15}it?", "")
    assert understood("why?", [long]).before.startswith("And who owned")
    assert len(understood("why?", [Exchange("weir " * 200, "")]).before) < LONGEST_QUESTION


def test_a_comparison_with_a_long_question_is_asked_beside_it() -> None:
    """What nobody typed is not refused for its length."""
    long = Exchange(f"How high was the weir {'of the old mill ' * 29}by Ana?", "")
    asked = understood("and by Bartholomew Featherstonehaugh-Cholmondeley?", [long])
    assert asked.text == "and by Bartholomew Featherstonehaugh-Cholmondeley?"
    assert asked.before


def test_a_question_without_words_is_refused_in_a_conversation_too() -> None:
    """As it is anywhere."""
    with pytest.raises(QuestionRefused):
        understood("?", [WEIR])
