"""Questions that might be suggested, each with what its answer has to be like. Pure.

of an episode   general ones ► chapters' titles ► what is spoken of in one place
after an answer what is spoken of next ► another voice on the same ► the chapter that follows
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

from indexer import Chapter, IndexedEpisode, canonical_text, terms_of
from service.answering.events import Answer, Citation
from service.answering.question import content_terms
from service.answering.retrieve import passages_of_sentences
from service.answering.sentence_run import traits_of
from service.subjects import Subject, subjects_of

_LONGEST_TITLE = 80
_FEWEST_TERMS = 2
"""Below that a title names a part of a programme (“Welcome”), not what is said there."""

_APART = 2
"""Passages between two subjects that are suggested together: they are of different moments."""
_SHORTEST_NAME = 3
"""Characters; shorter ones are initials."""
_NEXT = 6
"""Passages behind an answer that go on from it."""

_OF_ANY_EPISODE = ("What is this episode about?", "What is still unknown?")
_OF_A_CONVERSATION = (*_OF_ANY_EPISODE, "What do they disagree about?")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question, and whether the best of its answer is what it was made from.

    ``about`` are the terms of its subject: two that share one are not suggested together.
    """

    text: str
    suits: Callable[[Citation], bool] = lambda _best: True
    about: frozenset[str] = frozenset()


def general_candidates(episode: IndexedEpisode) -> list[Candidate]:
    """What can be asked of any episode."""
    texts = _OF_A_CONVERSATION if len(episode.speakers) > 1 else _OF_ANY_EPISODE
    return [Candidate(text) for text in texts]


def chapter_candidates(episode: IndexedEpisode) -> list[Candidate]:
    """A question for each chapter whose title names a subject, in their order."""
    made = {
        _question_of(chapter.title): chapter
        for chapter in episode.metadata.chapters
        if _names_a_subject(chapter.title, episode.manifest.language)
    }
    return [Candidate(text, _said_in(episode, chapter)) for text, chapter in made.items()]


def subject_candidates(episode: IndexedEpisode) -> Iterator[Candidate]:
    """Questions about what is spoken of in one place, most of it first, each of another moment."""
    chosen: list[Subject] = []
    for subject in subjects_of(episode):
        if all(_is_another(subject, other) for other in chosen):
            chosen.append(subject)
            yield _about(episode, subject)


def candidates_after(episode: IndexedEpisode, answer: Answer) -> list[Candidate]:
    """What may be asked after an answer that cites this build, its next subjects first."""
    heard = [citation for claim in answer.claims for citation in claim.citations]
    if not heard and answer.nearest is not None:
        heard = [answer.nearest]
    if not heard:
        return []
    kinds = (
        _next_subjects(episode, answer, heard),
        _other_voices(episode, heard),
        _next_chapter(episode, heard),
    )
    mixed = chain.from_iterable(zip_longest(*kinds))
    asked = canonical_text(answer.question).casefold()
    return [
        replace(one, suits=_not_heard(heard if answer.claims else (), one.suits))
        for one in mixed
        if one is not None and one.text.casefold() != asked
    ]


def own_candidates(
    episode: IndexedEpisode, answer: Answer, own: Iterable[Answer]
) -> list[Candidate]:
    """What is suggested of the episode, and is neither what was asked nor what was just heard.

    After an answer only what the operator chose: general questions lead back to the beginning.
    """
    if answer.claims and not episode.metadata.questions:
        return []
    heard = [citation for claim in answer.claims for citation in claim.citations]
    is_new = _not_heard(heard, lambda _best: True)
    asked = canonical_text(answer.question).casefold()
    return [Candidate(one.question, is_new) for one in own if one.question.casefold() != asked]


def _about(episode: IndexedEpisode, subject: Subject) -> Candidate:
    verb = "is said" if len(episode.speakers) == 1 else "do they say"
    text = (
        f"Who is {subject.text}?" if subject.is_introduced else f"What {verb} about {subject.text}?"
    )
    return Candidate(text, _said_of(episode, subject), subject.terms)


def _is_another(subject: Subject, other: Subject) -> bool:
    is_apart = abs(subject.passage - other.passage) >= _APART
    return is_apart and subject.terms.isdisjoint(other.terms)


def _said_of(episode: IndexedEpisode, subject: Subject) -> Callable[[Citation], bool]:
    """Whether a citation names a subject, where that is spoken of."""
    passages = passages_of_sentences(episode)
    starts = [sentence.start_char for sentence in episode.sentences]

    def suits(best: Citation) -> bool:
        inside = [i for i, start in enumerate(starts) if best.start_char <= start < best.end_char]
        is_near = any(abs(int(passages[i]) - subject.passage) <= 1 for i in inside)
        said = terms_of(best.quote, episode.manifest.language)
        return is_near and subject.terms.issubset(said)

    return suits


def _said_in(episode: IndexedEpisode, chapter: Chapter) -> Callable[[Citation], bool]:
    """Whether a citation is of a chapter."""
    return lambda best: episode.metadata.chapter_at(best.start) == chapter


def _not_heard(
    heard: Sequence[Citation], suits: Callable[[Citation], bool]
) -> Callable[[Citation], bool]:
    """Whether a citation suits, and is no moment that was just cited."""

    def is_new(best: Citation) -> bool:
        return suits(best) and not any(
            best.start_char < one.end_char and one.start_char < best.end_char for one in heard
        )

    return is_new


def _next_subjects(
    episode: IndexedEpisode, answer: Answer, heard: Sequence[Citation]
) -> list[Candidate]:
    """What is spoken of from the answer on, the nearest first; not what was asked about."""
    asked = frozenset(terms_of(answer.question, episode.manifest.language))
    here = _passage_at(episode, heard[0])
    near = [
        subject
        for subject in subjects_of(episode)
        if here <= subject.passage <= here + _NEXT and subject.terms.isdisjoint(asked)
    ]
    return [_about(episode, one) for one in sorted(near, key=lambda one: one.passage)]


def _other_voices(episode: IndexedEpisode, heard: Sequence[Citation]) -> list[Candidate]:
    """What somebody else says of what the answer is about."""
    traits, speakers = traits_of(episode), episode.speakers
    here = _passage_at(episode, heard[0])
    made = {}
    for subject in subjects_of(episode):
        if abs(subject.passage - here) > 1:
            continue
        others = {int(traits.speaker[i]) for i in subject.sentences} - {-1}
        for name in (speakers[place] for place in sorted(others)):
            if name != heard[0].speaker and len(name) >= _SHORTEST_NAME:
                text = f"What does {name} say about {subject.text}?"
                made[text] = Candidate(text, _said_by(name, subject, episode), subject.terms)
    return list(made.values())


def _said_by(name: str, subject: Subject, episode: IndexedEpisode) -> Callable[[Citation], bool]:
    names_it = _said_of(episode, subject)
    return lambda best: best.speaker == name and names_it(best)


def _next_chapter(episode: IndexedEpisode, heard: Sequence[Citation]) -> list[Candidate]:
    """The chapter behind the one that the answer is of."""
    start = heard[0].start
    later = [c for c in episode.metadata.chapters if start is not None and c.start > start]
    return [
        Candidate(_question_of(chapter.title), _said_in(episode, chapter))
        for chapter in later[:1]
        if _names_a_subject(chapter.title, episode.manifest.language)
    ]


def _passage_at(episode: IndexedEpisode, citation: Citation) -> int:
    """The position of the passage in which a citation begins."""
    begun = [i for i, one in enumerate(episode.passages) if one.start_char <= citation.start_char]
    return begun[-1] if begun else 0


def _question_of(title: str) -> str:
    subject = canonical_text(title)
    return subject if subject.endswith("?") else f"What do they say about “{subject}”?"


def _names_a_subject(title: str, language: str) -> bool:
    return len(title) <= _LONGEST_TITLE and len(content_terms(title, language)) >= _FEWEST_TERMS
