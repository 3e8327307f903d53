"""Answers that found nothing, kept as if listeners had asked."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from indexer import Timing
from service.answering.events import Answer, Citation, Outcome
from service.kept_answers import KeptAnswers

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def moment(quote: str, speaker: str | None = "Bo") -> Citation:
    return Citation(
        episode_id="winter", transcript_sha256="0", start_char=0, end_char=9, quote=quote,
        before="", after="", speaker=speaker, start=65.0, end=70.0, timing=Timing.WORD,
    )  # fmt: skip


def unanswered(question: str, minutes_ago: float, **more: Any) -> dict[str, Any]:
    """An answer that found nothing, so many minutes ago."""
    return {"question": question, "created_at": NOW - timedelta(minutes=minutes_ago), **more}


async def keep(engine: AsyncEngine, *answers: dict[str, Any], asked_by: str | None = None) -> None:
    """Keeps answers of an account, a key or a visitor."""
    kept = KeptAnswers(engine)
    for answer in answers:
        usual = {
            "id": f"ans_{answer['question']}_{answer['created_at'].timestamp()}",
            "episode_id": "winter",
            "transcript_sha256": "0",
            "outcome": Outcome.NOT_IN_EPISODE,
            "answered_by": "extractive",
        }
        await kept.keep(Answer.model_validate(usual | answer), asked_by)
