"""Scripts that are written without spaces between words."""

import unicodedata


def is_unspaced(char: str) -> bool:
    """Whether a character is Chinese or Japanese, written without spaces between words."""
    if not char or unicodedata.east_asian_width(char) not in "WF":
        return False
    name = unicodedata.name(char, "")
    return name.startswith(("CJK", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC", "FULLWIDTH"))
