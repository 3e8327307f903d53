"""What needs no search: a greeting, and a question that says nothing of what it asks. Pure."""

import re

from indexer import IndexedEpisode
from service.answering.checks.english import SAYS_NOTHING
from service.answering.events import Ending, Outcome
from service.answering.question import Question

_MOST_READINGS = 3
_LONGEST_CHAPTER = 80

_ANSWERS_ONLY = (
    "I answer questions about this episode, with the words that were said in it, who said them and "
    "when. What would you like to know?"
)
_REPLIES = (
    (
        re.compile(
            r"\W*((hi|hey|hello|hallo|howdy|yo|greetings|good\s+(morning|afternoon|evening|day))"
            r"(\s+(there|you|all|everyone|again))?\W*)+(how\s+are\s+you(\s+(doing|today))*)?\W*",
            re.IGNORECASE,
        ),
        f"Hello. {_ANSWERS_ONLY}",
    ),
    (
        re.compile(
            r"\W*((ok|okay|great|cool|nice|perfect|awesome|super|wow|lovely|got\s+it)\W+)*"
            r"(thanks|thank\s+you|thx|ty|cheers|ok|okay|great|cool|nice|perfect|awesome|wow|got\s+it"
            r"|bye|goodbye|see\s+you)"
            r"(\s+(a\s+lot|so\s+much|very\s+much|then|again|for\s+(that|this|the\s+(help|answer))))*\W*",
            re.IGNORECASE,
        ),
        "You are welcome. Ask again whenever you like.",
    ),
    (
        re.compile(
            r"\W*(who|what)\s+are\s+you\W*|\W*what\s+can\s+you\s+do(\s+for\s+me)?\W*|\W*how\s+are\s+you"
            r"(\s+(doing|today))*\W*|\W*are\s+you\s+(a|an)?\s*(bot|robot|human|ai|real|real\s+person)\W*"
            r"|\W*help(\s+me)?\W*|\W*(test|testing|ping)\W*|\W*how\s+does\s+this\s+work\W*",
            re.IGNORECASE,
        ),
        _ANSWERS_ONLY,
    ),
)


def ending_without_search(question: Question, episode: IndexedEpisode) -> Ending | None:
    """How a question ends that asks nothing of the episode; None for every other."""
    reply = _reply_to(question.text)
    if reply:
        return Ending(outcome=Outcome.SMALL_TALK, answered_by="extractive", reply=reply)
    if question.readings or (_says_nothing(question) and not question.wants_overview):
        readings = question.readings or offered_readings(episode)
        return Ending(
            outcome=Outcome.NEEDS_CLARIFICATION, answered_by="extractive", readings=readings
        )
    return None


def is_small_talk(text: str) -> bool:
    """Whether a text greets, thanks, or asks about the service itself."""
    return _reply_to(text) is not None


def _reply_to(text: str) -> str | None:
    return next((reply for pattern, reply in _REPLIES if pattern.fullmatch(text)), None)


def _says_nothing(question: Question) -> bool:
    words = re.findall(r"\w+", question.whole.casefold())
    return all(word in SAYS_NOTHING for word in words)


def offered_readings(episode: IndexedEpisode) -> tuple[str, ...]:
    """Two or three questions that can be asked of an episode whose listener named no subject."""
    chapters = [c.title for c in episode.metadata.chapters if len(c.title) <= _LONGEST_CHAPTER]
    spread = chapters[:: max(1, len(chapters) // _MOST_READINGS)]
    offered = [f"What do they say about “{title}”?" for title in spread[: _MOST_READINGS - 1]]
    offered += [f"What does {name} say?" for name in episode.speakers[: _MOST_READINGS - 1]]
    return (
        (*offered[: _MOST_READINGS - 1], "What is this episode about?")[-_MOST_READINGS:]
        if (offered)
        else ("What is this episode about?", "What are the main points?")
    )
