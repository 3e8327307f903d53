"""Where the words of a claim were said; the speaker's name as the word for oneself. Pure."""

from service.answering.checks.english import FIRST_PERSON
from service.answering.checks.words import Word, Words, alike

_OWN_FORMS = frozenset(("my", "mine", "our", "ours"))
_SUBJECT_FORMS = FIRST_PERSON - _OWN_FORMS - {"me", "us", "myself"}


class SaidPlaces:
    """Looks up a claim's words in what it cites.

    Args:
        said: The sentences that the claim cites.
        speaker_terms: The terms of the name of whoever says them, which stand for "I" and "me".
    """

    def __init__(self, said: Words, speaker_terms: frozenset[str]) -> None:
        self.text = said.text
        self.words = said.words
        self.lows = [word.low for word in said.words]
        self.speaker = speaker_terms

    def of(self, word: Word, *, opens: bool = False) -> list[int]:
        """The positions at which a word was said; ``opens`` where it is what a clause is about."""
        if word.term in self.speaker:
            own = word.low.endswith("'s")
            forms = _OWN_FORMS if own else _SUBJECT_FORMS if opens else FIRST_PERSON
            return [i for i, w in enumerate(self.words) if w.low in forms or w.term == word.term]
        return [i for i, w in enumerate(self.words) if alike(word.term, w.term)]
