"""Whether a claim that a model wrote may be shown, and with which citation. Pure.

Deterministic rules, each in a module of ``checks``: a claim is shown if some run of sentences, of a
passage that the model was given, holds all of it up. The claim's own passages are tried first, then
the others; a claim that only those hold up is repaired to them.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from indexer import IndexedEpisode, Passage
from service.answering.checks import attribution as attributions
from service.answering.checks import numbers, polarity, quotations, roles
from service.answering.checks.english import NUMBER_WORDS
from service.answering.checks.evidence import (
    ClaimContent,
    EpisodeTerms,
    Evidence,
    Scores,
    said_in,
    text_of,
)
from service.answering.checks.names import capitals_of, names_in, unsaid_names
from service.answering.checks.words import Word, Words, words_of
from service.answering.draft import Draft
from service.answering.events import Check
from service.answering.prompt import short_ids
from service.answering.sentence_run import SentenceRun, asks

_MOST_RUNS = 3
_OTHERS_TRIED = 3
_ADDS = 0.15
_CONTEXT = 6
LEAST_SUPPORT = 0.5
LEAST_SUPPORT_ELSEWHERE = 0.9
"""Probabilities; what a model did not cite itself has to hold a claim up better."""

_LOOSE_QUOTATION = 2
_FEWEST_COPIED_WORDS = 5


class Fault(StrEnum):
    """Why a claim is not shown."""

    UNCITED = "uncited"
    QUESTION = "question"
    QUOTATION = "quotation"
    NUMBER = "number"
    NAME = "name"
    NEGATION = "negation"
    DOUBT = "doubt"
    ROLES = "roles"
    SPEAKER = "speaker"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class Held:
    """A claim as it may be shown, and the runs of sentences that hold it up."""

    text: str
    check: Check
    runs: tuple[SentenceRun, ...]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A claim that may not be shown, and why."""

    fault: Fault


@dataclass(frozen=True, slots=True)
class _Claim:
    """A draft as it is checked; ``body`` is what is left without its attribution."""

    text: str
    words: Words
    body: Words
    attribution: attributions.Attribution
    evidence: Evidence


_Locate = Callable[[str, Sequence[quotations.Stretch], str], quotations.Located | None]


@dataclass(frozen=True, slots=True)
class _Rests:
    """A claim, the runs that it would rest on, and what they say together.

    ``own`` runs are of passages that the claim itself cites.
    """

    claim: _Claim
    runs: tuple[SentenceRun, ...]
    said: Words
    own: bool


class Verifier:
    """Holds drafts against the passages that a model was given.

    Making one reads the passages, so that checking a claim is quick; a model needs longer for its
    first words.
    """

    def __init__(self, episode: IndexedEpisode, given: Sequence[Passage]) -> None:
        self._episode = episode
        self._given = given
        self._language = episode.manifest.language
        ids = short_ids(episode)
        self._by_id: Mapping[str, Passage] = {ids[passage.id]: passage for passage in given}
        self._capitals = capitals_of(episode)
        self._stretches = {passage.id: tuple(self._read(passage)) for passage in given}
        self._evidence = EpisodeTerms.of(episode)

    def check(self, draft: Draft, cosines: Scores | None) -> Held | Dropped:
        """Decides on a draft.

        Args:
            draft: A sentence and the ids it cites.
            cosines: Its vector's cosine with every sentence of the episode, of shape (sentences,);
                None where there are no vectors.
        """
        if not draft.cited:
            return Dropped(Fault.UNCITED)
        speaker, text = attributions.labelled(draft.text, self._episode.speakers)
        if asks(text):
            return Dropped(Fault.QUESTION)
        cited = [self._by_id[one] for one in draft.cited if one in self._by_id]
        copied = self._copied(text, cited, speaker)
        if copied:
            return copied
        quoted = self._with_exact_quotations(text, cited)
        if quoted is None:
            return Dropped(Fault.QUOTATION)
        exact, places = quoted
        claim = self._claim(exact, cosines, speaker)
        first_fault: Fault | None = None
        for own, found in self._candidates(claim, cited, places):
            if not own and first_fault not in (None, Fault.UNSUPPORTED):
                break  # the passage that it cites contradicts it: no other one repairs that
            runs = self._with_names(claim, found) if own else found
            fault = self._fault(claim, runs, own=own)
            if fault is None:
                unchanged = own and exact == draft.text
                return self._held(claim, runs, Check.VERIFIED if unchanged else Check.REPAIRED)
            first_fault = first_fault or fault
        return Dropped(first_fault or Fault.UNSUPPORTED)

    def _copied(
        self, text: str, cited: Sequence[Passage], label: str | None
    ) -> Held | Dropped | None:
        """A draft that only repeats the transcript, as the quotation that it is; else None."""
        located = self._located(text, cited, quotations.locate_exactly)
        if located is None:
            return None
        run = self._sentences(located.start_char, located.end_char)
        if len(text.split()) < _FEWEST_COPIED_WORDS:
            return Dropped(Fault.UNSUPPORTED)
        speaker = self._episode.utterance_of(run.first).speaker
        if label and not (speaker and attributions.same_person(label, speaker)):
            return Dropped(Fault.SPEAKER)
        return self._quotation_of(run)

    def _quotation_of(self, run: SentenceRun) -> Held:
        speaker = self._episode.utterance_of(run.first).speaker or attributions.UNKNOWN
        quote = text_of(run, self._episode)
        opening = speaker[:1].upper() + speaker[1:]
        return Held(f"{opening} says: “{quote}”", Check.REPAIRED, (run,))

    def _claim(self, text: str, cosines: Scores | None, label: str | None) -> _Claim:
        words = words_of(text, self._language)
        named = attributions.attribution_of(text, self._episode.speakers)
        if label and not named.given:
            text = f"{label} says: {text}"
            named = attributions.Attribution(frozenset((label,)))
        body = words_of(attributions.without_attribution(text, named), self._language)
        known = {t for s in self._episode.speakers for t in words_of(s, self._language).terms}
        ignored = known | attributions.reporting_terms(self._language)
        ignored |= {word.term for word in words.words if _is_number(word)}
        # Names are looked for in the run that the rest of the claim leads to: one that is wrong
        # must not lead to a run of its own.
        ignored |= {word.term for word in names_in(words, self._capitals)}
        content = ClaimContent.of(body, self._episode, ignored)
        return _Claim(text, words, body, named, Evidence.of(content, self._evidence, cosines))

    # Quotations

    def _with_exact_quotations(
        self, text: str, cited: Sequence[Passage]
    ) -> tuple[str, list[SentenceRun]] | None:
        """The text with the transcript's own characters in its quotation marks, and where they are.

        None where something in quotation marks was not said in one place.
        """
        found = quotations.quotations_in(text)
        text, found = quotations.without_stray_marks(text, found)
        pieces, places, position = [], [], 0
        for one in found:
            located = self._located(one.words, cited, quotations.locate)
            loose = len(one.words.split()) <= _LOOSE_QUOTATION
            if located is None and not loose:
                return None
            said = one.words
            if located:
                said = f"“{self._transcript(located.start_char, located.end_char)}”"
                places.append(self._sentences(located.start_char, located.end_char))
            pieces += [text[position : one.start], said]
            position = one.end
        return "".join([*pieces, text[position:]]), places

    def _located(
        self, words: str, cited: Sequence[Passage], locate: _Locate
    ) -> quotations.Located | None:
        for passages in (cited, [p for p in self._given if p not in cited]):
            stretches = [stretch for p in passages for stretch in self._stretches[p.id]]
            located = locate(words, stretches, self._language)
            if located:
                return located
        return None

    def _read(self, passage: Passage) -> Iterator[quotations.Stretch]:
        """A passage's words, one stretch for each utterance it holds words of."""
        for run in _by_utterance(
            SentenceRun(passage.first_sentence, passage.end_sentence), self._episode
        ):
            start_char = self._episode.sentences[run.first].start_char
            text = text_of(run, self._episode)
            yield quotations.Stretch(words_of(text, self._language), start_char)

    def _transcript(self, start_char: int, end_char: int) -> str:
        return self._episode.transcript.text[start_char:end_char]

    def _sentences(self, start_char: int, end_char: int) -> SentenceRun:
        starts = [sentence.start_char for sentence in self._episode.sentences]
        return SentenceRun(bisect_right(starts, start_char) - 1, bisect_left(starts, end_char))

    # Candidates

    def _candidates(
        self, claim: _Claim, cited: Sequence[Passage], places: Sequence[SentenceRun]
    ) -> Iterator[tuple[bool, tuple[SentenceRun, ...]]]:
        """The runs that may hold a claim up, those of its own citations first."""
        if places:
            runs = tuple(self._including(claim, place) for place in places)
            own = all(any(_within(run, passage) for passage in cited) for run in runs)
            yield own, runs
            if cited:
                yield own, tuple(dict.fromkeys((*runs, *self._chosen(claim, cited))))
            return
        if cited:
            yield True, self._chosen(claim, cited)
            if len(cited) > 1:
                yield from ((True, (claim.evidence.best_run(p).run,)) for p in cited)
        others = [claim.evidence.best_run(p) for p in self._given if p not in cited]
        others.sort(key=lambda support: -(support.coverage + support.cosine))
        yield from ((False, (support.run,)) for support in others[:_OTHERS_TRIED])

    def _including(self, claim: _Claim, place: SentenceRun) -> SentenceRun:
        passage = next(p for p in self._given if _touches(place, p))
        return claim.evidence.best_run(passage, including=place).run

    def _chosen(self, claim: _Claim, cited: Sequence[Passage]) -> tuple[SentenceRun, ...]:
        """The best run of the cited passages, and those of the others that add something."""
        runs = sorted(
            (claim.evidence.best_run(passage) for passage in cited),
            key=lambda support: -(support.coverage + support.cosine),
        )
        chosen = [runs[0].run]
        for support in runs[1:_MOST_RUNS]:
            before = claim.evidence.joint_coverage(chosen)
            if claim.evidence.joint_coverage([*chosen, support.run]) - before >= _ADDS:
                chosen.append(support.run)
        return tuple(chosen)

    def _with_names(self, claim: _Claim, runs: tuple[SentenceRun, ...]) -> tuple[SentenceRun, ...]:
        """The runs, from a sentence or two earlier in the same turn where those say a name."""
        text = self._said(runs)
        if len(runs) > 1 or not self._unsaid_names(claim, runs, text, near=True):
            return runs
        for wider in self._wider(runs[0]):
            if not self._unsaid_names(claim, (wider,), self._said((wider,)), near=True):
                return (wider,)
        return runs

    def _wider(self, run: SentenceRun) -> Iterator[SentenceRun]:
        utterance = self._episode.sentences[run.first].utterance
        for first in (run.first - 1, run.first - 2):
            if first >= 0 and self._episode.sentences[first].utterance == utterance:
                yield SentenceRun(first, run.end)

    def _said(self, runs: Sequence[SentenceRun]) -> Words:
        return words_of("\n".join(text_of(run, self._episode) for run in runs), self._language)

    # Faults

    def _fault(self, claim: _Claim, runs: tuple[SentenceRun, ...], *, own: bool) -> Fault | None:
        """What speaks against a claim resting on some runs; None if nothing does."""
        rests = _Rests(claim, runs, self._said(runs), own)
        rules = _RULES + (_ENGLISH_RULES if self._language[:2] == "en" else ())
        return next((fault for fault, broken in rules if broken(self, rests)), None)

    def _is_unsupported(self, rests: _Rests) -> bool:
        least = LEAST_SUPPORT if rests.own else LEAST_SUPPORT_ELSEWHERE
        return rests.claim.evidence.probability(rests.runs) < least

    def _has_unsaid_number(self, rests: _Rests) -> bool:
        return bool(numbers.unsaid_numbers(rests.claim.text, rests.said.text, self._language))

    def _has_unsaid_name(self, rests: _Rests) -> bool:
        return bool(self._unsaid_names(rests.claim, rests.runs, rests.said, near=rests.own))

    def _names_another_speaker(self, rests: _Rests) -> bool:
        return not self._speaker_agrees(rests.claim, rests.runs)

    def _differs_in_negation(self, rests: _Rests) -> bool:
        return polarity.negation_differs(rests.claim.words, rests.said)

    def _loses_a_doubt(self, rests: _Rests) -> bool:
        claim = rests.claim
        reported = not claim.attribution.given or attributions.reports_speech(claim.text)
        return polarity.doubt_is_lost(claim.words, rests.said, reported=reported)

    def _exchanges_roles(self, rests: _Rests) -> bool:
        speaker = self._speaker(rests.claim, rests.runs[0])
        terms = words_of(speaker or "", self._language).terms
        return roles.roles_differ(rests.claim.words, rests.said, terms)

    def _unsaid_names(
        self, claim: _Claim, runs: tuple[SentenceRun, ...], said: Words, *, near: bool
    ) -> list[Word]:
        found = names_in(claim.words, self._capitals)
        if not found:
            return []
        speakers = {
            self._episode.utterance_of(i).speaker for run in runs for i in range(run.first, run.end)
        }
        allowed = [one for one in (*speakers, *claim.attribution.speakers) if one]
        context = [w for run in runs for w in self._context(run)] if near else []
        return unsaid_names(found, said, context, allowed)

    def _context(self, run: SentenceRun) -> list[Words]:
        """What was said just before a run, where it points back."""
        if not _POINTS_BACK.search(text_of(run, self._episode)):
            return []
        before = SentenceRun(max(0, run.first - _CONTEXT), run.first)
        return [said_in(before, self._episode)] if before.end > before.first else []

    def _speaker_agrees(self, claim: _Claim, runs: tuple[SentenceRun, ...]) -> bool:
        named, elsewhere = claim.attribution.speakers, claim.attribution.elsewhere
        if elsewhere:
            said = " ".join(text_of(run, self._episode) for run in runs)
            return attributions.reports_speech(said)
        if not named:
            return True
        heard = {self._speaker(claim, run) for run in runs}
        return any(
            who is not None and attributions.same_person(name, who)
            for name in named
            for who in heard
        )

    def _speaker(self, claim: _Claim, run: SentenceRun) -> str | None:
        """Who says what matters of a run: a question is not its answer."""
        positions = range(run.first, run.end)
        stated = [i for i in positions if not asks(self._episode.sentence_text(i))]
        scores = claim.evidence.scores[0]
        core = max(stated or positions, key=lambda i: float(scores[i]))
        return self._episode.utterance_of(core).speaker

    # What is shown

    def _held(self, claim: _Claim, runs: tuple[SentenceRun, ...], check: Check) -> Held:
        runs = tuple(sorted(set(runs)))
        if attributions.is_first_person(claim.text):
            # A model that speaks as "I" repeats somebody: the reader is shown who, and the words.
            return self._quotation_of(self._best_part(claim, runs))
        if claim.attribution.given:
            return Held(claim.text, check, runs)
        speaker = self._speaker(claim, runs[0])
        said = [text_of(run, self._episode) for run in runs]
        if self._language[:2] == "en" and attributions.is_opinion(claim.text, said):
            small = self._capitals.small
            text = attributions.attributed(claim.text, speaker, small)
            return Held(text, Check.REPAIRED, runs)
        return Held(claim.text, check, runs)

    def _best_part(self, claim: _Claim, runs: Sequence[SentenceRun]) -> SentenceRun:
        """The part of the runs, in one utterance, that says most of a claim."""
        parts = [part for run in runs for part in _by_utterance(run, self._episode)]
        scores = claim.evidence.scores[0]
        return max(parts, key=lambda part: float(scores[part.first : part.end].max()))


_Rule = tuple[Fault, Callable[[Verifier, _Rests], bool]]
_RULES: tuple[_Rule, ...] = (
    (Fault.UNSUPPORTED, Verifier._is_unsupported),
    (Fault.NUMBER, Verifier._has_unsaid_number),
    (Fault.NAME, Verifier._has_unsaid_name),
    (Fault.SPEAKER, Verifier._names_another_speaker),
)
_ENGLISH_RULES: tuple[_Rule, ...] = (
    (Fault.NEGATION, Verifier._differs_in_negation),
    (Fault.DOUBT, Verifier._loses_a_doubt),
    (Fault.ROLES, Verifier._exchanges_roles),
)

_POINTS_BACK = re.compile(
    r"\b(he|she|they|it|him|her|his|hers|them|their|theirs|its|this|that|these|those|there|we|us|our"
    r"|one|he['’]s|she['’]s|they['’]\w+|it['’]s|that['’]s)\b",
    re.IGNORECASE,
)


def _by_utterance(run: SentenceRun, episode: IndexedEpisode) -> list[SentenceRun]:
    """A run's parts, one for each utterance."""
    parts: list[SentenceRun] = []
    for position in range(run.first, run.end):
        same = parts and (
            episode.sentences[parts[-1].first].utterance == episode.sentences[position].utterance
        )
        if same:
            parts[-1] = replace(parts[-1], end=position + 1)
        else:
            parts.append(SentenceRun(position, position + 1))
    return parts


def _is_number(word: Word) -> bool:
    return word.low[0].isdigit() or word.low in NUMBER_WORDS


def _within(run: SentenceRun, passage: Passage) -> bool:
    return passage.first_sentence <= run.first and run.end <= passage.end_sentence


def _touches(run: SentenceRun, passage: Passage) -> bool:
    return run.first < passage.end_sentence and passage.first_sentence < run.end
