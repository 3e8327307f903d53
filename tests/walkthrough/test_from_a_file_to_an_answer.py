"""Read this first: the whole product in one test, without a server.

A transcript is indexed; a question about it is answered with the transcript's own words, who said
them and when; a question that it does not answer is told so.
"""

from pathlib import Path

from indexer import Library, OnnxEncoder, index_transcript
from service.answering.answer import Asked, answer_of
from service.answering.events import Outcome
from service.answering.extractive import ExtractiveAnswerer
from service.answering.question import Question
from tests.conversations import write_winter


async def test_a_transcript_is_indexed_and_asked(tmp_path: Path, minilm: OnnxEncoder) -> None:
    """A file goes in, an answer with its moment comes out."""
    library = Library(tmp_path / "data")
    report = index_transcript(write_winter(tmp_path), library, minilm)
    episode = library.episode(report.episode_id)

    question = Question.of("How many bee colonies did Ana lose?")
    answer = await answer_of(Asked(question, episode, minilm), ExtractiveAnswerer())
    assert answer.outcome is Outcome.ANSWERED
    citation = answer.claims[0].citations[0]
    assert citation.quote == "We lost thirty-one hives, which was almost everything we had."
    assert citation.quote == episode.transcript.text[citation.start_char : citation.end_char]
    assert (citation.speaker, citation.start) == ("Ana Černá", 8.5)

    question = Question.of("Who won the chess tournament in Oslo?")
    silence = await answer_of(Asked(question, episode, minilm), ExtractiveAnswerer())
    assert silence.outcome is Outcome.NOT_IN_EPISODE
    assert silence.claims == ()
