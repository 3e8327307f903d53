"""How the pieces of a source are joined to utterances, and utterances to a transcript."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from indexer.mending import mended
from indexer.repairs import Repair, Repairs
from indexer.segment import Segment
from indexer.speaker_names import one_name_each
from indexer.transcript import TimedSpan, Timing, Transcript, Utterance, canonical_text
from indexer.unspaced import is_unspaced

PAUSE_BETWEEN_UTTERANCES = 2.0
"""Seconds of silence that end an utterance where no speakers are known."""


def assemble(
    segments: Iterable[Segment],
    timing: Timing,
    *,
    spaced: bool = True,
    language: str | None = None,
    repairs: Repairs | None = None,
) -> Transcript:
    """Joins segments, in the order given, to utterances.

    Args:
        segments: What the source states, in its own order.
        timing: What one segment is in the source: a word, a cue or a paragraph.
        spaced: Whether a space goes between segments; False where they carry their own.
        language: A BCP 47 tag, where the source states it.
        repairs: What was mended in the source before.
    """
    # What stands in paragraphs was written out by people, who repeat what was repeated.
    recognised = timing in {Timing.WORD, Timing.CUE}
    spoken, counts = mended(list(segments), recognised=recognised)
    utterances = (_joined(group, timing, spaced) for group in _group(spoken))
    said = tuple(utterance for utterance in utterances if utterance.text)
    return Transcript(said, language, dict(counts + Counter(repairs or {})))


def with_one_name_each(transcript: Transcript, aliases: Mapping[str, str]) -> Transcript:
    """The transcript with one name for each person.

    What an operator says in ``aliases`` wins: a name in it is taken for no other than it says.
    """
    speakers = [one.speaker for one in transcript.utterances if one.speaker]
    taken = one_name_each([name for name in speakers if name not in aliases])
    named = renamed(transcript, {**taken, **aliases})
    repairs = Counter(transcript.repairs) + Counter({Repair.SPELLINGS: len(taken)})
    return replace(named, repairs=dict(repairs), taken_names=taken)


def renamed(transcript: Transcript, names: Mapping[str, str]) -> Transcript:
    """The transcript with speakers called by other names; one who then goes on is not cut."""
    utterances: list[Utterance] = []
    for utterance in transcript.utterances:
        speaker = names.get(utterance.speaker or "", utterance.speaker)
        if utterances and speaker is not None and utterances[-1].speaker == speaker:
            utterances[-1] = _continued(utterances[-1], utterance)
        else:
            utterances.append(replace(utterance, speaker=speaker))
    return replace(transcript, utterances=tuple(utterances))


def _continued(before: Utterance, after: Utterance) -> Utterance:
    gap = "" if is_unspaced(before.text[-1]) and is_unspaced(after.text[0]) else " "
    shift = len(before.text) + len(gap)
    spans = [
        replace(span, start_char=span.start_char + shift, end_char=span.end_char + shift)
        for span in after.spans
    ]
    timing = before.timing if before.spans else after.timing
    text = f"{before.text}{gap}{after.text}"
    return Utterance(text, before.speaker, timing, (*before.spans, *spans))


def _group(segments: list[Segment]) -> Iterator[list[Segment]]:
    group: list[Segment] = []
    for segment in segments:
        if not canonical_text(segment.text):
            continue
        if group and _interrupts(group[-1], segment):
            yield group
            group = []
        group.append(segment)
    if group:
        yield group


def _interrupts(before: Segment, after: Segment) -> bool:
    if before.speaker != after.speaker:
        return True
    if after.speaker is not None:
        return False
    pause = (
        before.end is not None
        and after.start is not None
        and after.start - before.end >= PAUSE_BETWEEN_UTTERANCES
    )
    return pause or after.opens_paragraph


def _joined(segments: list[Segment], timing: Timing, spaced: bool) -> Utterance:
    text, spans = "", []
    before = ""
    for segment in segments:
        piece = canonical_text(segment.text)
        if text and _space_between(before, segment.text, spaced):
            text += " "
        if segment.start is not None:
            end_char = len(text) + len(piece)
            spans.append(TimedSpan(len(text), end_char, segment.start, segment.end))
        text += piece
        before = segment.text
    return Utterance(text, segments[0].speaker, timing if spans else Timing.NONE, tuple(spans))


def _space_between(before: str, after: str, spaced: bool) -> bool:
    if before[-1].isspace() or after[0].isspace():
        return True
    return spaced and not (is_unspaced(before[-1]) and is_unspaced(after[0]))
