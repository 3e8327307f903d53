"""How many tokens a text has, about: for budgets, and for streams that were cut. Pure."""

import math

_CHARS_A_TOKEN = 4


def estimated_tokens(text: str) -> int:
    """About how many tokens a text has, rather too many than too few.

    Four ASCII characters make one; any other character is one.
    """
    return tokens_of(len(text), ascii_characters(text))


def tokens_of(characters: int, ascii_count: int) -> int:
    """The same for a text of so many characters, so many of them ASCII."""
    return math.ceil(ascii_count / _CHARS_A_TOKEN) + characters - ascii_count


def ascii_characters(text: str) -> int:
    """How many characters of a text are ASCII."""
    return len(text.encode("ascii", "ignore"))
