"""Shared answers for tests, and episodes whose transcript has changed since they were given."""

import datetime
from dataclasses import replace
from typing import Any

from indexer import IndexedEpisode, Transcript, Utterance
from service.answering.citation import cite
from service.answering.events import Answer, Check, Citation, Claim, Outcome
from service.pages import Place, SharedAnswerPage, render, shared_answer_page

ANA, BO = "Ana Černá", "Bo Lind"
LOST = "We lost thirty-one hives, which was almost everything we had."
MITE = "A varroa mite is a parasite that feeds on the bees and weakens the colony."
NOBODY = "Nobody knows yet whether the wild bees in the valley will come back."
HERE = Place("https://ask.example", "/v1/episodes/winter/audio")
SHARE = "0123456789abcdef0123456789abcdef"
ASKED = datetime.datetime(2026, 11, 30, 20, tzinfo=datetime.UTC)


def cited(episode: IndexedEpisode, quote: str) -> Citation:
    start = episode.transcript.text.index(quote)
    return cite(episode, start, start + len(quote))


def claim(text: str, *citations: Citation) -> Claim:
    """A claim that is its only citation's own words, or one that a model wrote."""
    check = Check.VERBATIM if [text] == [one.quote for one in citations] else Check.VERIFIED
    return Claim(id="c1", text=text, check=check, citations=citations)


def answer_of(episode: IndexedEpisode, *claims: Claim, **more: Any) -> Answer:
    usual = {
        "id": "ans_secret",
        "episode_id": episode.id,
        "transcript_sha256": episode.manifest.transcript_sha256,
        "question": "How many hives?",
        "outcome": Outcome.ANSWERED,
        "answered_by": "extractive",
        "claims": claims or (claim(LOST, cited(episode, LOST)), claim(MITE, cited(episode, MITE))),
        "created_at": ASKED,
    }
    return Answer(**{**usual, **more})


def page_of(
    answer: Answer, episode: IndexedEpisode | None, *, is_public: bool = True, place: Place = HERE
) -> SharedAnswerPage:
    place = place if episode else Place(place.origin, None)
    return shared_answer_page(answer, SHARE, episode, place, is_public=is_public)


def html_of(*given: Any, **more: Any) -> str:
    return render("shared", page=page_of(*given, **more))


def changed(episode: IndexedEpisode, change: Any) -> IndexedEpisode:
    """The episode with each utterance as ``change`` makes it; without it where that is None."""
    utterances = map(change, episode.transcript.utterances)
    transcript = Transcript(tuple(one for one in utterances if one is not None))
    manifest = episode.manifest.model_copy(update={"transcript_sha256": transcript.sha256})
    return replace(episode, transcript=transcript, manifest=manifest)


def later(seconds: float) -> Any:
    """A change that puts everything later."""

    def moved(utterance: Utterance) -> Utterance:
        spans = [
            replace(s, start=s.start + seconds, end=None if s.end is None else s.end + seconds)
            for s in utterance.spans
        ]
        return replace(utterance, spans=tuple(spans))

    return moved


def without(*words: str) -> Any:
    """A change that takes whatever has some of these words away."""
    return lambda said: None if any(one in said.text for one in words) else said


def by(speaker: str | None, words: str) -> Any:
    """A change of who says what has these words."""
    return lambda said: replace(said, speaker=speaker) if words in said.text else said
