"""Passages: runs of whole sentences, the unit of retrieval.

Pure. The cuts are chosen together, by dynamic programming, so that passages are of even length,
a question stays with its answer, and an utterance is split only when it is longer than a passage.
The tokenizer that counts is passed in.
"""

import hashlib
import math
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from indexer.errors import ExplainedError
from indexer.sentence import Sentence
from indexer.transcript import Transcript

TARGET_TOKENS = 180
"""The length that passages aim at, header included; see docs/decisions.md for how it was found."""

_COST_OF_LEAVING_A_QUESTION = 0.3
_COST_OF_SPLITTING_AN_UTTERANCE = 0.2
_LONGEST_LABEL = 60
"""Characters of a speaker's name that an encoder is shown."""

_TOKENS_KEPT_FREE = 6
"""A tokenizer may count a joined text a little higher than its pieces."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The sentences [first_sentence, end_sentence), and the characters they cover.

    ``id`` depends on the words, their speakers and how often they occurred before, not on the
    position: it survives changes elsewhere in the transcript. A passage's neighbours are the ones
    before and after it in the list.
    """

    id: str
    start_char: int
    end_char: int
    first_sentence: int
    end_sentence: int


class PassageTooSmall(ExplainedError):
    """An encoder's limit leaves no room for words beside the header."""


def cut_passages(  # noqa: PLR0913 - each of them bounds a passage
    transcript: Transcript,
    sentences: Sequence[Sentence],
    count_tokens: Callable[[str], int],
    *,
    max_tokens: int,
    header_tokens: int = 0,
    borders: Collection[int] = (),
) -> list[Passage]:
    """Cuts a transcript's sentences into passages.

    Args:
        transcript: The transcript the sentences belong to.
        sentences: All its sentences, in order.
        count_tokens: How many tokens a text has, without an encoder's special tokens.
        max_tokens: The most that a passage with its header may have.
        header_tokens: What the longest header takes of that.
        borders: Sentences before which a passage has to end.

    Raises:
        PassageTooSmall: ``max_tokens`` leaves no room for words.
    """
    if not sentences:
        return []
    room = max_tokens - header_tokens - _TOKENS_KEPT_FREE
    if room < 1:
        raise PassageTooSmall(
            f"A header of {header_tokens} tokens leaves no room in a passage of {max_tokens}."
        )
    lengths = _Lengths(transcript, sentences, count_tokens)
    target = TARGET_TOKENS - header_tokens
    cuts = _best_cuts(transcript, sentences, lengths, (room, target), frozenset(borders))
    return list(_passages(transcript, sentences, cuts))


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """What an encoder reads of a passage, and where in it each of the passage's sentences lies."""

    text: str
    sentence_spans: tuple[tuple[int, int], ...]


def shown_passage(
    transcript: Transcript, sentences: Sequence[Sentence], passage: Passage, header: str
) -> ShownPassage:
    """What an encoder reads: the header, then each speaker's words under the name."""
    lines, length = ([header], len(header) + 1) if header else ([], 0)
    spans: list[tuple[int, int]] = []
    own = sentences[passage.first_sentence : passage.end_sentence]
    for position, spoken in groupby(own, key=lambda sentence: sentence.utterance):
        together = list(spoken)
        start, end = together[0].start_char, together[-1].end_char
        label = _label(transcript.utterances[position].speaker)
        shift = length + len(label) - start
        spans += [(one.start_char + shift, one.end_char + shift) for one in together]
        lines.append(label + transcript.text[start:end])
        length += len(lines[-1]) + 1
    return ShownPassage("\n".join(lines), tuple(spans))


def _label(speaker: str | None) -> str:
    return f"{speaker[:_LONGEST_LABEL]}: " if speaker else ""


class _Lengths:
    """Tokens of any run of sentences, with the speakers' names that its text will show."""

    def __init__(
        self,
        transcript: Transcript,
        sentences: Sequence[Sentence],
        count_tokens: Callable[[str], int],
    ) -> None:
        speakers = [transcript.utterances[s.utterance].speaker for s in sentences]
        labels = {speaker: count_tokens(_label(speaker)) for speaker in set(speakers)}
        self._name = [labels[speaker] for speaker in speakers]
        self._before = [0]
        for i, sentence in enumerate(sentences):
            opens = i == 0 or sentences[i - 1].utterance != sentence.utterance
            tokens = count_tokens(transcript.text[sentence.start_char : sentence.end_char])
            self._before.append(self._before[-1] + tokens + (self._name[i] if opens else 0))
        self._opens = [
            i == 0 or sentences[i - 1].utterance != sentence.utterance
            for i, sentence in enumerate(sentences)
        ]

    def of(self, first: int, end: int) -> int:
        repeated_name = 0 if self._opens[first] else self._name[first]
        return self._before[end] - self._before[first] + repeated_name


def _best_cuts(
    transcript: Transcript,
    sentences: Sequence[Sentence],
    lengths: _Lengths,
    room_and_target: tuple[int, int],
    borders: frozenset[int],
) -> list[int]:
    """The ends of the passages with the least cost in all, found from the first to the last."""
    room, target = room_and_target
    boundary_costs = _boundary_costs(transcript, sentences, lengths, room)
    for border in borders:
        boundary_costs[border] = 0.0
    target = max(1, min(target, room))
    best = [0.0] + [math.inf] * len(sentences)
    came_from = [0] * (len(sentences) + 1)
    for end in range(1, len(sentences) + 1):
        for first in range(end - 1, -1, -1):
            tokens = lengths.of(first, end)
            if first < end - 1 and (tokens > room or first + 1 in borders):
                break
            cost = best[first] + _length_cost(tokens, target) + boundary_costs[end]
            if cost < best[end]:
                best[end], came_from[end] = cost, first
    return _followed_back(came_from)


def _length_cost(tokens: int, target: int) -> float:
    """Nothing for the target length; a passage too many also costs, so short ones are joined."""
    return (tokens / target - 1.0) ** 2


def _boundary_costs(
    transcript: Transcript, sentences: Sequence[Sentence], lengths: _Lengths, room: int
) -> list[float]:
    """What it costs to end a passage before each sentence; infinite where it must not."""
    bounds = _utterance_bounds(sentences)
    costs = [0.0] * (len(sentences) + 1)
    for first, end in bounds:
        splittable = lengths.of(first, end) > room
        for inside in range(first + 1, end):
            costs[inside] = _COST_OF_SPLITTING_AN_UTTERANCE if splittable else math.inf
        if end < len(sentences) and transcript.text[sentences[end - 1].end_char - 1] in "?？؟":
            costs[end] = _COST_OF_LEAVING_A_QUESTION
    return costs


def _utterance_bounds(sentences: Sequence[Sentence]) -> Iterator[tuple[int, int]]:
    first = 0
    for i in range(1, len(sentences) + 1):
        if i == len(sentences) or sentences[i].utterance != sentences[first].utterance:
            yield first, i
            first = i


def _followed_back(came_from: list[int]) -> list[int]:
    cuts, end = [], len(came_from) - 1
    while end > 0:
        cuts.append(end)
        end = came_from[end]
    return cuts[::-1]


def _passages(
    transcript: Transcript, sentences: Sequence[Sentence], cuts: list[int]
) -> Iterator[Passage]:
    seen: dict[str, int] = {}
    first = 0
    for end in cuts:
        start_char, end_char = sentences[first].start_char, sentences[end - 1].end_char
        speaker = transcript.utterances[sentences[first].utterance].speaker
        words = f"{speaker}\n{transcript.text[start_char:end_char]}"
        repeat = seen[words] = seen.get(words, -1) + 1
        digest = hashlib.sha256(f"{repeat}\n{words}".encode()).hexdigest()
        yield Passage(digest[:10], start_char, end_char, first, end)
        first = end
