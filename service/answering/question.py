"""What a listener asks: its words, made plain, and what kind of question it is."""

from dataclasses import dataclass

from indexer import canonical_text

LONGEST_QUESTION = 500
"""Characters. Longer texts are pasted documents, not questions about an episode."""


class QuestionRefused(Exception):
    """A question that cannot be asked; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is answered and kept: single spaces, no control characters."""

    text: str

    @classmethod
    def of(cls, raw: str) -> "Question":
        """The question in raw text.

        Raises:
            QuestionRefused: It is empty or too long.
        """
        text = canonical_text(raw)
        if not any(character.isalnum() for character in text):
            raise QuestionRefused("The question has no words. Ask something about the episode.")
        if len(text) > LONGEST_QUESTION:
            raise QuestionRefused(
                f"The question has {len(text)} characters; up to {LONGEST_QUESTION} can be asked."
            )
        return cls(text)
