"""Which episodes speak of the same things as one, and where in both they do.

gists of the library ► the nearest episodes ► subjects that both have ► a moment of each in both

Vectors say which episodes are worth comparing; an episode is related only if something can be
named, and heard, in both.
"""

import math
import threading
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from indexer import (
    BuildRefused,
    CatalogueEntry,
    EpisodeNotFound,
    IndexedEpisode,
    Library,
    RelatedIndex,
    catalogue_entry,
    terms_of,
)
from service.answering.adverts_aside import adverts_aside
from service.answering.citation import alone, cite_run
from service.answering.events import Citation
from service.answering.sentence_run import SentenceRun, asks, dangles
from service.subjects import Subject, subjects_of

_COMPARED = 12
_MOST_RELATED = 5
_MOST_TOPICS = 3
_LEAST_NEARNESS = 0.05
_TOPIC = 0.05
"""What a shared subject adds to nearness for each unit of its weight."""
_GOOD_WORDS = range(6, 40)
"""Words of a sentence that can stand alone as the moment of a topic."""
_REMEMBERED = 500
_WHERE_PEOPLE_ARE_FOUND = (
    "Twitter Facebook Instagram LinkedIn YouTube Slack Discord Patreon Spotify"
)


@dataclass(frozen=True, slots=True)
class SharedTopic:
    """Something that two episodes speak of, and a moment of each in which they do."""

    label: str
    here: Citation
    there: Citation


@dataclass(frozen=True, slots=True)
class RelatedEpisode:
    """An episode that speaks of the same, and of what; the weightiest topic comes first."""

    entry: CatalogueEntry
    nearness: float
    topics: tuple[SharedTopic, ...]


class RelatedEpisodes:
    """Compares episodes when it is asked for the first time, and remembers what it found."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._indexes: dict[str, RelatedIndex] = {}
        self._known: OrderedDict[tuple[str, str], tuple[RelatedEpisode, ...]] = OrderedDict()
        self._builds: frozenset[tuple[str, str]] = frozenset()
        self._turn = threading.Lock()

    def of(self, episode: IndexedEpisode) -> tuple[RelatedEpisode, ...]:
        """The related episodes, most related first; none where there are no vectors to compare.

        Raises:
            DiskFull: No space was left for the library's index.
            StorageFault: The data folder cannot be written.
        """
        fingerprint = episode.manifest.encoder
        if fingerprint is None:
            return ()
        with self._turn:  # whoever waited here finds what the first one found
            index = self._indexes.setdefault(fingerprint, RelatedIndex(self._library, fingerprint))
            builds = index.refreshed().builds
            if builds != self._builds:  # whatever was found may be another by now
                self._known.clear()
                self._builds = builds
            key = episode.id, episode.build
            if key not in self._known:
                self._known[key] = self._found(episode, index)
                if len(self._known) > _REMEMBERED:
                    self._known.popitem(last=False)
            return self._known[key]

    def _found(self, episode: IndexedEpisode, index: RelatedIndex) -> tuple[RelatedEpisode, ...]:
        nearness = {
            one.episode_id: one.nearness
            for one in index.near(episode.id, _COMPARED)
            if one.nearness >= _LEAST_NEARNESS
        }
        others = list(self._opened(nearness))
        here = adverts_aside(episode)
        rarity = _rarities([here, *others])
        found = []
        for there in others:
            shared = _shared(here, there, rarity)
            if shared:
                weight = nearness[there.id] + _TOPIC * sum(weight for weight, _ in shared)
                topics = tuple(topic for _, topic in shared[:_MOST_TOPICS])
                found.append(RelatedEpisode(catalogue_entry(there), round(weight, 3), topics))
        found.sort(key=lambda one: (-one.nearness, one.entry.id))
        return tuple(found[:_MOST_RELATED])

    def _opened(self, episode_ids: Iterable[str]) -> Iterator[IndexedEpisode]:
        """Episodes by their ids, without adverts; without those that have gone meanwhile."""
        for episode_id in episode_ids:
            try:
                yield adverts_aside(self._library.episode(episode_id))
            except (BuildRefused, EpisodeNotFound):
                continue


def _rarities(episodes: Sequence[IndexedEpisode]) -> dict[frozenset[str], float]:
    """How rare each subject is among some episodes: what all of them have is no topic of any."""
    holders = Counter(
        terms for episode in episodes for terms in {one.terms for one in subjects_of(episode)}
    )
    return {
        terms: math.log1p(len(episodes) / count) - math.log(2) for terms, count in holders.items()
    }


def _shared(
    here: IndexedEpisode, there: IndexedEpisode, rarity: dict[frozenset[str], float]
) -> list[tuple[float, SharedTopic]]:
    """The subjects of both, each with its weight, the weightiest first."""
    others = {one.terms: one for one in subjects_of(there)}
    beside = _beside_the_matter(here) | _beside_the_matter(there)
    found = []
    for subject in subjects_of(here):
        other = others.get(subject.terms)
        if other is None or subject.terms & beside:
            continue
        weight = rarity[subject.terms] * min(subject.weight, other.weight)
        if weight > 0:
            topic = SharedTopic(subject.text, _moment(here, subject), _moment(there, other))
            found.append((weight, topic))
    return sorted(found, key=lambda one: (-one[0], one[1].label))


def _beside_the_matter(episode: IndexedEpisode) -> set[str]:
    """Terms that name who speaks, the show, or where to find them: nobody speaks about that."""
    names = (*episode.speakers, episode.metadata.show or "", _WHERE_PEOPLE_ARE_FOUND)
    return set(terms_of(" ".join(names), episode.manifest.language))


def _moment(episode: IndexedEpisode, subject: Subject) -> Citation:
    """A sentence that names a subject where it is spoken of: one that can stand alone, if any."""
    passage = episode.passages[subject.passage]
    inside = [
        at for at in subject.sentences if passage.first_sentence <= at < passage.end_sentence
    ] or list(subject.sentences)
    best = max(inside, key=lambda at: (_stands_alone(episode.sentence_text(at)), -at))
    return alone(cite_run(episode, SentenceRun(best, best + 1))[0])


def _stands_alone(text: str) -> int:
    return 2 * (len(text.split()) in _GOOD_WORDS) + (not asks(text)) + (not dangles(text))
