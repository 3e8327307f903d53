"""How much a caller is given in a day of an episode whose transcript is not for everybody.

Rates protect the service and quotas are sold; neither keeps a script from putting a transcript
together piece by piece, with searches, or with questions that cost nothing because they have no
answer.
"""

from dataclasses import dataclass

from indexer import IndexedEpisode
from service.access.rate_limits import Rate
from service.answering.excerpt import LONGEST_EXCERPT

_DAY = 86_400
_SHARE_SEARCHED = 4
_CHARACTERS_A_QUESTION = 500
_LEAST_QUESTIONS = 20


@dataclass(frozen=True, slots=True)
class PrivateEpisode:
    """An episode of which a caller is given no more than a part."""

    id: str
    characters: int

    @classmethod
    def of(cls, episode: IndexedEpisode) -> "PrivateEpisode":
        """What has to be known of an episode to count what is given of it."""
        return cls(episode.id, len(episode.transcript.text))

    @property
    def searched(self) -> Rate:
        """How many characters searches may show: a quarter of all, or one sentence."""
        return Rate(max(self.characters // _SHARE_SEARCHED, LONGEST_EXCERPT), _DAY)

    @property
    def asked(self) -> Rate:
        """How many questions may be put to it."""
        return Rate(max(self.characters // _CHARACTERS_A_QUESTION, _LEAST_QUESTIONS), _DAY)
