"""Whether two questions can be one in other words: what they ask for, and of what. Pure.

Vectors of questions tell what two are about, and hardly what they want to know of it: "When did the
weir collapse?" is nearer to "Why did the weir collapse?" than most paraphrases are to each other.
So these rules stand before a comparison by meaning, and may only keep questions apart. The rules of
wording are English; numbers and names are compared in every language that has them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import regex

from service.answering.checks.english import NEGATORS
from service.answering.checks.names import Capitals, names_in
from service.answering.checks.numbers import Number, numbers_claimed
from service.answering.checks.words import alike, words_of
from service.answering.question import content_terms

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_MOST_CAPITALS = 0.6
"""The share of capitals from which they are a manner of writing, and tell no names."""

NO_CAPITALS = Capitals(frozenset(), frozenset())
"""Of an episode that is gone, or that writes all words alike."""

_POLITE = re.compile(
    r"\W*(?:(?:so|and|but|well|ok|okay|please)\W+)*"
    r"(?:(?:do|does|did)\s+(?:you|they|anybody|anyone)\s+(?:know|say|mention|explain)|"
    r"(?:can|could|would|will)\s+you\s+(?:please\s+)?(?:tell\s+me|explain|say)|tell\s+me|"
    r"(?:i|i'd|i\s+would)\s+(?:want|like)\s+to\s+know)\b\W*(?:if\b|whether\b)?",
    re.IGNORECASE,
)
_AUXILIARIES = "is|are|was|were|do|does|did|can|could|will|would|should|has|have|had|may|might"
_WANTED = tuple(
    (wanted, re.compile(pattern, re.IGNORECASE))
    for wanted, pattern in (
        ("when", r"\b(?:when|(?:what|which)\s+(?:year|date|day|month|century))\b"),
        ("how often", r"\bhow\s+(?:often|frequently|many\s+times)\b"),
        (
            "how long",
            r"\bhow\s+(?:long|many\s+(?:seconds|minutes|hours|days|nights|weeks|months|years))\b",
        ),
        ("where", r"\bwhere\b"),
        ("who", r"\b(?:who|whom|whose)\b"),
        ("why", r"\b(?:why|how\s+come)\b"),
        ("", r"\b(?:what|which)\b"),
        (
            "",
            r"\bhow\s+much\b(?=.*\b(?:costs?|pays?|paid|charged?|earn(?:s|ed)?|weigh(?:s|ed)?)\b)",
        ),
        ("how", rf"\bhow(?=\s+(?:{_AUXILIARIES}|to|the)\b)"),
        ("how {what}", r"\bhow\s+(?P<what>\w+)"),
    )
)
_YES_OR_NO = re.compile(rf"\W*(?:{_AUXILIARIES})\b", re.IGNORECASE)


def _opposites(pairs: str) -> dict[str, frozenset[str]]:
    """Each word with those that say its opposite."""
    found: dict[str, frozenset[str]] = {}
    for pair in pairs.split(";"):
        one, other = (frozenset(side.split()) for side in pair.split("/"))
        found |= {word: found.get(word, frozenset()) | other for word in one}
        found |= {word: found.get(word, frozenset()) | one for word in other}
    return found


_OPPOSITES = _opposites("""
advantage advantages pro pros / disadvantage disadvantages con cons;
strength strengths / weakness weaknesses; good better best / bad worse worst;
large larger largest big bigger biggest / small smaller smallest;
high higher highest tall taller tallest / low lower lowest short shorter shortest;
long longer longest / short shorter shortest;
hot hotter hottest warm warmer warmest / cold colder coldest cool cooler coolest;
cheap cheaper cheapest / expensive dear dearer dearest costly;
fast faster fastest quick quicker quickest / slow slower slowest;
old older oldest / new newer newest young younger youngest;
easy easier easiest / hard harder hardest difficult;
heavy heavier heaviest / light lighter lightest;
first begin begins began beginning start starts started / last end ends ended ending final finally;
more most / less least fewer fewest; before / after; now today nowadays / then formerly originally;
forward forwards / back backward backwards; open opens opened / close closes closed shut;
arrive arrives arrived / depart departs departed leave leaves left; win wins won / lose loses lost;
like liked love loved / dislike disliked hate hated; buy buys bought / sell sells sold;
rise rises rose increase increased / fall falls fell decrease decreased; safe / unsafe dangerous;
true right / false wrong untrue; agree agreed / disagree disagreed;
support supported / oppose opposed; man men boy male / woman women girl female
""")
_OPPOSITE_PARTICLES = _opposites("up / down; in into on / out off; for with / against without")
"""Words that stand for much else as well: opposites where all the rest is the same."""

_POINTING_BACK = re.compile(
    r"\b(?:its?|he|him|his|she|hers?|they|them|theirs?|this|that|these|those|there|one)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ReadQuestion:
    """A question as it is compared.

    Attributes:
        words: All words in small letters, in order.
        terms: The stems that say what it is about, without those of ``wanted``.
        wanted: What it asks for: "who", "how deep", "yes or no"; empty where only "what" tells.
        negated: Whether it denies something.
        numbers: The numbers it says.
        names: Its words that are names, or parts of one.
    """

    words: tuple[str, ...]
    terms: frozenset[str]
    wanted: str
    negated: bool
    numbers: frozenset[Number]
    names: frozenset[str]

    @property
    def subject(self) -> tuple[str, frozenset[str]]:
        """What is asked of what, whatever order and forms its words have."""
        return self.wanted, self.terms or frozenset(self.words)


def read_questions(
    texts: Sequence[str], language: str, capitals: Capitals = NO_CAPITALS
) -> list[ReadQuestion]:
    """Questions of one episode as they are compared.

    What the episode writes like a name, or one of the questions, is a name in all: most people
    type small letters. A word that the episode writes small is none, however loud it is asked.
    """
    names = (capitals.large | _names(texts, language)) - capitals.small
    return [_read(text, language, names) for text in texts]


def words_in(text: str) -> tuple[str, ...]:
    """A text's words in small letters, without marks between them."""
    return tuple(_WORD.findall(text.casefold()))


def points_back(text: str, language: str) -> bool:
    """Whether a part of a question leaves its subject to the rest: "and what did it cost?"."""
    return language[:2] == "en" and _POINTING_BACK.search(text) is not None


def may_be_one(one: ReadQuestion, other: ReadQuestion) -> bool:
    """Whether nothing in their words keeps two questions apart.

    Where only the word of asking differs, it is what makes them two.
    """
    if not one.terms or not other.terms:
        return one.words == other.words
    asks_otherwise = one.wanted != other.wanted and (
        bool(one.wanted and other.wanted) or one.terms == other.terms
    )
    return not asks_otherwise and not _other_things(one, other)


def one_word_differs(one: ReadQuestion, other: ReadQuestion) -> bool:
    """Whether two questions say the same but for one word in place of another."""
    return len(_unsaid(one.terms, other.terms)) == len(_unsaid(other.terms, one.terms)) == 1


def _unsaid(terms: frozenset[str], said: frozenset[str]) -> list[str]:
    return [term for term in terms - said if not any(alike(term, other) for other in said)]


def _other_things(one: ReadQuestion, other: ReadQuestion) -> bool:
    """Whether two questions differ in what a paraphrase keeps."""
    return (
        one.numbers != other.numbers
        or one.negated != other.negated
        or _names_differ(one.names, other.names)
        or _are_opposed(one, other)
    )


def _names_differ(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two questions are about others: a part of a name may stand for the whole."""
    if not one or not other:
        return one != other
    return not (one <= other or other <= one)


def _are_opposed(one: ReadQuestion, other: ReadQuestion) -> bool:
    """Whether one question has a word where the other has its opposite."""
    mine = frozenset(one.words).difference(other.words)
    yours = frozenset(other.words).difference(one.words)
    return _meet(mine, yours, _OPPOSITES) or (
        one.terms == other.terms and _meet(mine, yours, _OPPOSITE_PARTICLES)
    )


def _meet(
    mine: frozenset[str], yours: frozenset[str], opposites: Mapping[str, frozenset[str]]
) -> bool:
    return any(not yours.isdisjoint(opposites.get(word, ())) for word in mine)


def _read(text: str, language: str, names: frozenset[str]) -> ReadQuestion:
    words = words_of(text, language).words
    is_english = language[:2] == "en"
    wanted, rest = _wanted(text) if is_english else ("", text)
    return ReadQuestion(
        words=words_in(text),
        terms=frozenset(content_terms(rest, language)),
        wanted=wanted,
        negated=is_english and any(w.low in NEGATORS or w.low.endswith("n't") for w in words),
        numbers=numbers_claimed(text, language),
        names=frozenset(_own(w.low) for w in words if w.has_content and _own(w.low) in names),
    )


def _wanted(text: str) -> tuple[str, str]:
    """What an English question asks for, by its first word of asking, and the rest of it."""
    asked = _POLITE.sub("", text.replace("’", "'"), count=1)
    found = [(match, wanted) for wanted, pattern in _WANTED if (match := pattern.search(asked))]
    if found:
        first, wanted = min(found, key=lambda one: one[0].start())
        return wanted.format(**first.groupdict()), asked[: first.start()] + asked[first.end() :]
    return ("yes or no" if _YES_OR_NO.match(asked) else ""), asked


def _names(texts: Sequence[str], language: str) -> frozenset[str]:
    """What is written like a name in any question. German writes all nouns like that."""
    if language[:2] == "de":
        return frozenset()
    written = [words_of(text, language) for text in texts if not _is_all_capitals(text)]
    capitals = Capitals(
        small=frozenset(w.low for words in written for w in words.words if w.text == w.low),
        large=frozenset(w.low for words in written for w in words.words[1:] if w.text != w.low),
    )
    return frozenset(_own(name.low) for words in written for name in names_in(words, capitals))


def _is_all_capitals(text: str) -> bool:
    """Whether capitals are a manner of writing: "What Is The Weir?", "WHAT IS THE WEIR?"."""
    words = _WORD.findall(text)
    return len(words) > 1 and sum(w[0].isupper() for w in words) >= _MOST_CAPITALS * len(words)


def _own(low: str) -> str:
    return re.sub(r"'s?$", "", low)
