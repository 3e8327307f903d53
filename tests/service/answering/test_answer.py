"""A question becomes events; every citation is the transcript's own."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer import Encoder, IndexedEpisode, Library, OnnxEncoder
from service.answering.answer import Asked, answer_of, answer_question
from service.answering.citation import cite
from service.answering.conversation import Exchange, understood
from service.answering.events import (
    Answer,
    AnswerDone,
    AnswerEvent,
    Check,
    Citation,
    Claim,
    ClaimMade,
    Ending,
    Outcome,
)
from service.answering.exactness import ClaimUnsupported, hold_exact
from service.answering.extractive import MOST_CLAIMS, ExtractiveAnswerer
from service.answering.question import Question
from service.answering.retrieve import Retrieved, retrieve
from tests.conversations import WINTER
from tests.fakes import WordEncoder
from tests.service.unanswered import NOW, moment

WORDS = sorted({word.strip(".,?<>") for word in WINTER.split() if word.isalpha()} | {"wolf", "🐝"})
QUESTIONS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(
    lambda words: Question.of(" ".join([*words, "a"]) + "?")
)


async def ask(episode: IndexedEpisode, text: str, encoder: Encoder | None = None) -> Answer:
    return await answer_of(Asked(Question.of(text), episode, encoder), ExtractiveAnswerer())


def assert_exact(citation: Citation, episode: IndexedEpisode) -> None:
    """What every citation of the product must be."""
    transcript = episode.transcript
    assert citation.episode_id == episode.id
    assert citation.transcript_sha256 == transcript.sha256
    assert citation.quote == transcript.text[citation.start_char : citation.end_char]
    utterance = transcript.utterances[transcript.utterance_at(citation.start_char)]
    assert citation.before + citation.quote + citation.after in utterance.text or (
        citation.quote in utterance.text
    )
    assert citation.speaker == utterance.speaker
    assert citation.timing == utterance.timing
    assert utterance.start is not None
    assert utterance.end is not None
    assert citation.start is not None
    assert citation.end is not None
    assert utterance.start <= citation.start <= citation.end <= utterance.end


@given(question=QUESTIONS, dense=st.booleans())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_every_citation_is_exact_whatever_is_asked(
    winter: IndexedEpisode, wordless: IndexedEpisode, question: Question, dense: bool
) -> None:
    """Quote, speaker, seconds and episode of every citation are the transcript's."""
    episode, encoder = (winter, WordEncoder()) if dense else (wordless, None)
    answer = await answer_of(Asked(question, episode, encoder), ExtractiveAnswerer())
    assert len(answer.claims) <= MOST_CLAIMS
    for claim in answer.claims:
        assert claim.check is Check.VERBATIM
        assert claim.text == " ".join(citation.quote for citation in claim.citations)
        for citation in claim.citations:
            assert_exact(citation, episode)
    if answer.nearest:
        assert_exact(answer.nearest, episode)
    assert (answer.outcome is Outcome.ANSWERED) == bool(answer.claims)


async def test_how_many_is_answered_with_the_number(winter: IndexedEpisode) -> None:
    """The sentence after the host's question answers it, with who said it and when."""
    answer = await ask(winter, "How many hives did you lose?", WordEncoder())
    first = answer.claims[0]
    assert first.text == "We lost thirty-one hives, which was almost everything we had."
    assert first.citations[0].speaker == "Ana Černá"
    assert first.citations[0].start == 8.5
    assert answer.answered_by == "extractive"


async def test_an_opinion_asked_of_somebody_is_answered_by_that_voice(
    winter: IndexedEpisode,
) -> None:
    """A speaker's name in the question prefers what that speaker said."""
    answer = await ask(winter, "What does Ana think about the frost and the mites?", WordEncoder())
    assert answer.claims[0].citations[0].speaker == "Ana Černá"


@pytest.mark.parametrize("asked", ["Who is Ailsa Brennan?", "and who's ailsa brennan"])
async def test_who_somebody_is_is_answered_by_who_introduces_them(
    data: Path, minilm: OnnxEncoder, asked: str
) -> None:
    """Not by their own words, nor by who thanks them."""
    answer = await ask(Library(data).episode("weir"), asked, minilm)
    (citation,) = answer.claims[0].citations
    assert citation.speaker == "Maren Oakes"
    assert "Ailsa Brennan, who chairs the Hallbeck Anglers" in citation.quote


async def test_what_is_not_in_the_episode_is_said_to_be_absent(winter: IndexedEpisode) -> None:
    """No claims, and the nearest moment instead."""
    answer = await ask(winter, "Which football club won the league?", WordEncoder())
    assert answer.outcome is Outcome.NOT_IN_EPISODE
    assert answer.claims == ()
    assert answer.nearest is not None


async def test_an_overview_gives_moments_in_the_order_they_were_said(
    winter: IndexedEpisode, wordless: IndexedEpisode
) -> None:
    """The sentences that stand for the whole come in order, with and without vectors."""
    for episode, encoder in ((winter, WordEncoder()), (wordless, None)):
        answer = await ask(episode, "What is this episode about?", encoder)
        starts = [claim.citations[0].start_char for claim in answer.claims]
        assert answer.outcome is Outcome.ANSWERED
        assert starts == sorted(starts)


async def test_events_come_in_their_order_and_the_answer_is_kept_before_it_is_done(
    winter: IndexedEpisode,
) -> None:
    """Created, searching, answering, claims, done: and when done is said, it was kept."""
    kept: list[Answer] = []
    events: list[AnswerEvent] = []

    async def keep(answer: Answer) -> None:
        kept.append(answer)

    question = Question.of("How many hives did you lose?")
    async for event in answer_question(
        Asked(question, winter, WordEncoder()), ExtractiveAnswerer(), keep
    ):
        if isinstance(event, AnswerDone):
            assert kept
        events.append(event)
    types = [event.type for event in events]
    assert types[:3] == ["answer.created", "answer.status", "answer.status"]
    assert types[-1] == "answer.done"
    assert set(types[3:-1]) == {"claim"}
    claims = [event for event in events if isinstance(event, ClaimMade)]
    assert [ClaimMade.of(claim) for claim in kept[0].claims] == claims


class LyingAnswerer:
    """Claims what nobody said."""

    def __init__(self, lie: Claim) -> None:
        self._lie = lie

    async def answer(self, asked: Asked, retrieved: Retrieved) -> AsyncGenerator[Claim | Ending]:
        del asked, retrieved
        yield self._lie
        yield Ending(outcome=Outcome.ANSWERED, answered_by="extractive")


@pytest.mark.parametrize(
    "change",
    [
        {"quote": "We lost no hives."},
        {"speaker": "Bo Lind"},
        {"start": 0.0},
        {"episode_id": "another-12345678"},
        {"transcript_sha256": "0" * 64},
        {"before": "Nobody said: "},
    ],
)
async def test_a_citation_that_the_transcript_does_not_say_is_never_shown(
    winter: IndexedEpisode, change: dict[str, object]
) -> None:
    """Whatever an answerer claims, each part of each citation is held against the transcript."""
    sentence = winter.sentences[3]
    citation = cite(winter, sentence.start_char, sentence.end_char).model_copy(update=change)
    lie = Claim(id="c1", text=citation.quote, check=Check.VERBATIM, citations=(citation,))
    asked = Asked(Question.of("What of the frost?"), winter, WordEncoder())
    with pytest.raises(ClaimUnsupported):
        await answer_of(asked, LyingAnswerer(lie))


def test_a_verbatim_claim_says_its_quote_and_nothing_else(winter: IndexedEpisode) -> None:
    """Text beside the quotes is not verbatim."""
    citation = cite(winter, 0, 10)
    honest = Claim(id="c1", text=citation.quote, check=Check.VERBATIM, citations=(citation,))
    assert hold_exact(honest, winter) == honest
    with pytest.raises(ClaimUnsupported, match="said to be verbatim"):
        hold_exact(honest.model_copy(update={"text": f"{citation.quote}!"}), winter)


@pytest.mark.parametrize(("start", "end"), [(-1, 4), (4, 4), (5, 4), (0, 10**6)])
def test_a_range_that_is_none_cannot_be_cited(winter: IndexedEpisode, start: int, end: int) -> None:
    """An empty range, or one outside the text, has no words."""
    with pytest.raises(ValueError, match="no range of the transcript"):
        cite(winter, start, end)


def test_words_of_two_speakers_are_not_one_citation(winter: IndexedEpisode) -> None:
    """A citation has one speaker."""
    with pytest.raises(ValueError, match="more than one speaker"):
        cite(winter, 0, winter.transcript.starts[1] + 1)


def test_an_emoji_does_not_shift_what_follows_it(winter: IndexedEpisode) -> None:
    """Offsets count code points: the words after an emoji are cut exactly."""
    at = winter.transcript.text.index("in March.")
    assert cite(winter, at, at + 9).quote == "in March."


def test_retrieval_stays_inside_the_episode(winter: IndexedEpisode) -> None:
    """Every ranked passage is one of this episode's, each once."""
    retrieved = retrieve(Question.of("mites"), winter, WordEncoder())
    assert sorted(retrieved.ranked) == list(range(len(winter.passages)))
    best = winter.passages[int(retrieved.ranked[0])]
    assert "mite" in winter.transcript.text[best.start_char : best.end_char].lower()


def shown_in(episode: IndexedEpisode, words: str) -> Exchange:
    """An exchange in which some words of an episode were shown."""
    at = episode.transcript.text.index(words)
    return Exchange("How many hives did Ana lose?", words, shown=((at, at + len(words)),))


async def follow_up(text: str, earlier: Exchange, episode: IndexedEpisode) -> Answer:
    asked = Asked(understood(text, [earlier]), episode, WordEncoder(), earlier=(earlier,))
    return await answer_of(asked, ExtractiveAnswerer())


@pytest.mark.parametrize(
    ("text", "lacking"), [("who said that?", "speaker"), ("when did she say that?", "times")]
)
async def test_what_a_transcript_does_not_tell_is_not_told(
    winter: IndexedEpisode, text: str, lacking: str
) -> None:
    """Who speaks where nobody is named, and when where there are no times; the moment is shown."""
    bare = [
        replace(one, speaker=None) if lacking == "speaker" else replace(one, spans=())
        for one in winter.transcript.utterances
    ]
    transcript = replace(winter.transcript, utterances=tuple(bare))
    earlier = shown_in(winter, "We lost thirty-one hives")
    answer = await follow_up(text, earlier, replace(winter, transcript=transcript))
    assert answer.outcome is Outcome.NOT_IN_EPISODE
    assert answer.nearest is not None
    assert answer.nearest.quote == "We lost thirty-one hives"
    assert (await follow_up(text, earlier, winter)).outcome is Outcome.ANSWERED


async def test_more_goes_on_after_what_was_shown(winter: IndexedEpisode) -> None:
    """What comes first is what was said next, not the same again."""
    lost = "We lost thirty-one hives, which was almost everything we had."
    answer = await follow_up("tell me more", shown_in(winter, lost), winter)
    assert answer.claims[0].text.startswith("A varroa mite is a parasite")
    assert answer.standalone == "How many hives did Ana lose? tell me more"


async def test_a_yes_to_readings_offers_them_again(winter: IndexedEpisode) -> None:
    """The listener still has to choose."""
    readings = ("What does Ana say?", "What does Bo say?")
    earlier = Exchange("what?", "", Outcome.NEEDS_CLARIFICATION, readings=readings)
    answer = await follow_up("yes", earlier, winter)
    assert (answer.outcome, answer.readings) == (Outcome.NEEDS_CLARIFICATION, readings)
    chosen = await follow_up("the second one", earlier, winter)
    assert (chosen.question, chosen.standalone) == ("the second one", "What does Bo say?")


def test_places_of_a_transcript_that_has_changed_are_forgotten() -> None:
    """Their characters may be other words by now."""
    made = Answer(
        id="ans_1",
        episode_id="winter",
        transcript_sha256="old",
        question="and Bo?",
        standalone="How many hives did Bo lose?",
        outcome=Outcome.NOT_IN_EPISODE,
        answered_by="extractive",
        nearest=moment("New."),
        created_at=NOW,
    )
    assert Exchange.of(made, "old").shown == ((0, 9),)
    assert Exchange.of(made, "new").shown == ()
    assert Exchange.of(made, "new").question == "How many hives did Bo lose?"
