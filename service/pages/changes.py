"""What has changed since an answer was given, in the words of its page."""

from collections.abc import Sequence

from service.answering.recheck import Rechecked, Standing
from service.pages.wording import clock

_NOTICED = 1.0
"""Seconds by which a quote is heard earlier or later before anything is said of it."""


def verified(checked: Sequence[Rechecked]) -> str:
    """How many of an answer's quotes today's transcript has, and what became of the others."""
    standings = [found.standing for found in checked]
    said, total = standings.count(Standing.SAID), len(standings)
    changes = (
        (sum(_moved(found) is not None for found in checked), "at another time now"),
        (standings.count(Standing.GIVEN_TO_ANOTHER), "given to another speaker now"),
        (standings.count(Standing.GONE), "no longer in it"),
    )
    told = [f"{said} of {total} {_quotes(total)} verified against today’s transcript."]
    told += [f"{n} {'is' if n == 1 else 'are'} {change}." for n, change in changes if n]
    return " ".join(told)


def not_verified(total: int) -> str:
    """The same of an answer whose episode cannot be read."""
    return f"0 of {total} {_quotes(total)} verified: the episode cannot be read here now."


def of_a_quote(found: Rechecked) -> str | None:
    """What has become of a quote; None where nothing has."""
    if found.now is None:
        return "These words are no longer in the transcript."
    if found.standing is Standing.GIVEN_TO_ANOTHER:
        speaker = found.now.speaker
        if speaker is None:
            return "The transcript no longer says who said these words."
        return f"The transcript gives these words to {speaker} now."
    if found.was.start is not None and found.now.start is None:
        return "The transcript no longer says when."
    moved = _moved(found)
    if moved is None:
        return None
    return f"Heard at {clock(moved[1])} now, and at {clock(moved[0])} when this was answered."


def of_a_claim(checked: Sequence[Rechecked]) -> str | None:
    """What a sentence lost with the quotes that hold it up; None where it lost none."""
    gone = [found.standing is Standing.GONE for found in checked]
    if all(gone):
        return "This sentence is no longer held up by the transcript."
    return "This sentence is only partly held up by the transcript now." if any(gone) else None


def _moved(found: Rechecked) -> tuple[float, float] | None:
    """When a speaker's words were heard, and when they are now; None where that is the same."""
    if found.now is None or found.standing is not Standing.SAID:
        return None
    was, now = found.was.start, found.now.start
    if was is None or now is None or abs(now - was) < _NOTICED:
        return None
    return was, now


def _quotes(number: int) -> str:
    return "quote" if number == 1 else "quotes"
