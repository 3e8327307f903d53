"""What a listener wants of the answer that was just shown: more, or who said it, when, for sure.

English phrases, in words of small letters. Pure.
"""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from service.answering.dependence import in_small_letters, words_of


class Wish(StrEnum):
    """What is wanted of an answer that was shown."""

    SPEAKER = "speaker"
    MOMENT = "moment"
    SOURCE = "source"
    MORE = "more"


_THAT = r"(that|this|it|so|those|these)"
_THEY = r"(he|she|they|it|that|this|somebody|someone|anybody)"
_SAID = r"(said|say|says|saying|mentioned|mention|mentions|claimed|claim|claims|told|tell)"
_DO = r"(do|does|did|is|was|are|were)"
_PLEASE = r"((can|could|would|will) you )?(please )?"

_ASKS_FOR: Mapping[Wish, Sequence[str]] = {
    Wish.SPEAKER: (
        rf"who (was it (who |that )?|is it that )?(actually )?{_SAID} {_THAT}",
        r"says who",
        rf"(who is|who was|who's) (saying|speaking|talking)( {_THAT})?",
        r"whose (words|opinion|view|idea) (is|was|are|were) (that|this|those)",
    ),
    Wish.MOMENT: (
        rf"(when|where|how far in) (exactly )?{_DO} {_THEY} (actually |get )?{_SAID}( {_THAT})?",
        rf"at what (time|minute|point|second|moment) {_DO} {_THEY} (actually )?{_SAID}( {_THAT})?",
        r"(where|when|how) (can|do|could) i (hear|find|listen to) (that|this|it)",
        r"((what's|what is) the )?time ?stamp",
        r"where (is|was) (that|this|it) in the (episode|show|recording|podcast)",
    ),
    Wish.SOURCE: (
        r"really|seriously|sources?",
        r"are you (really )?(sure|certain)( about (that|this|it))?",
        r"is (that|this|it) (really )?(so|true|right|correct|certain)",
        r"is (that|this|it) (really )?what (he|she|they) said",
        r"(where|how) (do|did) you (know|get|have)( (that|this|it))?( from)?",
        r"where (is|does) (that|this|it) (come )?from",
        r"(what's|what is) (the|your) source",
        rf"did {_THEY} (really|actually) say (that|this|so)",
    ),
    Wish.MORE: (
        r"yes|yeah|yep|sure|please|please do|go on|continue|carry on|keep going|next",
        r"((any|some|much) )?more|((more|further|some|any) )?details?|say more",
        rf"{_PLEASE}(tell|give|show) me (some |a bit )?more( (about|on) (that|this|it))?",
        rf"{_PLEASE}(elaborate|expand|explain more|say more|go on)( (on|about) (that|this|it))?",
        r"(and |what |anything |something )else|is there (any|some)?(thing )?(more|else)",
        r"what else (did|do|does) (he|she|they) say( about (that|this|it))?",
    ),
}
_BEFORE = r"((and|but|so|ok|okay|oh|hm|well|wait|please|yes|sorry|no) )*"
_AFTER = r"( please| then| exactly| again)*"
_PATTERNS = {
    wish: re.compile(rf"{_BEFORE}({'|'.join(phrases)}){_AFTER}")
    for wish, phrases in _ASKS_FOR.items()
}


def wish_of(text: str) -> Wish | None:
    """What a question wants of the answer before it; None where it asks something of its own."""
    said = " ".join(words_of(in_small_letters(text)))
    return next((wish for wish, pattern in _PATTERNS.items() if pattern.fullmatch(said)), None)
