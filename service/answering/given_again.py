"""An answer that was made before, given to whoever asks the same: a record of their own. Pure."""

from contextlib import suppress

from indexer import IndexedEpisode
from service.answering.events import Answer, Ending, Outcome
from service.answering.exactness import ClaimUnsupported, hold_exact
from service.answering.missing_part import as_asked
from service.answering.question import Question


def can_be_given_again(ending: Ending) -> bool:
    """Whether an answer was made whole, and of the episode: no fallback, and no small talk."""
    return ending.notice is None and ending.outcome is not Outcome.SMALL_TALK


def given_again(known: Answer, question: Question, episode: IndexedEpisode) -> Answer | None:
    """A known answer as one to another caller's question; its id and its time are left to be set.

    None where it cannot be: the episode does not hold it up, or it says what the question did not.
    """
    missing = as_asked(known.missing, question) if known.missing else None
    if missing is None and known.missing:
        return None
    with suppress(ClaimUnsupported):
        return known.model_copy(
            update={
                "question": question.as_typed,
                "standalone": question.standalone,
                "previous_answer_id": None,
                "missing": missing,
                "claims": tuple(hold_exact(claim, episode) for claim in known.claims),
                "usage": None,
                "cached": True,
            }
        )
    return None
