"""What has become of a citation in the transcript as it is now. Pure; no model, no encoder.

the same characters at their place   said, or given to another speaker
else its words at another place      said there by the same speaker, else given to another one
else                                 gone
"""

from dataclasses import dataclass
from enum import StrEnum

import regex

from indexer import IndexedEpisode, Transcript
from service.answering.citation import cite, cite_across
from service.answering.events import Citation

_NOBODY = "a speaker without a name"


class Standing(StrEnum):
    """Whether a transcript still says what was cited of it."""

    SAID = "said"
    GIVEN_TO_ANOTHER = "given_to_another"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Rechecked:
    """How a citation stands; ``now`` is what the transcript has for it, None where it is gone."""

    was: Citation
    now: Citation | None

    @property
    def standing(self) -> Standing:
        """Whether its words are said, and by whom."""
        if self.now is None:
            return Standing.GONE
        is_same = self.now.speaker == self.was.speaker
        return Standing.SAID if is_same else Standing.GIVEN_TO_ANOTHER


def recheck(citation: Citation, episode: IndexedEpisode) -> Rechecked:
    """Looks a citation up in an episode's transcript.

    Its words count as the same whatever white space is between them, so that they are found where
    an utterance is divided otherwise than it was. Of several places the nearest is taken, those of
    the same speaker before all others.
    """
    return Rechecked(citation, _at_its_place(citation, episode) or _elsewhere(citation, episode))


def _at_its_place(citation: Citation, episode: IndexedEpisode) -> Citation | None:
    try:
        there = cite(episode, citation.start_char, citation.end_char)
    except ValueError:  # the transcript is shorter, or others speak there
        return None
    return there if there.quote == citation.quote else None


def _elsewhere(citation: Citation, episode: IndexedEpisode) -> Citation | None:
    transcript = episode.transcript
    places = [found.span() for found in _words_of(citation.quote).finditer(transcript.text)]
    if not places:
        return None

    def farness(place: tuple[int, int]) -> tuple[bool, int]:
        is_anothers = _speaker_of(transcript, place) != citation.speaker
        return is_anothers, abs(place[0] - citation.start_char)

    nearest = min(places, key=farness)
    parts = cite_across(episode, *nearest)
    first, last = parts[0], parts[-1]
    joined = {
        "end_char": last.end_char,
        "quote": " ".join(part.quote for part in parts),
        "after": last.after,
        "speaker": _speaker_of(transcript, nearest),
        "end": last.end,
    }
    return first.model_copy(update=joined)


def _words_of(quote: str) -> regex.Pattern[str]:
    words = r"\s+".join(map(regex.escape, quote.split()))
    # Where words end is Unicode's to say: some scripts write no spaces between them.
    return regex.compile(rf"\b{words}\b", regex.WORD | regex.V1)


def _speaker_of(transcript: Transcript, place: tuple[int, int]) -> str | None:
    """Who says the characters [start, end); the names of all of them where there are several."""
    first, last = transcript.utterance_at(place[0]), transcript.utterance_at(place[1] - 1)
    speakers = [utterance.speaker for utterance in transcript.utterances[first : last + 1]]
    if len(set(speakers)) == 1:
        return speakers[0]
    return " and ".join(dict.fromkeys(speaker or _NOBODY for speaker in speakers))
