"""The passages that a model was given: what their ids stand for, and what can be quoted of them.

Pure.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence

from indexer import IndexedEpisode, Passage
from service.answering.checks.quotations import (
    Located,
    Stretch,
    locate,
    locate_exactly,
    quotations_in,
    without_stray_marks,
)
from service.answering.checks.words import words_of
from service.answering.prompt import short_ids
from service.answering.sentence_run import SentenceRun

_LOOSE_QUOTATION = 2
"""Words in quotation marks that need not be a quotation: a title, or a word held at a distance."""


class GivenPassages:
    """Reads the passages once, so that checking a claim is quick."""

    def __init__(self, episode: IndexedEpisode, passages: Sequence[Passage]) -> None:
        self.passages = passages
        self._episode = episode
        ids = short_ids(episode)
        self._by_id: Mapping[str, Passage] = {ids[passage.id]: passage for passage in passages}
        self._stretches = {passage.id: tuple(self._read(passage)) for passage in passages}
        self._starts = [sentence.start_char for sentence in episode.sentences]

    def cited(self, ids: Sequence[str]) -> list[Passage]:
        """The passages that ids stand for; an id that is none stands for nothing."""
        return [self._by_id[one] for one in ids if one in self._by_id]

    def others(self, cited: Sequence[Passage]) -> list[Passage]:
        """The passages that are not cited."""
        return [passage for passage in self.passages if passage not in cited]

    def copied(self, text: str, cited: Sequence[Passage]) -> SentenceRun | None:
        """The sentences that a text only repeats; None if it says anything of its own."""
        located = self._located(text, cited, exactly=True)
        return self._sentences(located) if located else None

    def with_exact_quotations(
        self, text: str, cited: Sequence[Passage]
    ) -> tuple[str, list[SentenceRun]] | None:
        """A text with the transcript's own characters in its quotation marks, and where they are.

        None where something in quotation marks was not said in one place.
        """
        text, found = without_stray_marks(text, quotations_in(text))
        pieces, places, position = [], [], 0
        for one in found:
            located = self._located(one.words, cited, exactly=False)
            if located is None and len(one.words.split()) > _LOOSE_QUOTATION:
                return None
            said = one.words
            if located:
                exact = self._episode.transcript.text[located.start_char : located.end_char]
                said = f"“{exact}”"
                places.append(self._sentences(located))
            pieces += [text[position : one.start], said]
            position = one.end
        return "".join([*pieces, text[position:]]), places

    def _located(self, words: str, cited: Sequence[Passage], *, exactly: bool) -> Located | None:
        for passages in (cited, self.others(cited)):
            stretches = [stretch for p in passages for stretch in self._stretches[p.id]]
            language = self._episode.manifest.language
            located = (locate_exactly if exactly else locate)(words, stretches, language)
            if located:
                return located
        return None

    def _sentences(self, located: Located) -> SentenceRun:
        first = bisect_right(self._starts, located.start_char) - 1
        return SentenceRun(first, bisect_left(self._starts, located.end_char))

    def _read(self, passage: Passage) -> Iterator[Stretch]:
        """A passage's words, one stretch for each utterance it holds words of."""
        whole = SentenceRun(passage.first_sentence, passage.end_sentence)
        for run in whole.by_utterance(self._episode):
            start_char = self._episode.sentences[run.first].start_char
            text = run.text(self._episode)
            yield Stretch(words_of(text, self._episode.manifest.language), start_char)
