"""An answer that was made before, given to whoever asks the same: a record of their own. Pure."""

from contextlib import suppress
from datetime import datetime

from indexer import IndexedEpisode
from service.answering.events import Answer, Ending, Outcome
from service.answering.exactness import ClaimUnsupported, hold_exact
from service.answering.missing_part import as_asked
from service.answering.question import Question


def can_be_given_again(ending: Ending) -> bool:
    """Whether an answer was made whole, and of the episode: no fallback, and no small talk."""
    return ending.notice is None and ending.outcome is not Outcome.SMALL_TALK


def given_again(
    known: Answer, question: Question, episode: IndexedEpisode, answer_id: str, now: datetime
) -> Answer | None:
    """A known answer as another caller's own; nothing in it is of whoever asked first.

    None where it cannot be: the episode does not hold it up, or it says what the question did not.
    """
    missing = as_asked(known.missing, question) if known.missing else None
    if missing is None and known.missing:
        return None
    with suppress(ClaimUnsupported):
        return known.model_copy(
            update={
                "id": answer_id,
                "question": question.text,
                "missing": missing,
                "claims": tuple(hold_exact(claim, episode) for claim in known.claims),
                "created_at": now,
                "usage": None,
                "cached": True,
            }
        )
    return None
