"""Whether a claim that a model wrote may be shown, and with which citation. Pure.

Deterministic rules, each in a module of ``checks``. A claim is shown in the model's wording if some
run of sentences, of a passage that the model was given, confirms all of it: the claim's own
passages are tried first, then the others, and a claim that only those hold up is repaired to them.
Where the wording is not confirmed but the place is certain, the reader is shown what was said there
instead; where nothing is certain the claim is dropped.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from indexer import IndexedEpisode, Passage
from service.answering.checks import attribution as attributions
from service.answering.checks.evidence import EpisodeTerms, Scores
from service.answering.checks.given import GivenPassages
from service.answering.checks.names import capitals_of
from service.answering.checks.read_claim import read_claim
from service.answering.checks.resting import Resting, restings
from service.answering.checks.rules import Fault, fault_of
from service.answering.checks.words import words_of
from service.answering.draft import Draft
from service.answering.entailment import Entailment
from service.answering.events import Check
from service.answering.sentence_run import SentenceRun, asks, only_asks, with_lead

LEAST_SUPPORT_TO_QUOTE = 0.3
"""The probability from which on a place is certain enough to be quoted."""

LEAST_ENTAILMENT = 0.5
"""The probability that an entailment model, where there is one, has to give."""

_FEWEST_COPIED_WORDS = 5
_LONGEST_CLAIM_WORDS = 120
"""What a model that has lost its way writes is longer, and takes long to compare."""


@dataclass(frozen=True, slots=True)
class Held:
    """A claim as it may be shown, and the runs of sentences that hold it up.

    A quotation is shown where the model copied, or where its wording was not confirmed;
    ``instead_of`` is then what spoke against that.
    """

    text: str
    check: Check
    runs: tuple[SentenceRun, ...]
    is_quotation: bool = False
    instead_of: Fault | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """A claim that may not be shown, and why."""

    fault: Fault


class Verifier:
    """Holds drafts against the passages that a model was given.

    Making one reads the passages, so that checking a claim is quick; a model needs longer for its
    first words.
    """

    def __init__(
        self,
        episode: IndexedEpisode,
        given: Sequence[Passage],
        entailment: Entailment | None = None,
    ) -> None:
        self._episode = episode
        self._entailment = entailment
        self._given = GivenPassages(episode, given)
        self._small_words = capitals_of(episode).small
        EpisodeTerms.of(episode)  # read now, for the first claim not to wait for it

    def check(self, draft: Draft, cosines: Scores | None) -> Held | Dropped:
        """Decides on a draft.

        Args:
            draft: A sentence and the ids it cites.
            cosines: Its vector's cosine with every sentence of the episode, of shape (sentences,);
                None where there are no vectors.
        """
        if not draft.cited:
            return Dropped(Fault.UNCITED)
        label, text = attributions.labelled(draft.text, self._episode.speakers)
        if asks(text):
            return Dropped(Fault.QUESTION)
        copied = self._given.copied(text, self._given.cited(draft.cited))
        if copied:
            return self._copy(copied, text, label)
        if len(text.split()) > _LONGEST_CLAIM_WORDS:
            return Dropped(Fault.UNSUPPORTED)
        return self._worded(draft, text, label, cosines)

    def _worded(
        self, draft: Draft, text: str, label: str | None, cosines: Scores | None
    ) -> Held | Dropped:
        """Decides on a sentence in words of its own."""
        cited = self._given.cited(draft.cited)
        exact = self._given.with_exact_quotations(text, cited)
        if exact is None:
            return Dropped(Fault.QUOTATION)
        text, places = exact
        claim = read_claim(text, label, self._episode, cosines)
        faulty: list[tuple[Resting, Fault]] = []
        for resting in restings(claim, self._given, cited, places, self._episode):
            if not resting.own and faulty and faulty[0][1] is not Fault.UNSUPPORTED:
                break  # the passage that it cites contradicts it: no other one repairs that
            fault = fault_of(resting) or self._unentailed(resting)
            if fault is None:
                return self._shown(resting, unchanged=resting.own and text == draft.text)
            faulty.append((resting, fault))
        return self._instead(*faulty[0]) if faulty else Dropped(Fault.UNSUPPORTED)

    def _unentailed(self, resting: Resting) -> Fault | None:
        """What an entailment model says against a claim that the rules confirm."""
        if self._entailment is None:
            return None
        said = f"{_opening(resting.speaker)} says: {resting.said.text}"
        likely = self._entailment.probability(said, resting.claim.text) >= LEAST_ENTAILMENT
        return None if likely else Fault.ENTAILMENT

    def _copy(self, run: SentenceRun, text: str, label: str | None) -> Held | Dropped:
        """A draft that only repeats the transcript, as the quotation that it is."""
        if len(words_of(text, self._episode.manifest.language).words) < _FEWEST_COPIED_WORDS:
            return Dropped(Fault.UNSUPPORTED)
        speaker = self._episode.utterance_of(run.first).speaker
        if label and not (speaker and attributions.same_person(label, speaker)):
            return Dropped(Fault.SPEAKER)
        return self._quotation(run)

    def _instead(self, resting: Resting, fault: Fault) -> Held | Dropped:
        """What was said where a claim leads, in place of a wording that is not confirmed."""
        part = resting.best_part
        certain = resting.claim.evidence.probability((part,)) >= LEAST_SUPPORT_TO_QUOTE
        if not resting.own or not certain or only_asks(part.text(self._episode)):
            return Dropped(fault)
        return self._quotation(with_lead(self._episode, part), instead_of=fault)

    def _quotation(self, run: SentenceRun, instead_of: Fault | None = None) -> Held:
        speaker = self._episode.utterance_of(run.first).speaker
        quote = run.text(self._episode)
        return Held(
            f"{_opening(speaker)} says: “{quote}”",
            Check.REPAIRED,
            (run,),
            is_quotation=True,
            instead_of=instead_of,
        )

    def _shown(self, resting: Resting, *, unchanged: bool) -> Held:
        """A claim that is confirmed, with its speaker where a reader has to be told."""
        claim, speaker = resting.claim, resting.speaker
        runs = tuple(sorted(set(resting.runs)))
        check = Check.VERIFIED if unchanged else Check.REPAIRED
        if attributions.is_first_person(claim.text):
            # A model that speaks as "I" repeats somebody: the reader is shown who, and the words.
            return self._quotation(resting.best_part)
        reporter = resting.unknown_reporter
        if reporter:
            told = _opening(speaker) + claim.text[len(reporter) :]
            return Held(told, Check.REPAIRED, runs)
        if self._is_clear_whose(resting):
            return Held(claim.text, check, runs)
        told = attributions.attributed(claim.text, speaker, self._small_words)
        return Held(told, Check.REPAIRED, runs)

    def _is_clear_whose(self, resting: Resting) -> bool:
        """Whether a reader is told who says it, or need not be: it is no opinion."""
        claim = resting.claim
        return (
            claim.attribution.given
            or attributions.begins_with_name(claim.text, resting.speaker)
            or self._episode.manifest.language[:2] != "en"
            or not attributions.is_opinion(claim.text, [resting.said.text])
        )


def _opening(speaker: str | None) -> str:
    name = attributions.shown_name(speaker)
    return name[:1].upper() + name[1:]
