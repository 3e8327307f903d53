"""On which sentences a claim may rest: those of the passages it cites first, then others. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from indexer import IndexedEpisode, Passage
from service.answering.checks.attribution import reports_speech, same_person
from service.answering.checks.given import GivenPassages
from service.answering.checks.names import capitals_of, names_in, unsaid_names
from service.answering.checks.read_claim import ReadClaim
from service.answering.checks.words import Word, Words, words_of
from service.answering.sentence_run import SentenceRun, asks

_POINTS_BACK = re.compile(
    r"""\W*(?:(?:and|but|so|well|yeah|because|also|then|like|now|actually|you\ know
    |I\ (?:mean|think))\W+)*
    (?:it|he|she|they|this|that|these|those|we|I|you|there|one|our|my|his|her|their|its)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_MOST_RUNS = 3
_OTHERS_TRIED = 3
_ADDS = 0.15
"""The share of a claim's content that a further run has to add."""


@dataclass(frozen=True)
class Resting:
    """A claim on the runs of sentences that it would rest on.

    ``own`` runs are of passages that the claim itself cites.
    """

    claim: ReadClaim
    runs: tuple[SentenceRun, ...]
    own: bool
    episode: IndexedEpisode

    @cached_property
    def said(self) -> Words:
        """What the runs say together."""
        text = "\n".join(run.text(self.episode) for run in self.runs)
        return words_of(text, self.episode.manifest.language)

    @property
    def speaker(self) -> str | None:
        """Who says what matters of the first run."""
        return self.speaker_of(self.runs[0])

    def speaker_of(self, run: SentenceRun) -> str | None:
        """Who says what matters of a run: a question is not its answer."""
        positions = range(run.first, run.end)
        stated = [i for i in positions if not asks(self.episode.sentence_text(i))]
        scores = self.claim.evidence.scores[0]
        core = max(stated or positions, key=lambda i: float(scores[i]))
        return self.episode.utterance_of(core).speaker

    @property
    def best_part(self) -> SentenceRun:
        """The part of the runs, in one utterance, that says most of the claim."""
        parts = [part for run in self.runs for part in run.by_utterance(self.episode)]
        scores = self.claim.evidence.scores[0]
        return max(parts, key=lambda part: float(scores[part.first : part.end].max()))

    @property
    def unknown_reporter(self) -> str | None:
        """A name before a verb of saying whose words these are not known to be."""
        reporter = self.claim.attribution.elsewhere
        if reporter and reporter in self.said.text and reports_speech(self.said.text):
            return None
        return reporter

    @cached_property
    def unsaid_names(self) -> list[Word]:
        """The claim's names that the runs do not say, but for those of whoever speaks."""
        if any(label in self.claim.text for label in self._unheard_labels()):
            return list(self.claim.names)
        reporter = self.unknown_reporter or ""
        names = [name for name in self.claim.names if name.end > len(reporter)]
        heard = {self.speaker_of(run) for run in self.runs}
        known = [s for s in self.episode.speakers for who in heard if who and same_person(s, who)]
        unsaid = unsaid_names(names, self.said, known) if names else []
        return unsaid or [name for name in names if self._is_from_another_sentence(name)]

    def _is_from_another_sentence(self, name: Word) -> bool:
        """Whether the words beside a name are said in a sentence that neither has nor means it."""
        names = {other.term for other in self.claim.names}
        beside = {
            word.term
            for word in self.claim.words.words
            if word.clause == name.clause and word.has_content and word.term not in names
        }
        sentences = self._sentences
        if len(sentences) == 1 or not beside:
            return False
        shared = [len(beside & sentence.terms) for sentence in sentences]
        best = sentences[shared.index(max(shared))]
        named = [n for n, s in zip(shared, sentences, strict=True) if not unsaid_names([name], s)]
        points_back = _POINTS_BACK.match(best.text) is not None
        return bool(named) and max(named) < max(shared) and not points_back

    @cached_property
    def _sentences(self) -> list[Words]:
        language = self.episode.manifest.language
        return [
            words_of(self.episode.sentence_text(position), language)
            for run in self.runs
            for position in range(run.first, run.end)
        ]

    @property
    def has_unsaid_phrase(self) -> bool:
        """Whether two neighbouring words of the claim, which have to be said, both are not."""
        evidence = self.claim.evidence
        unsaid = {
            term
            for term, said in zip(evidence.terms, evidence.covered(self.runs), strict=True)
            if not said
        }
        terms = [word.term for word in self.claim.body.words]
        return any(one in unsaid and other in unsaid for one, other in pairwise(terms))

    @property
    def has_exchanged_word(self) -> bool:
        """Whether beside a word that was said stands another one than when it was said.

        "Reinforcement learning is the bedrock" for "transfer learning is", where both are talked of
        in the episode; a word that nobody says anywhere is a paraphrase's own.
        """
        known = {
            term
            for term, said in zip(self.claim.evidence.terms, self.claim.evidence.said, strict=True)
            if said.any()
        }
        for one, other in pairwise(self.claim.body.words):
            if other.start != one.end + 1 or not (_is_a_term(one) and _is_a_term(other)):
                continue
            best = self._nearest_sentence(one.clause)
            for new, kept, step in ((one, other, -1), (other, one, 1)):
                if new.term in known - best.terms and self._has_neighbour(best, kept, step):
                    return True
        return False

    def _nearest_sentence(self, clause: int) -> Words:
        terms = {w.term for w in self.claim.body.words if w.clause == clause and w.has_content}
        return max(self._sentences, key=lambda said: len(terms & said.terms))

    def _has_neighbour(self, said: Words, kept: Word, step: int) -> bool:
        """Whether a word was said beside another one, on one side, that the claim does not say."""
        places = [i + step for i, word in enumerate(said.words) if word.term == kept.term]
        beside = [said.words[place] for place in places if 0 <= place < len(said.words)]
        return any(_is_a_term(word) for word in beside) and not any(
            word.term in self.claim.words.terms for word in beside
        )

    def _unheard_labels(self) -> Iterator[str]:
        """The labels of speakers who neither say what the runs hold nor are named in it."""
        heard = [who for run in self.runs if (who := self.speaker_of(run))]
        for label in self.episode.speakers:
            if label not in self.said.text and not any(same_person(label, who) for who in heard):
                yield label

    def with_names(self) -> "Resting":
        """The same with a sentence or two of the same turn that say a name it lacks.

        Only where it begins with a word that points to one, and says no other in its place.
        """
        points_back = _POINTS_BACK.match(self.runs[0].text(self.episode)) is not None
        if len(self.runs) > 1 or not self.unsaid_names or not points_back:
            return self
        if self._says_another_name():
            return self
        for run in self._wider():
            wider = replace(self, runs=(run,))
            if not wider.unsaid_names and not wider._says_another_name():
                return wider
        return self

    def _says_another_name(self) -> bool:
        names = names_in(self.said, capitals_of(self.episode))
        return any(name.term not in self.claim.words.terms for name in names)

    def _wider(self) -> Iterator[SentenceRun]:
        run, sentences = self.runs[0], self.episode.sentences
        for before, after in ((1, 0), (0, 1), (2, 0)):
            wider = SentenceRun(run.first - before, run.end + after)
            inside = wider.first >= 0 and wider.end <= len(sentences)
            if inside and len(wider.by_utterance(self.episode)) == 1:
                yield wider


def restings(
    claim: ReadClaim,
    given: GivenPassages,
    cited: Sequence[Passage],
    places: Sequence[SentenceRun],
    episode: IndexedEpisode,
) -> Iterator[Resting]:
    """Where a claim may rest, the likeliest first.

    Args:
        claim: The claim.
        given: The passages that the model was given.
        cited: Those that the claim cites.
        places: Where the quotations in the claim are said.
        episode: The episode.
    """
    if places:
        runs = tuple(_including(claim, given, place) for place in places)
        own = all(any(_within(run, passage) for passage in cited) for run in runs)
        yield Resting(claim, runs, own, episode)
        if cited:
            joined = tuple(dict.fromkeys((*runs, *_chosen(claim, cited))))
            yield Resting(claim, joined, own, episode)
        return
    if cited:
        yield Resting(claim, _chosen(claim, cited), own=True, episode=episode).with_names()
    if len(cited) > 1:
        for passage in cited:
            run = claim.evidence.best_run(passage).run
            yield Resting(claim, (run,), own=True, episode=episode).with_names()
    others = [claim.evidence.best_run(passage) for passage in given.others(cited)]
    others.sort(key=lambda support: -(support.coverage + support.cosine))
    for support in others[:_OTHERS_TRIED]:
        yield Resting(claim, (support.run,), own=False, episode=episode)


def _is_a_term(word: Word) -> bool:
    """Whether a word is content that is compared as a word: numbers are compared as numbers."""
    return word.has_content and not word.is_number


def _including(claim: ReadClaim, given: GivenPassages, place: SentenceRun) -> SentenceRun:
    passage = next(p for p in given.passages if _touches(place, p))
    return claim.evidence.best_run(passage, including=place).run


def _chosen(claim: ReadClaim, cited: Sequence[Passage]) -> tuple[SentenceRun, ...]:
    """The best run of the cited passages, and those of the others that add something."""
    supports = [claim.evidence.best_run(passage) for passage in cited]
    supports.sort(key=lambda support: -(support.coverage + support.cosine))
    chosen = [supports[0].run]
    for support in supports[1:_MOST_RUNS]:
        before = claim.evidence.joint_coverage(chosen)
        if claim.evidence.joint_coverage([*chosen, support.run]) - before >= _ADDS:
            chosen.append(support.run)
    return tuple(chosen)


def _within(run: SentenceRun, passage: Passage) -> bool:
    return passage.first_sentence <= run.first and run.end <= passage.end_sentence


def _touches(run: SentenceRun, passage: Passage) -> bool:
    return run.first < passage.end_sentence and passage.first_sentence < run.end
