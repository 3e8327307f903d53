"""What was asked and answered earlier in a conversation, by the links between kept answers.

A caller names the answer before a question; that one names the answer before it. Only what the
caller may read is followed, in one episode, a few answers far, and not for longer than a day.
"""

from datetime import UTC, datetime, timedelta

from service.answering.conversation import MOST_EXCHANGES
from service.answering.events import Answer
from service.kept_answers import AnswerNotFound, KeptAnswers

CONVERSATION_ENDS_AFTER = timedelta(days=1)


async def earlier_answers(
    kept_answers: KeptAnswers, previous_answer_id: str | None, episode_id: str, caller: str | None
) -> tuple[Answer, ...]:
    """The answers of the conversation that a question goes on with, oldest first.

    None where it begins one: without an id, and with one that is unknown, somebody else's, another
    episode's or older than a day. These are not told apart, so that an id tells nothing of an
    answer that is not the caller's.
    """
    newest_first: list[Answer] = []
    wanted, since = previous_answer_id, datetime.now(UTC)
    while wanted is not None and len(newest_first) < MOST_EXCHANGES:
        answer = await _of_caller(kept_answers, wanted, caller)
        if answer is None or answer.episode_id != episode_id:
            break
        if since - answer.created_at > CONVERSATION_ENDS_AFTER:
            break
        newest_first.append(answer)
        # From here on within a day of the newest, so that an answer of now does not end it all.
        wanted, since = answer.previous_answer_id, newest_first[0].created_at
    return tuple(reversed(newest_first))


async def _of_caller(
    kept_answers: KeptAnswers, answer_id: str, caller: str | None
) -> Answer | None:
    try:
        return await kept_answers.get(answer_id, caller)
    except AnswerNotFound:
        return None
