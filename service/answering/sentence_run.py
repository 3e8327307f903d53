"""Runs of neighbouring sentences that can be read alone, and what sentences look like. Pure."""

import re
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from indexer import IndexedEpisode

_SHORT_WORDS = 5
_PROMPT_WORDS = 6
_LONGEST_LEAD_WORDS = 40
_DANGLING = re.compile(
    r"""^\W*(and|but|so|or|because|which|that|that's|this|these|those|it|it's|its|they|they're
    |them|he|he's|she|she's|his|her|their|then|also|there|yes|yeah|no|right|exactly|well)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_NUMBER = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty"
    r"|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|half|dozen"
    r"|twice|once|decade|century)\b",
    re.IGNORECASE,
)
_QUESTION_START = re.compile(
    r"""\W*(?:(?:and|so|but|well|okay|or|now)\W+)*(?:who|whom|whose|what|when|where|why|how|which|do|does
    |did|is|are|was|were|can|could|would|will|should|have|has|had|isn't|aren't|don't|doesn't)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_QUESTION_END = re.compile(r"[?？؟][\"'”’)\]]*$")


@dataclass(frozen=True, slots=True, order=True)
class SentenceRun:
    """The sentences [first, end) of an episode, all of one utterance."""

    first: int
    end: int

    def overlaps(self, other: "SentenceRun") -> bool:
        """Whether both hold a sentence."""
        return self.first < other.end and other.first < self.end

    def touches(self, later: "SentenceRun", episode: IndexedEpisode) -> bool:
        """Whether a later run goes on where this one ends, in the same utterance."""
        return self.end == later.first and goes_on(episode, later.first)

    def with_(self, later: "SentenceRun") -> "SentenceRun":
        """Both runs as one."""
        return SentenceRun(self.first, later.end)

    def by_utterance(self, episode: IndexedEpisode) -> "list[SentenceRun]":
        """Its parts, one for each utterance that it holds sentences of without a gap."""
        parts: list[SentenceRun] = []
        for position in range(self.first, self.end):
            if parts and goes_on(episode, position):
                parts[-1] = SentenceRun(parts[-1].first, position + 1)
            else:
                parts.append(SentenceRun(position, position + 1))
        return parts

    def text(self, episode: IndexedEpisode) -> str:
        """The words of the run, as they stand in the transcript."""
        first, last = episode.sentences[self.first], episode.sentences[self.end - 1]
        return episode.transcript.text[first.start_char : last.end_char]


@dataclass(frozen=True, slots=True)
class SentenceTraits:
    """What can be seen of each sentence of an episode, of shape (sentences,).

    A prompt is a question, or a short remark with which a speaker hands over ("And it went over
    budget."); ``prompt`` holds the position of the one that a sentence replies to, -1 for none.
    ``speaker`` is the place of who says it among the episode's speakers, -1 for nobody known.
    """

    is_prompt: NDArray[np.bool_]
    prompt: NDArray[np.int64]
    has_number: NDArray[np.bool_]
    speaker: NDArray[np.int64]


_TRAITS: WeakKeyDictionary[IndexedEpisode, SentenceTraits] = WeakKeyDictionary()


def traits_of(episode: IndexedEpisode) -> SentenceTraits:
    """The traits of all sentences, seen once for as long as the episode is open."""
    if episode not in _TRAITS:
        _TRAITS[episode] = _seen(episode)
    return _TRAITS[episode]


def _seen(episode: IndexedEpisode) -> SentenceTraits:
    texts = [episode.sentence_text(i) for i in range(len(episode.sentences))]
    is_prompt = np.array([_prompts(episode, i) for i in range(len(texts))])
    return SentenceTraits(
        is_prompt=is_prompt,
        prompt=_prompt_of_each(episode, is_prompt),
        has_number=np.array([has_number(text) for text in texts]),
        speaker=_speaker_of_each(episode),
    )


def _speaker_of_each(episode: IndexedEpisode) -> NDArray[np.int64]:
    places: dict[str | None, int] = {name: place for place, name in enumerate(episode.speakers)}
    speakers = [episode.utterance_of(i).speaker for i in range(len(episode.sentences))]
    return np.array([places.get(speaker, -1) for speaker in speakers], np.int64)


def _prompts(episode: IndexedEpisode, position: int) -> bool:
    text = episode.sentence_text(position)
    if asks(text):
        return True
    whole_turn = len(episode.utterance_of(position).text.split())
    return whole_turn <= _PROMPT_WORDS and _hands_over(episode, position)


def _hands_over(episode: IndexedEpisode, position: int) -> bool:
    """Whether somebody else, of those whose names are known, speaks after a sentence."""
    if position + 1 == len(episode.sentences):
        return False
    speaker, next_speaker = (episode.utterance_of(i).speaker for i in (position, position + 1))
    return speaker is not None and next_speaker is not None and speaker != next_speaker


def _prompt_of_each(episode: IndexedEpisode, is_prompt: NDArray[np.bool_]) -> NDArray[np.int64]:
    prompts = np.full(len(is_prompt), -1)
    for position in range(1, len(is_prompt)):
        if is_prompt[position - 1]:
            prompts[position] = position - 1
        elif goes_on(episode, position):
            prompts[position] = prompts[position - 1]
    return prompts


def has_number(text: str) -> bool:
    """Whether a text says a number, in digits or in English words."""
    return _NUMBER.search(text) is not None


def asks(text: str) -> bool:
    """Whether a sentence is a question."""
    return _QUESTION_END.search(text) is not None


def only_asks(text: str) -> bool:
    """Whether a text asks from its beginning on: no statement with a "right?" at its end."""
    return asks(text) and _QUESTION_START.match(text) is not None


def dangles(text: str) -> bool:
    """Whether a sentence begins with a word that points to the one before."""
    return _DANGLING.match(text) is not None


def readable_run(episode: IndexedEpisode, position: int) -> SentenceRun:
    """The sentence with what it needs to be read alone.

    A question gives way to its answer; a sentence that points back takes the one before with it;
    a very short one is followed by what comes next.
    """
    position = _answer_to(episode, position)
    end = position + 1
    if len(episode.sentence_text(position).split()) < _SHORT_WORDS and goes_on(episode, end):
        end += 1
    return with_lead(episode, SentenceRun(position, end))


def with_lead(episode: IndexedEpisode, run: SentenceRun) -> SentenceRun:
    """The run with the sentence before it, where its first one points back to that."""
    first = run.first
    if dangles(episode.sentence_text(first)) and goes_on(episode, first):
        lead = episode.sentence_text(first - 1)
        if len(lead.split()) <= _LONGEST_LEAD_WORDS:
            return SentenceRun(first - 1, run.end)
    return run


def continued(episode: IndexedEpisode, run: SentenceRun, most_words: int) -> SentenceRun:
    """The run with the sentences after it in its utterance, up to so many words in all."""
    while goes_on(episode, run.end):
        longer = SentenceRun(run.first, run.end + 1)
        if len(longer.text(episode).split()) > most_words or asks(episode.sentence_text(run.end)):
            break
        run = longer
    return run


def _answer_to(episode: IndexedEpisode, position: int) -> int:
    """The first sentence after a prompt that is none itself; the prompt if there is none."""
    is_prompt = traits_of(episode).is_prompt
    for following in range(position, min(position + 3, len(is_prompt))):
        if not is_prompt[following]:
            return following
    return position


def goes_on(episode: IndexedEpisode, position: int) -> bool:
    """Whether a sentence goes on where the one before it ends: the same voice, nothing between.

    Where adverts are set aside, one may lie between two sentences of an utterance.
    """
    if not 0 < position < len(episode.sentences):
        return False
    before, after = episode.sentences[position - 1], episode.sentences[position]
    return before.utterance == after.utterance and after.start_char <= before.end_char + 1
