"""English words that say nothing of a subject, and those that ask for a whole episode. Pure."""

from collections.abc import Sequence


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ABOUT_NOTHING = _words("""
a about above after again all also am an and any are as at be because been before being below
between both but by can could did do does doing done down during each either else ever for from
further get gets getting got had has have having he her here hers herself him himself his how
however i if in into is it its itself just let like may me might mine more most much must my myself
no nor not now of off on once one only or other our ours ourselves out over own please same shall
she should so some such than that the their theirs them themselves then there these they thing
things this those through to too under until up upon us very was we were what whatever when where
whether which while who whom whose why will with within without would yes you your yours yourself
aren couldn didn doesn don hadn hasn haven isn shouldn wasn weren won wouldn
according answer ask asked chat conversation describe discuss discussed discusses discussing
discussion episode explain explained explains guest guests host hosts interview listen mean means
mention mentioned mentions opinion opinions podcast said say saying says show speak speaker
speakers spoke summarise summarize summary talk talked talking talks tell telling tells think
thinks thought thoughts told topic
""")
"""Function words, and words of asking."""

_THE_WHOLE = _words("""
summary summarise summarize summarised summarized sum overview gist tl tldr recap synopsis takeaway
takeaways points themes topics lessons highlights outline
""")
"""Words that ask for a whole episode by themselves."""

_SHORT = _words("short shorter brief quick")
_A_SHORT_ONE = _words("version one")
"""What asks for it together with one of these."""

_WHAT_IT_IS_ABOUT = _words("""
about cover covers covered covering discuss discussed discussing talk talked talking
""")
"""Words that do so after "what is", "what do they" and the like."""

_IS_OR_DOES = _words("s is was are were do does did tell")

_OF_NO_SUBJECT = (
    ABOUT_NOTHING
    | _THE_WHOLE
    | _WHAT_IT_IS_ABOUT
    | _SHORT
    | _A_SHORT_ONE
    | _words("""
main key important biggest whole entire full pls thanks thank okay ok hi hey well give need want dr
ideas bits today s re
""")
) - _words("why when where how which he she him her his hers not like")
"""What may stand beside these; not what asks for a part, or about somebody."""

_CALLS_FOR_YES_OR_NO = _words("is are was were do does did has have had")
"""Not what a polite wish begins with: can you, could you, would you."""

_SOMETHING_BEFORE = _words("it this that them these those")


def asks_for_the_whole(words: Sequence[str]) -> bool:
    """Whether a question of some words, in small letters, asks what a whole episode is about."""
    asked = frozenset(words)
    if not asked <= _OF_NO_SUBJECT or _begins_or_ends_otherwise(words):
        return False
    wants_a_short_one = asked & _SHORT and asked & _A_SHORT_ONE
    what_about = asked & _WHAT_IT_IS_ABOUT and asked & _IS_OR_DOES
    return bool(asked & _THE_WHOLE or wants_a_short_one or what_about)


def _begins_or_ends_otherwise(words: Sequence[str]) -> bool:
    """Whether it wants yes or no, or is about something that was spoken of before."""
    about_that = words[-2:-1] == ["about"] and words[-1] in _SOMETHING_BEFORE
    return not words or words[0] in _CALLS_FOR_YES_OR_NO or about_that
