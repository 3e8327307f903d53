"""Speakers who are named at the beginning of a line, as in ``Ann Lee: Hello``.

A colon is common in speech ("So here's the thing: …"), so a label has to look like a name, and
the file has to use labels: it opens with one, or two of them come back, or half of its lines
have one. A single name that comes back again and again in a file that does not, is a recogniser's:
it tells nothing, and nobody said it. Who writes no other mark of punctuation, writes no colon
but behind a name: in such a file two labels are enough.

Where nearly every line has a label and they come back, they are believed whatever they look like
(``ann``, ``Lee, Ann``). Names in brackets, ``[Ann Lee] Hello``, have to come back; a recogniser's
number needs no sign behind it, ``SPEAKER_00 Hello``.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indexer.repairs import Repair
from indexer.transcript import canonical_text

_LABEL = re.compile(r"\s*([^:：\n]{1,60})(?::(?=\s|$)|：)\s*")
_MOST_WORDS = 5
_MOST_INITIALS = 3
_NAME_WORD = re.compile(r"(?:[^\W\d_][\w.'’\-]*|\d{1,3}|#\d{1,3}|&)")
_ABBREVIATED = re.compile(r"(?:\w\.)+|\w{1,4}\.")
_ROLE = re.compile(r"\s*\([^()]{1,30}\)$")
_SENTENCE_END = re.compile(r"[.?!…:;\-—–\])\"'”’。？！]$")
_SENTENCE_ENDS_INSIDE = re.compile(r"[.?!…。？！](?=[\"'”’)\]\s]|$)")
_UNPUNCTUATED = 0.05
"""Of all lines; where no more have the end of a sentence, ends of lines tell nothing."""
_NUMBERED = re.compile(r"(?:speaker|spk|person|voice)[ _-]?(?:\d{1,3}|[A-Z])", re.IGNORECASE)
_COUNTED = re.compile(r"(?:speaker|spk)[ _-]?\d{1,3}", re.IGNORECASE)
_IN_BRACKETS = re.compile(
    r"\s*(?:\[([^\[\]:\n]{1,60})\]|\(([^():\n]{1,60})\)|((?:SPEAKER|speaker)_\d{1,3})(?=[\s:]|$))"
    r"\s*(?:[:：](?:\s+|$))?"
)
_FEWEST_IN_BRACKETS = 0.2
_NEARLY_ALL = 0.9
"""Of all lines that say something."""
_FEWEST_FALSE = 10
_SOUND = re.compile(r"\s*[\[(♪♫][^\])]{0,60}[\])♪♫]?\s*")

_IN_NAMES_LISTED = """
    and of the van von der den de da di del della du la le bin ibn al el y e und et speaker member
    host guest voice man woman caller person interviewer narrator
"""
_IN_NAMES = frozenset(_IN_NAMES_LISTED.split())
_NO_NAMES_LISTED = """
    note notes warning caution important example examples question tip tips hint remember update
    spoiler disclaimer summary step chapter part number lesson rule episode title source sources
    link links ps result results reason fact problem solution first second third fourth finally next
    then also again so well but and or because now here there this that these those it its i i'm
    i've he she we you they my your our his her their the what why how who when where which yes no
    not okay ok right like look listen see today tomorrow yesterday break music intro outro sponsor
    ad subject date time recorded transcript description topic topics welcome plus meaning read
    quote verse point one two three four five for to in on at if as with from by of is are was were
    do does did can could would should let let's just one's maybe please thanks thank http https
    language kind version copyright credits conclusion introduction overview
    nota pregunta respuesta ejemplo frage antwort hinweis achtung beispiel anmerkung réponse
    remarque exemple domanda risposta esempio pergunta resposta exemplo vraag antwoord voorbeeld
"""
_NO_NAMES = frozenset(_NO_NAMES_LISTED.split())
_SOUNDS_LISTED = """
    music musik musique música musica muziek muzyka müzik музыка 音楽 음악 applause applaus aplausos
    applausi applaudissements brawa alkış аплодисменты 拍手 박수 laughter laughs laugh laughing
    gelächter lachen lacht gelach rires rire risas risos risate śmiech смех 笑 웃음
    chuckle chuckles chuckling sigh sighs sighing cough coughs coughing crosstalk overlapping
    inaudible unintelligible indistinct unclear foreign silence pause noise beep bleep sound sounds
    cheering cheers clapping crying screaming gasps theme song singing sings jingle intro outro
    break ad advertisement sponsor snorts sniffs clears throat
"""
_SOUNDS = frozenset(_SOUNDS_LISTED.split())


@dataclass(frozen=True, slots=True)
class LabelledLine:
    """A line without its label; ``speaker`` is None where it has none that tells who speaks."""

    speaker: str | None
    text: str
    had_false_label: bool = False


def split_labels(lines: Iterable[str], *, turns: bool = False) -> list[LabelledLine]:
    """Every line, in order, with its label split off where it has one that is believed.

    A blank line ends whatever stands above it. ``turns`` tells that each line begins a turn, as a
    stamp before it does: a name there needs not come back, nor a sentence to have ended.
    """
    spoken = list(lines)
    return _split_at_brackets(spoken) or _split_at_colons(spoken, turns=turns)


def _split_at_colons(spoken: list[str], *, turns: bool) -> list[LabelledLine]:
    habitual = _habitual(spoken)
    candidates = [_candidate(line, habitual) for line in spoken]
    counts = Counter(name for name in candidates if name)
    believed = {name for name, count in counts.items() if count > 1}
    if _is_unpunctuated(spoken):
        believed |= _capitalised(counts)
    if not _uses_labels(spoken, candidates, believed):
        false = {name for name in believed if _is_false(name, counts[name])}
        return [_without_false_label(line, false) for line in spoken]
    befores = ["", *spoken[:-1]]
    return [
        _split(line, name)
        if name in believed or turns or _ends_sentence(before)
        else _unlabelled(line)
        for line, name, before in zip(spoken, candidates, befores, strict=True)
    ]


def _split_at_brackets(spoken: list[str]) -> list[LabelledLine]:
    """The lines of a file that names who speaks in brackets; nothing where it does not."""
    found = [_IN_BRACKETS.match(line) for line in spoken]
    names = [_name_in(one) if one else None for one in found]
    believed = _believed_in_brackets(names, spoken)
    return (
        [
            LabelledLine(name, line[one.end() :]) if one and name in believed else _unlabelled(line)
            for line, one, name in zip(spoken, found, names, strict=True)
        ]
        if believed
        else []
    )


def _believed_in_brackets(names: list[str | None], spoken: list[str]) -> set[str]:
    """Those that come back, numbers, and all of them where nearly every line has one."""
    counts = Counter(name for name in names if name)
    numbers = {name for name in counts if _COUNTED.fullmatch(name)}
    back = {name for name, count in counts.items() if count > 1}
    said = _said_lines(spoken)
    believed = set(counts) if back and counts.total() >= said * _NEARLY_ALL else back | numbers
    labelled = sum(counts[name] for name in believed)
    before_colons = sum(_candidate(line, set()) is not None for line in spoken)
    tells = len(believed) > 1 or bool(numbers)
    is_habit = labelled >= max(2, said * _FEWEST_IN_BRACKETS, before_colons)
    return believed if tells and is_habit else set()


def _name_in(brackets: re.Match[str]) -> str | None:
    """The name in brackets; ``[Music]`` is none."""
    name = canonical_text(brackets[1] or brackets[2] or brackets[3])
    is_sound = any(word in _SOUNDS for word in name.casefold().split())
    return name if looks_like_name(name) and not is_sound else None


def _habitual(spoken: list[str]) -> set[str]:
    """What stands before the colons of nearly all lines, and comes back."""
    counts = Counter(label for line in spoken if (label := _label(line)))
    back = {label for label, count in counts.items() if count > 1}
    labelled = sum(counts[label] for label in back)
    return back if len(back) > 1 and labelled >= _said_lines(spoken) * _NEARLY_ALL else set()


def _label(line: str) -> str | None:
    """Whatever stands before a colon and could stand for a person."""
    found = _LABEL.match(line)
    label = canonical_text(found[1]) if found else ""
    is_one = any(char.isalpha() for char in label) and not is_never_a_name(label)
    return label if is_one and not _opens_speech(label.split()[0]) else None


def _said_lines(spoken: list[str]) -> int:
    return sum(1 for line in spoken if line.strip() and not _SOUND.fullmatch(line))


def false_labels(lines: Iterable[LabelledLine]) -> Counter[Repair]:
    """How many lines had a label that tells nothing, as a repair."""
    return Counter({Repair.FALSE_LABELS: sum(line.had_false_label for line in lines)})


def looks_like_name(text: str) -> bool:
    """Whether the text could be a speaker: one to five capitalised words, or ``Speaker 1``."""
    if _COUNTED.fullmatch(text):
        return True
    words = _ROLE.sub("", text).split()
    if not 1 <= len(words) <= _MOST_WORDS or _opens_speech(words[0]):
        return False
    # A recogniser in a loop writes "Ann Ann Ann Ann".
    if len(words) > 1 and len(set(words)) == 1:
        return False
    return _opens_name(words[0]) and all(_continues_name(word) for word in words[1:])


def is_never_a_name(text: str) -> bool:
    """Whether even emphasis makes no speaker of the text: ``**Note:**``, or a whole sentence."""
    words = text.split()
    if len(words) > _MOST_WORDS + 1 or _opens_speech(text):
        return True
    return bool(words) and words[-1][-1] in ".?!,…" and not _ABBREVIATED.fullmatch(words[-1])


def _opens_speech(word: str) -> bool:
    """Whether a word before a colon is speech ("Note: …"); ``AS`` and ``I`` may be initials."""
    is_initials = word.isupper() and len(word) <= _MOST_INITIALS
    return word.casefold() in _NO_NAMES and not is_initials


def _opens_name(word: str) -> bool:
    return _is_name_word(word) and word[0].isalpha() and not word[0].islower()


def _continues_name(word: str) -> bool:
    """A device may stand for who holds it: ``Bo's iPhone``."""
    return _is_name_word(word) and (not word.islower() or word in _IN_NAMES)


def _is_name_word(word: str) -> bool:
    if not _NAME_WORD.fullmatch(word):
        return False
    return not word.endswith(".") or bool(_ABBREVIATED.fullmatch(word))


def _candidate(line: str, habitual: set[str]) -> str | None:
    found = _LABEL.match(line)
    name = canonical_text(found[1]) if found else ""
    return name if name in habitual or looks_like_name(name) else None


def _uses_labels(spoken: list[str], candidates: list[str | None], believed: set[str]) -> bool:
    """A single label that comes back but opens nothing tells not who speaks before or between."""
    opening = next(_without_sounds(spoken, candidates), None)
    named = [name for name in candidates if name]
    mostly_named = len(set(named)) > 1 and len(named) * 2 >= sum(
        1 for line in spoken if line.strip()
    )
    return opening is not None or len(believed) > 1 or mostly_named


def _without_sounds(spoken: list[str], candidates: list[str | None]) -> Iterator[str | None]:
    for line, candidate in zip(spoken, candidates, strict=True):
        if line.strip() and not _SOUND.fullmatch(line):
            yield candidate


def _capitalised(names: Iterable[str]) -> set[str]:
    """Two names or more; scripts without capitals have colons where they have no full stops."""
    capitals = {name for name in names if name[0].isupper()}
    return capitals if len(capitals) > 1 else set()


def _is_unpunctuated(spoken: list[str]) -> bool:
    filled = [line for line in spoken if line.strip() and not _SOUND.fullmatch(line)]
    ended = sum(_SENTENCE_ENDS_INSIDE.search(line) is not None for line in filled)
    return ended <= len(filled) * _UNPUNCTUATED


def _ends_sentence(text: str) -> bool:
    stripped = text.rstrip()
    return not stripped or bool(_SENTENCE_END.search(stripped[-1:]))


def _split(line: str, name: str | None) -> LabelledLine:
    return LabelledLine(name, _LABEL.sub("", line, count=1)) if name else _unlabelled(line)


def _is_false(name: str, count: int) -> bool:
    return count >= _FEWEST_FALSE or bool(_NUMBERED.fullmatch(name))


def _without_false_label(line: str, false: set[str]) -> LabelledLine:
    found = _LABEL.match(line) if false else None
    name = canonical_text(found[1]) if found else ""
    if not found or (name not in false and not _is_stuttered(name, false)):
        return _unlabelled(line)
    return LabelledLine(None, line[found.end() :], had_false_label=True)


def _is_stuttered(name: str, false: set[str]) -> bool:
    """Whether a recogniser in a loop wrote it: "Ann Ann Ann"."""
    words = name.split()
    return len(words) > 1 and len(set(words)) == 1 and any(words[0] in one.split() for one in false)


def _unlabelled(line: str) -> LabelledLine:
    return LabelledLine(None, line)
