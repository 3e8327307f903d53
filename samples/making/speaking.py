"""From a script to its audio and its timed words.

Times are not estimated. The synthesiser reports where in the audio each word and
each sound begins, and the ends of pauses are then taken from the audio itself, so
that a word starts where it can first be heard. Where espeak-ng runs short words
together ("of the"), they are parted at the sound that begins the second one.
"""

from __future__ import annotations

import bisect
from array import array
from dataclasses import dataclass
from itertools import accumulate

from making.errors import SampleError
from making.script import Script, Turn
from making.synthesiser import Event, Synthesiser

FRAME = 110  # samples looked at together when asking if it is quiet: 5 ms
QUIET = 150  # a frame that never goes beyond this is silence (full scale is 32767)
LEAD_IN = 0.5  # silence, in seconds: before the first word,
TURN_GAP = 0.34  # between one speaker and the next,
CUT_IN_GAP = 0.12  # when the next one interrupts,
CHAPTER_GAP = 0.95  # before a new chapter,
TAIL = 1.0  # and after the last word
WORD_GAP = 0.06  # a shorter silence than this belongs to the word before it

PUNCTUATION = ".,;:?!\"'()—"


@dataclass(frozen=True)
class Word:
    """One written word and where it is heard, in seconds to the millisecond."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class SpokenTurn:
    """A turn with its timed words."""

    turn: Turn
    words: list[Word]


def spoken_text(words: list[str], say: dict[str, str]) -> tuple[str, list[int]]:
    """The text to speak, and the character at which each written word begins."""
    spoken = []
    for word in words:
        core = word.strip(PUNCTUATION)
        spoken.append(word.replace(core, say[core], 1) if core in say else word)
    starts = [0, *accumulate(len(s) + 1 for s in spoken)]
    return " ".join(spoken), starts[:-1]


def sounds_by_word(events: list[Event], starts: list[int]) -> dict[int, list[int]]:
    """The samples at which sounds begin, by the word that espeak-ng put them in."""
    found: dict[int, list[int]] = {}
    current = 0
    for event in events:
        if event.is_word:
            current = bisect.bisect_right(starts, event.character) - 1
            found.setdefault(current, [event.sample])
        else:
            found.setdefault(current, []).append(event.sample)
    return found


def word_starts(
    words: list[str], found: dict[int, list[int]], synthesiser: Synthesiser
) -> list[int]:
    """The sample at which each word begins, parting words that were run together."""
    result: list[int] = []
    heads = sorted(found)
    for head, following in zip(heads, [*heads[1:], len(words)], strict=True):
        # The first entry is the word itself, the others are its sounds.
        begin, *sounds = found[head]
        counts = [synthesiser.count_sounds(w) for w in words[head:following]]
        total = sum(counts)
        before = list(accumulate(counts))[:-1]
        result.append(begin)
        result.extend(sounds[round(len(sounds) * count / total)] for count in before)
    if len(result) != len(words) or sorted(set(result)) != result:
        raise SampleError(f"Words and sounds do not match: {' '.join(words)[:60]}")
    return result


def loud_frames(audio: array[int]) -> list[bool]:
    """For each frame of the audio, whether there is anything to hear in it."""
    pieces = (audio[i : i + FRAME] for i in range(0, len(audio), FRAME))
    return [max(piece) > QUIET or min(piece) < -QUIET for piece in pieces]


def fit_to_sound(starts: list[int], loud: list[bool], rate: int) -> list[tuple[int, int]]:
    """Move each word's start and end in to where it is heard, across pauses."""
    gap = round(WORD_GAP * rate / FRAME)
    spans = []
    for start, following in zip(starts, [*starts[1:], len(loud) * FRAME], strict=True):
        first, last = start // FRAME, following // FRAME
        heard = [i for i in range(first, last) if loud[i]] or [first]
        after_pause = not any(loud[max(0, first - gap) : first])
        before_pause = last - heard[-1] - 1 >= gap
        begin = max(start, heard[0] * FRAME) if after_pause else start
        end = (heard[-1] + 1) * FRAME if before_pause else following
        spans.append((begin, end))
    return spans


def speak_turn(
    turn: Turn, say: dict[str, str], synthesiser: Synthesiser
) -> tuple[array[int], list[tuple[int, int]]]:
    """A turn's audio, without silence at either end, and the span of each word."""
    text, characters = spoken_text(turn.words, say)
    speech = synthesiser.speak(text, turn.person)
    found = sounds_by_word(speech.events, characters)
    starts = word_starts(turn.words, found, synthesiser)
    loud = loud_frames(speech.audio)
    end = (len(loud) - loud[::-1].index(True)) * FRAME
    spans = fit_to_sound(starts, loud[: end // FRAME], synthesiser.rate)
    begin = spans[0][0]
    return speech.audio[begin:end], [(s - begin, e - begin) for s, e in spans]


def silence(seconds: float, rate: int) -> array[int]:
    """Nothing, for that long."""
    return array("h", bytes(2 * round(seconds * rate)))


def gap_before(turn: Turn, previous: Turn | None) -> float:
    """The pause before a turn, in seconds."""
    if previous is None:
        return LEAD_IN
    if turn.chapter is not None:
        return CHAPTER_GAP
    return CUT_IN_GAP if previous.is_cut_short else TURN_GAP


def speak_script(script: Script, synthesiser: Synthesiser) -> tuple[array[int], list[SpokenTurn]]:
    """The whole episode's audio, and its turns with their times."""
    rate = synthesiser.rate
    audio: array[int] = array("h")
    turns: list[SpokenTurn] = []
    for turn in script.turns:
        audio.extend(silence(gap_before(turn, turns[-1].turn if turns else None), rate))
        piece, spans = speak_turn(turn, script.say, synthesiser)
        at = len(audio)
        times = [(round((at + s) / rate, 3), round((at + e) / rate, 3)) for s, e in spans]
        words = [Word(w, s, e) for w, (s, e) in zip(turn.words, times, strict=True)]
        turns.append(SpokenTurn(turn, words))
        audio.extend(piece)
    audio.extend(silence(TAIL, rate))
    return audio, turns
