"""From cues to a transcript: who speaks each piece of a cue, and when.

cues ► said once ► unrolled ► fragments ► labels ► pieces with a speaker ► times ► transcript
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from indexer.assembly import assemble
from indexer.formats.cue_text import Fragment, fragments
from indexer.formats.cues import Cue
from indexer.formats.highlighted_words import said_once
from indexer.formats.labels import LabelledLine, false_labels, looks_like_name, split_labels
from indexer.formats.rolling_captions import unrolled
from indexer.formats.sharing import joined, shared_out
from indexer.repairs import Repair
from indexer.segment import Segment
from indexer.transcript import Timing, Transcript
from indexer.unspaced import is_unspaced

_NAMES_ABOVE = 0.8
"""Of all cues; where as many open with a name on a line of its own, the names are no speech."""
_TURN = "[SPEAKER_TURN]"
_TIMES_A_NAME_COMES_BACK = 3
_WORD_SHARE = 0.5
"""Of all words; where as many have a time of their own, times are word times."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words of one speaker in one cue, without a finer time inside."""

    text: str
    speaker: str | None
    opens: bool
    stamp: float | None


def transcript_of(
    cues: Sequence[Cue], language: str | None = None, repairs: Counter[Repair] | None = None
) -> Transcript:
    """The transcript that cues make up, whichever file they come from.

    Args:
        cues: The cues in the order of the file.
        language: A BCP 47 tag, where the source states it.
        repairs: What was mended while they were read.
    """
    marked = _with_marked_turns(said_once(cues))
    unrolled_cues, shown_again = unrolled(_with_names_above(marked))
    repairs = (repairs or Counter()) + shown_again
    shown = _with_true_ends(unrolled_cues, repairs)
    spoken = _labelled(fragments([cue.lines for cue in shown]), repairs)
    pieces = list(_pieces(spoken))
    segments = [
        segment for cue, said in zip(shown, pieces, strict=True) for segment in _timed(cue, said)
    ]
    return assemble(segments, _timing(pieces), language=language, repairs=repairs)


def _with_marked_turns(cues: Sequence[Cue]) -> list[Cue]:
    """A recogniser's mark that somebody else speaks next, as captions mark it: before the words."""
    if not any(_TURN in line for cue in cues for line in cue.lines):
        return list(cues)
    marked, turns = [], False
    for cue in cues:
        pieces = [one.strip() for one in " ".join(cue.lines).split(_TURN)]
        lines = (f">> {one}" if at or turns else one for at, one in enumerate(pieces) if one)
        marked.append(replace(cue, lines=tuple(lines)))
        turns = not pieces[-1] and (turns or len(pieces) > 1)
    return marked


def _with_names_above(cues: Sequence[Cue]) -> list[Cue]:
    """Names that stand alone in the first line of most cues, as Teams writes them, as labels."""
    above = [
        cue.lines[0] if len(cue.lines) > 1 and looks_like_name(cue.lines[0]) else None
        for cue in cues
    ]
    names = [name for name in above if name]
    few = len(set(names)) * _TIMES_A_NAME_COMES_BACK <= len(names)
    if not names or not few or len(names) < len(cues) * _NAMES_ABOVE:
        return list(cues)
    return [
        replace(cue, lines=(f"{name}: {cue.lines[1]}", *cue.lines[2:])) if name else cue
        for cue, name in zip(cues, above, strict=True)
    ]


def _with_true_ends(cues: Sequence[Cue], repairs: Counter[Repair]) -> list[Cue]:
    """A cue that ends before it starts, or at once, lasts until the next one."""
    mended = []
    for cue, following in zip_longest(cues, cues[1:]):
        if cue.end is None or cue.end > cue.start:
            mended.append(cue)
            continue
        before_start = cue.end < cue.start
        fault = Repair.ENDS_BEFORE_START if before_start else Repair.WITHOUT_LENGTH
        repairs[fault] += bool(cue.lines)
        lasts = following is not None and following.start >= cue.start
        end = following.start if lasts else None if before_start else cue.start
        mended.append(replace(cue, end=end))
    return mended


def _labelled(cues: list[list[Fragment]], repairs: Counter[Repair]) -> list[list[Fragment]]:
    """Names at the beginning of lines become speakers, unless the file names them in tags."""
    everything = [fragment for cue in cues for fragment in cue]
    if any(fragment.speaker for fragment in everything):
        return cues
    opening = [fragment.text for fragment in everything if fragment.opens_line]
    labels = split_labels(opening)
    repairs.update(false_labels(labels))
    lines = iter(labels)
    return [[_with_label(fragment, lines) for fragment in cue] for cue in cues]


def _with_label(fragment: Fragment, lines: Iterator[LabelledLine]) -> Fragment:
    if not fragment.opens_line:
        return fragment
    line = next(lines)
    if line.speaker is None:
        return replace(fragment, text=line.text)
    return replace(fragment, text=line.text, begins=True, speaker=line.speaker)


def _pieces(cues: list[list[Fragment]]) -> Iterator[list[_Piece]]:
    """The pieces of each cue; a speaker goes on until another one is stated."""
    speaker: str | None = None
    begins = False
    for cue in cues:
        pieces: list[_Piece] = []
        for fragment in cue:
            if fragment.begins:
                begins, speaker = True, fragment.speaker
            # A label may stand alone on its line: who begins is then kept for the next words.
            if not fragment.text.strip():
                continue
            if begins or not pieces or _has_own_time(pieces[-1], fragment):
                opens = begins and speaker is None
                pieces.append(_Piece(fragment.text, speaker, opens, fragment.stamp))
            else:
                pieces[-1] = _extended(pieces[-1], fragment)
            begins = False
        yield pieces


def _has_own_time(before: _Piece, fragment: Fragment) -> bool:
    """Whether a stamp begins a piece; inside a word ("run<0:01>ning") it does not."""
    if fragment.stamp is None:
        return False
    last, first = before.text[-1], fragment.text[0]
    inside_word = (
        last.isalnum() and first.isalnum() and not (is_unspaced(last) or is_unspaced(first))
    )
    return fragment.opens_line or not inside_word


def _extended(piece: _Piece, fragment: Fragment) -> _Piece:
    if fragment.opens_line:
        return replace(piece, text=joined([piece.text, fragment.text]))
    return replace(piece, text=piece.text + fragment.text)


def _timed(cue: Cue, pieces: list[_Piece]) -> Iterator[Segment]:
    """Pieces share out the time from one stamp, or the cue's start, to the next one."""
    anchors = [at for at, piece in enumerate(pieces) if at == 0 or piece.stamp is not None]
    for anchor, following in zip_longest(anchors, anchors[1:]):
        stamp = pieces[anchor].stamp
        start = cue.start if stamp is None else stamp
        end = cue.end if following is None else pieces[following].stamp
        said = pieces[anchor:following]
        times = shared_out([piece.text for piece in said], start, end)
        for piece, (begin, until) in zip(said, times, strict=True):
            yield Segment(piece.text, piece.speaker, begin, until, piece.opens)


def _timing(cues: list[list[_Piece]]) -> Timing:
    words = sum(len(piece.text.split()) for pieces in cues for piece in pieces)
    stamps = sum(piece.stamp is not None for pieces in cues for piece in pieces)
    return Timing.WORD if words and stamps >= words * _WORD_SHARE else Timing.CUE
