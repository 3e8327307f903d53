"""A shared answer's page: what its template is given, every quote looked up once more."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from indexer import IndexedEpisode, Timing
from service.answering.events import Answer, AnsweredBy, Check, Citation, Claim, Notice, Outcome
from service.answering.recheck import Rechecked, Standing, recheck
from service.pages import changes
from service.pages.episode_page import DatedWords, dated
from service.pages.place import Place
from service.pages.wording import clock, second

# As the widget says it.
_HOW_MADE: dict[AnsweredBy, str] = {
    "model": "AI-generated from the transcript, each sentence checked against it. Quotes are its "
    "exact words.",
    "extractive": "The episode’s own words, picked from its transcript by a program. Quotes are "
    "its exact words.",
}
_ABSENT = "This episode does not say."
_SOMEBODY = "A speaker"
# Surroundings end where there is no more room, be it in the middle of a sentence.
_CUT_BEFORE = regex.compile(r"\s*\p{Ll}")
_CUT_AFTER = regex.compile(r"[\p{L}\p{N},;:]\s*$")


@dataclass(frozen=True, slots=True)
class ShownQuote:
    """Words of the transcript with what surrounds them, who says them, and when.

    ``address`` is where they are to be heard, ``second`` where a player is sent: both None where
    that is not known. ``note`` says what has changed since they were cited, ``is_lost`` whether the
    transcript no longer has them as that speaker's.
    """

    before: str
    words: str
    after: str
    speaker: str
    time: str | None
    address: str | None
    second: str | None
    note: str | None
    is_lost: bool


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """A sentence of the answer and its quotes; ``text`` is None where these are all of it."""

    text: str | None
    quotes: tuple[ShownQuote, ...]
    note: str | None


@dataclass(frozen=True, slots=True)
class ShownEpisode:
    """The episode that was asked; ``audio`` is where it plays, None where it does not."""

    title: str
    show: str | None
    language: str
    address: str
    audio: str | None


@dataclass(frozen=True, slots=True)
class SharedAnswerPage:
    """All that the template of a shared answer shows; ``episode`` is None where it is not there.

    ``told`` are the service's own sentences about the answer, ``readings`` the questions of which
    one may have been meant. ``verified`` says how the quotes stand today, None where there is none;
    ``card`` is what those are shown who are sent a link.
    """

    question: str
    canonical: str
    asked: DatedWords
    how_made: str
    episode: ShownEpisode | None
    claims: tuple[ShownClaim, ...]
    told: tuple[str, ...]
    readings: tuple[str, ...]
    nearest: ShownQuote | None
    verified: str | None
    is_verified: bool
    card: str


def shared_answer_page(
    answer: Answer, share_id: str, episode: IndexedEpisode | None, place: Place, *, is_public: bool
) -> SharedAnswerPage:
    """The page of an answer as its episode's transcript is now.

    Args:
        answer: What was answered.
        share_id: Its public id.
        episode: The episode, None where there is none by now or it cannot be opened.
        place: Where the page is, and where the episode's audio plays.
        is_public: Whether words that were not quoted may be shown too.
    """
    looked_up = _look_up(answer, episode)
    checked = looked_up.all
    verified = changes.verified(checked) if episode else changes.not_verified(len(checked))
    sight = _Sight(episode, is_public)
    return SharedAnswerPage(
        question=answer.standalone or answer.question,
        canonical=place.shared(share_id),
        asked=dated(answer.created_at.date()),
        how_made=_HOW_MADE[answer.answered_by],
        episode=_shown(episode, place.audio) if episode else None,
        claims=tuple(map(sight.claim, answer.claims, looked_up.claims)),
        told=tuple(_told(answer, episode)),
        readings=answer.readings,
        nearest=sight.quote(looked_up.nearest) if looked_up.nearest else None,
        verified=verified if checked else None,
        is_verified=all(found.standing is Standing.SAID for found in checked),
        card=_card(answer, checked, verified),
    )


@dataclass(frozen=True, slots=True)
class _LookedUp:
    """What has become of each quote of each claim, and of the nearest moment."""

    claims: tuple[tuple[Rechecked, ...], ...]
    nearest: Rechecked | None

    @property
    def all(self) -> list[Rechecked]:
        found = [one for claim in self.claims for one in claim]
        return [*found, self.nearest] if self.nearest else found


def _look_up(answer: Answer, episode: IndexedEpisode | None) -> _LookedUp:
    def found(citation: Citation) -> Rechecked:
        return recheck(citation, episode) if episode else Rechecked(citation, None)

    return _LookedUp(
        claims=tuple(tuple(map(found, claim.citations)) for claim in answer.claims),
        nearest=found(answer.nearest) if answer.nearest else None,
    )


@dataclass(frozen=True, slots=True)
class _Sight:
    """What may be seen of an episode: None where it is not there."""

    episode: IndexedEpisode | None
    is_public: bool

    def claim(self, claim: Claim, checked: Sequence[Rechecked]) -> ShownClaim:
        return ShownClaim(
            text=None if claim.check is Check.VERBATIM else claim.text,
            quotes=tuple(map(self.quote, checked)),
            note=changes.of_a_claim(checked) if self.episode else None,
        )

    def quote(self, found: Rechecked) -> ShownQuote:
        now, shown = found.now, found.now or found.was
        around = now if self.is_public else None
        is_heard = now is not None and now.start is not None
        return ShownQuote(
            before=_before(around.before) if around else "",
            words=shown.quote,
            after=_after(around.after) if around else "",
            speaker=found.was.speaker or _SOMEBODY,
            time=_time(shown),
            address=_page(shown.episode_id) + _fragment(shown) if is_heard else None,
            second=second(shown.start or 0) if is_heard else None,
            note=changes.of_a_quote(found) if self.episode else None,
            is_lost=self.episode is not None and found.standing is not Standing.SAID,
        )


def _shown(episode: IndexedEpisode, audio: str | None) -> ShownEpisode:
    return ShownEpisode(
        title=episode.title,
        show=episode.metadata.show,
        language=episode.manifest.language,
        address=_page(episode.id),
        audio=audio,
    )


def _told(answer: Answer, episode: IndexedEpisode | None) -> Iterator[str]:
    """What is to be said of an answer besides its claims."""
    if answer.notice is Notice.CUT_SHORT:
        yield "The language model broke off; more may have been said."
    match answer.outcome:
        case Outcome.PARTLY_ANSWERED:
            yield f"Not in this episode: {answer.missing}"
        case Outcome.NOT_IN_EPISODE:
            yield _ABSENT
        case Outcome.NEEDS_CLARIFICATION:
            yield "Which of these is meant?"
        case Outcome.SMALL_TALK:
            yield answer.reply or ""
    lacks = answer.outcome in (Outcome.PARTLY_ANSWERED, Outcome.NOT_IN_EPISODE)
    if lacks and episode and episode.manifest.transcript_sha256 != answer.transcript_sha256:
        yield "The transcript has changed since: ask again to know what it says by now."


def _card(answer: Answer, checked: Sequence[Rechecked], verified: str) -> str:
    """A sentence or two for who is sent a link; no quote that today's transcript has not."""
    held = next((one.now for one in checked if one.now and one.standing is Standing.SAID), None)
    if held is None:
        return verified if checked else " ".join(_told(answer, None))
    time = _time(held)
    said = f"“{held.quote}” {held.speaker or _SOMEBODY}{f', {time}' if time else ''}"
    is_absent = answer.outcome is Outcome.NOT_IN_EPISODE
    return f"{_ABSENT} The nearest moment: {said}" if is_absent else said


def _page(episode_id: str) -> str:
    return f"/episodes/{episode_id}"


def _fragment(citation: Citation) -> str:
    """From a second on, to another where it is known: as the widget's links have it."""
    end = "" if citation.end is None else f",{math.ceil(citation.end)}"
    return f"#t={math.floor(citation.start or 0)}{end}"


def _time(citation: Citation) -> str | None:
    if citation.start is None:
        return None
    about = "about " if citation.timing is Timing.PARAGRAPH else ""
    return about + clock(citation.start)


def _before(words: str) -> str:
    return f"…{words}" if _CUT_BEFORE.match(words) else words


def _after(words: str) -> str:
    return f"{words}…" if _CUT_AFTER.search(words) else words
