"""What an answer says without the words around its quotes, for who may not have the transcript.

A quote is never cut: it is what holds its claim up.
"""

from typing import TypeVar

from service.answering.citation import alone
from service.answering.events import Answer, Claim, Ending

_Ended = TypeVar("_Ended", bound=Ending)


def claim_alone(claim: Claim) -> Claim:
    """A claim whose citations have nothing around their quotes."""
    return claim.model_copy(update={"citations": tuple(map(alone, claim.citations))})


def ending_alone(ending: _Ended) -> _Ended:
    """An ending whose nearest moment has nothing around its quote."""
    nearest = ending.nearest
    return ending.model_copy(update={"nearest": alone(nearest) if nearest else None})


def answer_alone(answer: Answer) -> Answer:
    """A whole answer of which every quote stands alone."""
    claims = tuple(map(claim_alone, answer.claims))
    return ending_alone(answer).model_copy(update={"claims": claims})
