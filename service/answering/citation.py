"""A citation is cut from the transcript, so that it cannot say anything else."""

from indexer import IndexedEpisode, Passage
from service.answering.events import Citation
from service.answering.sentence_run import SentenceRun

_CONTEXT_CHARS = 160


def cite(episode: IndexedEpisode, start_char: int, end_char: int) -> Citation:
    """The citation of the characters [start_char, end_char) of an episode's canonical text.

    Raises:
        ValueError: The range is empty, lies outside the text, or leaves one speaker's utterance.
    """
    transcript = episode.transcript
    if not 0 <= start_char < end_char <= len(transcript.text):
        raise ValueError(f"[{start_char}, {end_char}) is no range of the transcript.")
    position = transcript.utterance_at(start_char)
    utterance, offset = transcript.utterances[position], transcript.starts[position]
    low, high = start_char - offset, end_char - offset
    if high > len(utterance.text):
        raise ValueError(f"[{start_char}, {end_char}) holds more than one speaker's words.")
    start, end = utterance.times_of(low, high)
    return Citation(
        episode_id=episode.id,
        transcript_sha256=episode.manifest.transcript_sha256,
        start_char=start_char,
        end_char=end_char,
        quote=utterance.text[low:high],
        before=_before(utterance.text[:low]),
        after=_after(utterance.text[high:]),
        speaker=utterance.speaker,
        start=start,
        end=end,
        timing=utterance.timing,
    )


def cite_passage(episode: IndexedEpisode, passage: Passage) -> list[Citation]:
    """A passage as citations, one for each utterance that it holds words of."""
    return cite_across(episode, passage.start_char, passage.end_char)


def cite_run(episode: IndexedEpisode, run: SentenceRun) -> list[Citation]:
    """A run of sentences as citations, one for each utterance that it holds words of."""
    first, last = episode.sentences[run.first], episode.sentences[run.end - 1]
    return cite_across(episode, first.start_char, last.end_char)


def cite_across(episode: IndexedEpisode, start_char: int, end_char: int) -> list[Citation]:
    """The characters [start_char, end_char) as citations, one for each utterance they are of."""
    transcript = episode.transcript
    first = transcript.utterance_at(start_char)
    last = transcript.utterance_at(end_char - 1)
    bounds = (
        (start, start + len(utterance.text))
        for start, utterance in zip(
            transcript.starts[first : last + 1],
            transcript.utterances[first : last + 1],
            strict=True,
        )
    )
    return [cite(episode, max(start, start_char), min(end, end_char)) for start, end in bounds]


def alone(citation: Citation) -> Citation:
    """A citation without the words around it, for who may not read on."""
    return citation.model_copy(update={"before": "", "after": ""})


def _before(text: str) -> str:
    """The last words of a text, from the beginning of a word."""
    if len(text) <= _CONTEXT_CHARS:
        return text
    kept = text[-_CONTEXT_CHARS:]
    return kept[kept.find(" ") + 1 :]


def _after(text: str) -> str:
    """The first words of a text, to the end of a word."""
    if len(text) <= _CONTEXT_CHARS:
        return text
    kept = text[:_CONTEXT_CHARS]
    return kept[: kept.rfind(" ")] if " " in kept else kept
