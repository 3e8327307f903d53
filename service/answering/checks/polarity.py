"""Whether a claim denies what was affirmed, affirms what was denied, or drops a doubt. Pure.

English rules (negators, hedges); texts in other languages pass, and rest on the other checks. A
negation is compared by what it governs, after the scope heuristics of NegEx (Chapman et al., "A
simple algorithm for identifying negated findings and diseases", 2001): the next content words of
its clause.
"""

import re
from collections.abc import Iterator

from service.answering.checks.english import (
    INTENSIFIERS,
    LIGHT,
    NEGATORS,
    ONLY_REPORTING,
    UNIVERSALS,
    WEAK_NEGATORS,
)
from service.answering.checks.words import Word, Words, alike

_NEGATIVE_PREFIX = re.compile(r"^(un|in|im|ir|dis|non)(?=[a-z]{4})")
_SET_PHRASES = re.compile(
    r"\b(not (?:only|just|to mention|necessarily|sure)|no (?:doubt|matter|problem|worries|wonder)"
    r"|why not|whether or not|or not|if not|nothing but"
    r"|(?:is|are|do|does|did|was|were|have|has|ca|wo|would|could|should)n['’]t"
    r" (?:it|you|they|we|he|she|i)\b|can['’]t wait|can['’]t help|never mind"
    r"|(?:i|you) (?:do not|don['’]t) know|(?:did|do|does|was|is|were)(?:n['’]t| not)"
    r"(?= (?:\w+ ){1,3}until))\b",
    re.IGNORECASE,
)
_INTERJECTION = re.compile(r"(?:^|[.!?,;—-]\s*)no(?=\s*[,.!?;—]|$)", re.IGNORECASE)
_PASSED_OVER = ONLY_REPORTING | LIGHT
"""What a claim denies of what was said lies behind these: "does not think that the frost"."""

_CLAIMED_REACH, _SAID_REACH, _GOVERNED = 6, 8, 2


def negation_differs(claim: Words, said: Words) -> bool:
    """Whether something is negated in the claim and not in what was said, or the other way round.

    Args:
        claim: The claim.
        said: The sentences that it cites.
    """
    return _denies_what_was_said(claim, said) or _affirms_what_was_denied(claim, said)


def _denies_what_was_said(claim: Words, said: Words) -> bool:
    shared_words = claim.lows & WEAK_NEGATORS
    weak = WEAK_NEGATORS - shared_words
    denied = {t for scope in _scopes(said, _SAID_REACH, weak=weak) for t in scope}
    for places in _places(claim, _CLAIMED_REACH, weak=frozenset()):
        scope = [claim.words[p].term for p in places if claim.words[p].low not in _PASSED_OVER]
        shared = [term for term in scope if _among(term, said.terms)]
        if shared and not any(_among(term, denied) for term in shared[:1]):
            return True
        if not shared and not _denies(said, weak):
            return True
    return False


def _denies(text: Words, weak: frozenset[str]) -> bool:
    """Whether anything is denied in a text."""
    return any(True for _ in _places(text, 1, weak=weak)) or _negative_forms(text)


def _affirms_what_was_denied(claim: Words, said: Words) -> bool:
    if _denies(claim, WEAK_NEGATORS):
        return False
    affirmed = _terms_outside(said)
    for scope in _scopes(said, _GOVERNED, weak=frozenset()):
        head = scope[0]
        if _among(head, claim.terms) and not _among(head, affirmed):
            return True
    return False


def _terms_outside(said: Words) -> frozenset[str]:
    """The terms that occur somewhere without a negation before them."""
    denied = {place for scope in _places(said, _SAID_REACH, weak=frozenset()) for place in scope}
    return frozenset(w.term for i, w in enumerate(said.words) if w.has_content and i not in denied)


def _scopes(text: Words, reach: int, *, weak: frozenset[str]) -> Iterator[list[str]]:
    for places in _places(text, reach, weak=weak):
        if places:
            yield [text.words[place].term for place in places]


def _places(text: Words, reach: int, *, weak: frozenset[str]) -> Iterator[list[int]]:
    """For each negator the places of the content words that it governs."""
    idle = [m.span() for p in (_SET_PHRASES, _INTERJECTION) for m in p.finditer(text.text)]
    for position, word in enumerate(text.words):
        if any(low <= word.start < high for low, high in idle):
            continue
        if is_negator(word.low) or word.low in weak:
            yield _governed(text.words, position, reach)


def is_negator(low: str) -> bool:
    """Whether a word denies."""
    return low in NEGATORS or low.endswith("n't")


def _governed(words: tuple[Word, ...], position: int, reach: int) -> list[int]:
    clause = words[position].clause
    governed: list[int] = []
    for place in range(position + 1, len(words)):
        if words[place].clause != clause or len(governed) == reach:
            break
        if words[place].has_content and words[place].low not in INTENSIFIERS:
            governed.append(place)
    return governed


def _negative_forms(text: Words) -> bool:
    return any(_NEGATIVE_PREFIX.match(word.low) for word in text.words)


def _among(term: str, terms: frozenset[str] | set[str]) -> bool:
    return term in terms or any(alike(term, other) for other in terms)


_COUNTED = (
    r"(?:\d|an?\ (?:hundred|thousand|million|dozen|half|year|month|week|day)"
    r"|two|three|four|five|six|seven|eight|nine"
    r"|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|half)"
)
_DOUBTS = re.compile(
    rf"""\b((?-i:may)|might|perhaps|maybe|possibly|probably|presumably|likely|seems?|seemed|apparently
    |tends?\ to|usually|often|sometimes|generally|typically|mostly|frequently|occasionally|normally
    |almost|nearly|roughly|approximately|potentially|not\ sure|supposedly
    |for\ the\ most\ part
    |could(?!n['’]t)\ (?:\w+ly\ )?(?:be|have|become|mean|happen|end)
    |(?:around|about|some)(?=\ {_COUNTED})|or\ so|at\ least|up\ to)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_HEDGES = re.compile(
    rf"""\b((?-i:may)|might|could|can|perhaps|maybe|possibl[ey]|probabl[ey]|presumably|likely|unlikely|seems?
    |seemed|seemingly|appears?|appeared|apparently|supposedly|tends?|tended|usually|often|sometimes
    |generally|typically|mostly|frequently|occasionally|normally|largely|almost|nearly|roughly
    |approximately|close\ to|for\ the\ most\ part
    |(?:around|about|some)(?=\ {_COUNTED})|somewhat|partly|most|many
    |at\ least|at\ most|up\ to|or\ so|kind\ of|sort\ of|not\ sure|unsure|uncertain|potential(?:ly)?
    |would|if|whether|chance|possibility|every\ (?:once|now)|at\ times|in\ (?:general|part)
    |more\ or\ less|as\ a\ rule|commonly|regularly)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_THOUGHT = re.compile(
    r"\bI (?:think|guess|believe|suppose|imagine|assume|feel like|would say|would guess)\b",
    re.IGNORECASE,
)
_SUPPOSES = re.compile(
    r"""\b(thinks?|thought|believes?|believed|guess(?:es|ed)?|suspects?|suspected|assumes?|assumed
    |supposes?|supposed|imagines?|hopes?|hoped|estimates?|estimated|expects?|expected|wonders?
    |reckons?|suggests?|suggested|predicts?|predicted|unsure|doubts?|speculates?)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_WHOLE = frozenset(("whole", "entire", "each", "any", "none", "nothing", "nobody", "never", "full"))
_DOUBTED_AFTER, _DOUBTED_BEFORE, _LEAST_SHARED = 5, 2, 0.5


def doubt_is_lost(claim: Words, said: Words, *, reported: bool) -> bool:
    """Whether what was said with a "may", "probably" or "about" is claimed without any.

    Args:
        claim: The claim.
        said: The sentences that it cites.
        reported: Whether a reader is told that it is what somebody says, so that an "I think" is
            not lost.
    """
    if claim.lows & UNIVERSALS and not said.lows & (UNIVERSALS | _WHOLE):
        return True
    if _SUPPOSES.search(claim.text):
        return False
    kept = [set(_doubted(claim.words, *hedge.span())) for hedge in _HEDGES.finditer(claim.text)]
    doubts = [*_DOUBTS.finditer(said.text)]
    if not reported:
        doubts += _THOUGHT.finditer(said.text)
    for doubt in doubts:
        doubted = _doubted(said.words, *doubt.span())
        shared = [term for term in doubted if _among(term, claim.terms)]
        lost = bool(doubted) and len(shared) >= _LEAST_SHARED * len(doubted)
        if lost and not any(_among(term, terms) for term in shared for terms in kept):
            return True
    return False


def _doubted(words: tuple[Word, ...], start: int, end: int) -> list[str]:
    """The content words around a hedge, within its clause."""
    inside = [word for word in words if start <= word.start < end]
    if not inside:
        return []
    clause = inside[0].clause
    after = [w.term for w in words if w.start >= end and w.clause == clause and w.has_content]
    before = [w.term for w in words if w.start < start and w.clause == clause and w.has_content]
    return [*before[-_DOUBTED_BEFORE:], *after[:_DOUBTED_AFTER]]
