"""Whether a question means something by itself, or only after what was said before it. Pure.

English words and their order, nothing else: a question in another language is taken as it stands.
"""

import re
from collections.abc import Sequence

from service.answering.checks.english import SAYS_NOTHING
from service.answering.question_words import ABOUT_NOTHING


def in_words(text: str) -> frozenset[str]:
    """A set of words, written one after the other."""
    return frozenset(text.split())


ASKING = in_words("who whom whose what when where why which how")
VERBS = in_words("""
is are was were am be do does did can could will would shall should has have had may might must
isn't aren't wasn't weren't don't dont doesn't didn't can't couldn't won't wouldn't shouldn't hasn't
haven't hadn't tell give explain describe show list summarise summarize find
what's who's where's when's how's why's that's it's he's she's they're
""")
"""Those that tell a sentence from a part of one, together with words of asking."""

JOINING = in_words("and but or so also then plus because")
LEADING = in_words("ok okay yes yeah no well oh ah hm right sure thanks please")
ADDING = in_words("too either neither instead though then")
PREPOSITIONS = in_words("""
in on at with without for by from of to about after before during since until under over between
among near like than besides except if unless because through against
""")
DETERMINERS = in_words(
    "the a an his her their its my your our both all every each this that these those"
)
_GOING_ON = in_words("but then or")
"""With which a whole sentence takes up another."""

_OTHERS = in_words(
    "else other others another same rest former latter opposite second third similar"
)
_ONE = in_words("one ones")
_WHICH_ONE = in_words("which other another that this first second third last same only next")
_PERSONAL = in_words("""
he she it him her his hers its they them their theirs himself herself itself themselves
he's she's it's they're they've he'd she'd they'd he'll she'll it'll they'll
""")
_MANY = in_words("they their theirs themselves they're they've they'd they'll")
_OBJECTS = in_words("him them")
_SUBJECTS_TOO = in_words("it her this that these those")
"""Objects at the end, after a preposition and after what may be a verb; else perhaps subjects."""

_BETWEEN_CLAUSES = in_words(
    "and but or when if while before after because that who which where why how"
)
_SAID_BEFORE = in_words("this that these those that's")
_HEARD_NOW = in_words("""
episode podcast show conversation interview programme program recording year week month morning
evening today album record
""")
"""What "this" may stand before and mean nothing that was asked about."""

_BEFORE_A_DEMONSTRATIVE = PREPOSITIONS | in_words("""
is was are were does do did why by and but or all what how when where mean means meant
""")
_SLIGHT = in_words("""
happen happened happens next start started end ended begin began come came go went gone last first
exactly ago example examples detail details part reason reasons point difference differences name
names year years day days time times place kind kinds sort type types word words number way side
costs big small good bad true wrong more less most least today later earlier finally actually
already make makes made making get got know knows knew possible take takes took use used need needed
want wanted call called become became compare compared different result outcome asking heard bit
confused
""")
"""Words that say little of a subject: with nothing but these, a question has none of its own."""

_MEANS_BETTER = re.compile(
    r"\W*(?:(?:sorry|no|oops|well|oh|yes)\W+)*"
    r"(?:i\s+(?:mean|meant|was\s+asking)|not\s+that|you\s+(?:say|said|mention|mentioned|told)"
    r"|what\s+do(?:es)?\s+(?:you|that)\s+mean|what\s+did\s+you\s+mean)\b"
)
"""What is said of the question, or of the answer, before."""

ABOUT = re.compile(r"\W*(?:(?:and|but|so|then|ok|okay|well|now)\W+)*(?:what|how)\s+(?:about|of)\b")
_WORD = re.compile(r"\d[\d.,:]*\d|\w+(?:'\w+)?")
_LONGEST_FRAGMENT = 8
_LONGEST_NAME = 3
_TAKEN_UP = 2
"""With more words of its own a question that ends in "too" says what it is about."""
_ITS_OWN_SUBJECT = 3


_IT_OF_NOTHING = re.compile(
    r"\bit\b(?=\s+(?:is\s+|was\s+)?(?:true|right|said|possible|likely|known|worth|safe|hard|easy"
    r"|tak\w+|cost\w*)\b.*\b(?:that|to|if)\b)"
)
"""Is it true that …, how long does it take to …: nothing is meant by this "it"."""


def depends(text: str) -> bool:
    """Whether a question has to be read together with the one before it."""
    plain = _IT_OF_NOTHING.sub("", in_small_letters(text))
    words = words_of(plain)
    own = own_words(words)
    if not own or _MEANS_BETTER.match(plain):
        return True
    return _is_a_fragment(words, plain) or _compares(words, own) or _points_back(words)


def in_small_letters(text: str) -> str:
    """A text in small letters, with the apostrophes of a keyboard."""
    return text.replace("’", "'").casefold()


def words_of(plain: str) -> list[str]:
    """The words of a text in small letters; what an apostrophe holds together is one."""
    return _WORD.findall(plain)


def own_words(words: Sequence[str]) -> list[str]:
    """Those of some words, in small letters, that say something of a subject."""
    slight = ABOUT_NOTHING | SAYS_NOTHING | _SLIGHT | VERBS | LEADING
    return [word for word in words if word not in slight and word.partition("'")[0] not in slight]


def is_a_sentence(words: Sequence[str]) -> bool:
    """Whether some words ask or state something, as far as their verb is a common one."""
    return any(word in ASKING or word in VERBS for word in words)


def _is_a_fragment(words: Sequence[str], plain: str) -> bool:
    """Whether it goes on with the sentence before it: "and Bo?", "in 1821 too?"."""
    if ABOUT.match(plain):
        return True
    rest = [*words]
    while rest and rest[0] in LEADING:
        rest.pop(0)
    opened = []
    while rest and rest[0] in JOINING:
        opened.append(rest.pop(0))
    if not rest or _asks_without_a_verb(rest):
        return True
    if is_a_sentence(rest):
        return any(word in _GOING_ON for word in opened)
    return bool(opened) or rest[-1] in ADDING or _asks_of_a_part(rest, plain)


def _asks_without_a_verb(words: Sequence[str]) -> bool:
    """Whether it is a few words like "at what temperature?", "who won?"."""
    rest = words[1:] if words[0] in PREPOSITIONS else words
    return (
        rest[:1] != [] and rest[0] in ASKING and len(rest) <= _LONGEST_NAME and not VERBS & {*rest}
    )


def _asks_of_a_part(words: Sequence[str], plain: str) -> bool:
    """Whether a few words end in a question mark; without it they are what is looked for."""
    opens = words[0] in PREPOSITIONS or words[0] in DETERMINERS
    most = _LONGEST_FRAGMENT if opens else _LONGEST_NAME
    return plain.rstrip().endswith("?") and len(words) <= most


def _compares(words: Sequence[str], own: Sequence[str]) -> bool:
    """Whether it asks for more, or for another, of what was spoken of."""
    if words[-1] in ADDING or words[-2:] == ["as", "well"]:
        return len(own) <= _TAKEN_UP
    others = any(word in _OTHERS for word in words)
    ones = any(word in _ONE and words[place - 1] in _WHICH_ONE for place, word in enumerate(words))
    return (others or ones) and len(own) < _TAKEN_UP


def _points_back(words: Sequence[str]) -> bool:
    """Whether a pronoun stands for something that the question does not name before it."""
    for place, word in enumerate(words):
        if word in _SAID_BEFORE and _is_demonstrative(words, place):
            return not own_words(words[:place]) and not _names_it_itself(words, place)
        if word in _PERSONAL:
            return not (_may_be_named(words, place) or _is_of_the_episode(words, word))
    return False


def _names_it_itself(words: Sequence[str], place: int) -> bool:
    """Whether "all that gravel" is named, in a question that says what it asks of it."""
    following = own_words(words[place + 1 : place + 2])
    return bool(following) and len(own_words(words)) >= _ITS_OWN_SUBJECT


def _may_be_named(words: Sequence[str], place: int) -> bool:
    """Whether what a pronoun stands for may be named before it.

    What somebody does to "him" is not done to himself: within a clause the two are never one.
    """
    before = words[:place]
    ends = place + 1 == len(words)
    follows = place > 0 and (words[place - 1] in PREPOSITIONS or bool(own_words(before[-1:])))
    if words[place] in _OBJECTS or ((ends or follows) and words[place] in _SUBJECTS_TOO):
        joins = [position for position, word in enumerate(before) if word in _BETWEEN_CLAUSES]
        before = before[: joins[-1]] if joins else []
    return bool(own_words(before))


def _is_of_the_episode(words: Sequence[str], pronoun: str) -> bool:
    """Whether "they" are the people of the episode, in a question with a subject of its own."""
    return pronoun in _MANY and len(own_words(words)) >= _ITS_OWN_SUBJECT


def _is_demonstrative(words: Sequence[str], place: int) -> bool:
    """Whether "that" stands for something, and does not join two halves of a sentence."""
    following = words[place + 1 : place + 2]
    if following and following[0] in _HEARD_NOW:
        return False
    before = words[place - 1] if place else ""
    return not following or not before or before in _BEFORE_A_DEMONSTRATIVE
