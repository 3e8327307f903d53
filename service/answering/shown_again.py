"""Who said that, when, and is it so: answered by citing once more what was shown last. Pure."""

from indexer import IndexedEpisode
from service.answering.citation import cite
from service.answering.events import Check, Citation, Claim, Ending, Outcome
from service.answering.question import Question
from service.answering.wish import Wish


def shown_again(question: Question, episode: IndexedEpisode) -> list[Claim | Ending] | None:
    """The places that a question is about, then how its answer ends; None where it is about more.

    The episode does not say who speaks where its transcript names nobody, nor when without times.
    """
    if question.wish in (None, Wish.MORE) or not question.carried:
        return None
    shown = [cite(episode, start, end) for start, end in question.carried]
    telling = [citation for citation in shown if _tells(citation, question.wish)]
    if not telling:
        return [_ending(Outcome.NOT_IN_EPISODE, shown[0])]
    claims = [
        Claim(id=f"c{number}", text=citation.quote, check=Check.VERBATIM, citations=(citation,))
        for number, citation in enumerate(telling, start=1)
    ]
    return [*claims, _ending(Outcome.ANSWERED)]


def _tells(citation: Citation, wish: Wish | None) -> bool:
    if wish is Wish.SPEAKER:
        return citation.speaker is not None
    return wish is not Wish.MOMENT or citation.start is not None


def _ending(outcome: Outcome, nearest: Citation | None = None) -> Ending:
    return Ending(outcome=outcome, answered_by="extractive", nearest=nearest)
