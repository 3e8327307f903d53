"""An episode without its adverts: the same transcript, of which less can be found and cited."""

from dataclasses import replace

import numpy as np

from indexer.adverts import sold_sentences
from indexer.indexed_episode import IndexedEpisode
from indexer.passage import Passage
from indexer.token_index import Positions


def without_adverts(episode: IndexedEpisode) -> IndexedEpisode:
    """The episode as if nobody had sold anything; itself, if it has no adverts or nothing else.

    Offsets and seconds stay what they are, and what is large in memory is shared. Two sentences
    that are neighbours in it may have an advert between them.
    """
    sold = sold_sentences(episode.adverts, len(episode.sentences))
    if not sold.any() or sold.all():
        return episode
    sentences = np.flatnonzero(~sold)
    # No passage goes over the border of an advert: its first sentence tells what it is.
    passages = np.array(
        [at for at, one in enumerate(episode.passages) if not sold[one.first_sentence]]
    )
    renumbered = np.cumsum(~sold) - 1
    return replace(
        episode,
        sentences=tuple(episode.sentences[int(at)] for at in sentences),
        passages=tuple(_moved(episode.passages[int(at)], renumbered) for at in passages),
        adverts=(),
        index=episode.index.only(passages, sentences),
    )


def _moved(passage: Passage, renumbered: Positions) -> Passage:
    first = int(renumbered[passage.first_sentence])
    length = passage.end_sentence - passage.first_sentence
    return replace(passage, first_sentence=first, end_sentence=first + length)
