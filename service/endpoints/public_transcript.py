"""Whether a transcript may be read by everybody."""

from indexer import ExplainedError
from service.endpoints.callers import CurrentCaller
from service.state import State


class TranscriptNotPublic(ExplainedError):
    """A transcript that the operator does not publish."""


async def transcript_reader(caller: CurrentCaller, state: State) -> None:
    """Lets a caller read a transcript as a whole; what a key may read is decided before.

    Raises:
        TranscriptNotPublic: Transcripts are not published, and no key is brought.
    """
    if not state.settings.public_transcript and caller.key is None:
        raise TranscriptNotPublic(
            "The transcripts are not published here. Ask a question to get the words that answer "
            "it; with an API key that may read, whole transcripts can be read too."
        )
