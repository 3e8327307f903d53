"""Whether a claim denies what was affirmed, affirms what was denied, or drops a doubt. Pure.

English rules (negators, hedges); texts in other languages pass, and rest on the other checks. A
negation is compared by what it governs, after the scope heuristics of NegEx (Chapman et al., "A
simple algorithm for identifying negated findings and diseases", 2001): the next content words of
its clause.
"""

import re
from collections.abc import Iterator

from service.answering.checks.english import (
    CERTAINTIES,
    DISSENTS,
    INTENSIFIERS,
    NEGATORS,
    ONLY_REPORTING,
    WEAK_NEGATORS,
)
from service.answering.checks.words import Word, Words, alike

_NEGATIVE_PREFIX = re.compile(r"^(un|in|im|ir|dis|non)(?=[a-z]{3})")
_SET_PHRASES = re.compile(
    r"\b(not (?:only|just|to mention|necessarily|sure)|no (?:doubt|matter|problem|worries|wonder)"
    r"|why not|whether or not|or not|if not|nothing but"
    r"|(?:is|are|do|does|did|was|were|have|has|ca|wo|would|could|should)n['’]t"
    r" (?:it|you|they|we|he|she|i)\b|can['’]t wait|can['’]t help|never mind"
    r"|(?:i|you) (?:do not|don['’]t) know|(?:did|do|does|was|is|were)(?:n['’]t| not)"
    r"(?= (?:\w+ ){1,3}until))\b",
    re.IGNORECASE,
)
_DENIES_TWICE = re.compile(
    r"(?:\b(?:not|never|no|hardly)|n['’]t)\s+(?:\w+\s+)?(?:absent|missing|without|unlike|impossible|unable"
    r"|rare|uncommon|lacking|unlikely|unusual|unknown|incapable|fail|lack)\b",
    re.IGNORECASE,
)
_INTERJECTION = re.compile(r"(?:^|[.!?,;—-]\s*)no(?=\s*[,.!?;—]|$)", re.IGNORECASE)
_CLAIMED_REACH, _SAID_REACH, _BACK_REACH, _GOVERNED = 6, 8, 3, 2
_SHARED_WITH_A_DENIAL = 2


def negation_differs(claim: Words, said: Words) -> bool:
    """Whether something is negated in the claim and not in what was said, or the other way round.

    Args:
        claim: The claim.
        said: The sentences that it cites.
    """
    if _DENIES_TWICE.search(claim.text) and not _DENIES_TWICE.search(said.text):
        return True
    if any(w.low in DISSENTS and not _among(w.term, said.terms) for w in claim.words):
        return True
    return _denies_what_was_said(claim, said) or _affirms_what_was_denied(claim, said)


def _denies_what_was_said(claim: Words, said: Words) -> bool:
    weak = WEAK_NEGATORS - claim.lows
    denied = [frozenset(scope) for scope in _scopes(said, _SAID_REACH, weak=weak)]
    for places in _places(claim, _CLAIMED_REACH, weak=frozenset()):
        scope = [claim.words[p].term for p in places if claim.words[p].low not in ONLY_REPORTING]
        shared = [term for term in scope if _among(term, said.terms)][:_GOVERNED]
        if not any(all(_among(t, terms) for t in shared) for terms in denied):
            return True
        if not shared and (scope or not _denies(said, claim, weak)):
            return True
    return False


def _denies(text: Words, other: Words, weak: frozenset[str]) -> bool:
    """Whether anything is denied in a text, by a word of its own or by a prefix: "unsupported"."""
    return any(True for _ in _places(text, 1, weak=weak)) or any(
        _among(_NEGATIVE_PREFIX.sub("", word.term), other.terms)
        for word in text.words
        if _NEGATIVE_PREFIX.match(word.low) and not _among(word.term, other.terms)
    )


def _affirms_what_was_denied(claim: Words, said: Words) -> bool:
    scopes = list(_scopes(said, _SAID_REACH, weak=frozenset()))
    if not _denies(claim, said, WEAK_NEGATORS):
        return any(_among(term, claim.terms) for scope in scopes for term in scope) or any(
            sum(_among(term, claim.terms) for term in clause) >= _SHARED_WITH_A_DENIAL
            for clause in _clauses_that_deny(said)
        )
    denied = {t for s in _scopes(claim, _SAID_REACH, weak=WEAK_NEGATORS) for t in s}
    shared = [[t for t in scope if _among(t, claim.terms)][:_GOVERNED] for scope in scopes]
    return any(terms and not any(_among(t, denied) for t in terms) for terms in shared)


def _clauses_that_deny(text: Words) -> Iterator[frozenset[str]]:
    """The content words of each clause in which something is denied."""
    idle = _idle(text)
    for word in text.words:
        if is_negator(word.low) and not any(low <= word.start < high for low, high in idle):
            yield frozenset(w.term for w in text.words if w.clause == word.clause and w.has_content)


def _scopes(text: Words, reach: int, *, weak: frozenset[str]) -> Iterator[list[str]]:
    for places in _places(text, reach, weak=weak):
        if places:
            yield [text.words[place].term for place in places]


def _places(text: Words, reach: int, *, weak: frozenset[str]) -> Iterator[list[int]]:
    """For each negator the places of the content words that it governs."""
    idle = _idle(text)
    for position, word in enumerate(text.words):
        if any(low <= word.start < high for low, high in idle):
            continue
        if is_negator(word.low) or word.low in weak:
            yield _governed(text.words, position, reach)


def _idle(text: Words) -> list[tuple[int, int]]:
    """Where a negator denies nothing: "not only", "isn't it", a "No," that answers."""
    return [m.span() for p in (_SET_PHRASES, _INTERJECTION) for m in p.finditer(text.text)]


def is_negator(low: str) -> bool:
    """Whether a word denies."""
    return low in NEGATORS or low.endswith("n't")


def _governed(words: tuple[Word, ...], position: int, reach: int) -> list[int]:
    """The content words of a clause behind a negator; those before it where none follows."""
    clause = words[position].clause
    behind = [p for p in range(position + 1, len(words)) if words[p].clause == clause]
    governed = [p for p in behind if words[p].has_content and words[p].low not in INTENSIFIERS]
    if governed:
        return governed[:reach]
    before = [p for p in range(position) if words[p].clause == clause and words[p].has_content]
    return before[-_BACK_REACH:]


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
    |almost|nearly|roughly|approximately|potentially|not\ sure|supposedly|know\ (?:if|whether)
    |in\ some\ ways?|most\ of
    |for\ the\ most\ part|basically|pretty\ much|more\ or\ less|something\ like
    |like(?=\ (?:an?\ )?[$€£]?\d)
    |could(?!n['’]t)\ (?:\w+ly\ )?(?:be|have|become|mean|happen|end)
    |(?:around|about|some)(?=\ {_COUNTED})|or\ so|at\ least|up\ to)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_HEDGES = re.compile(
    rf"""\b((?-i:may)|might|perhaps|maybe|possibl[ey]|probabl[ey]|presumably|likely|unlikely|seems?
    |seemed|seemingly|appears?|appeared|apparently|supposedly|tends?|tended|usually|often|sometimes
    |generally|typically|mostly|frequently|occasionally|normally|largely|almost|nearly|roughly
    |approximately|close\ to|for\ the\ most\ part
    |(?:around|about|some)(?=\ {_COUNTED})|somewhat|partly|basically|pretty\ much|something\ like
    |at\ least|at\ most|up\ to|or\ so|kind\ of|sort\ of|not\ sure|unsure|uncertain|potential(?:ly)?
    |chance|possibility|every\ (?:once|now)|at\ times|in\ (?:general|part)
    |more\ or\ less|as\ a\ rule|commonly|regularly)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_ABLE = re.compile(r"\b(could|can)\b", re.IGNORECASE)
_THOUGHT = re.compile(
    r"\bI (?:think|guess|believe|suppose|imagine|assume|feel like|would say|would guess)\b",
    re.IGNORECASE,
)
_SUPPOSES = re.compile(
    r"""\b(thinks?|thought|believes?|believed|guess(?:es|ed)?|assumes?|assumed|supposes?|supposed
    |imagines?|predicts?|predicted)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_DOUBTING = re.compile(
    r"""\b(suspects?|suspected|hopes?|hoped|estimates?|estimated|expects?|expected|wonders?|reckons?
    |suggests?|suggested|unsure|doubts|speculates?|guess(?:es|ed)?)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_WHOLE = frozenset(("whole", "entire", "each", "any", "none", "nothing", "nobody", "never", "full"))
_ALL = frozenset(
    ("all", "every", "everyone", "everybody", "everything", "entirely", "completely", "always")
)
_JUST = frozenset(("only", "solely", "exactly"))
_DOUBTED_AFTER, _DOUBTED_BEFORE = 5, 3


def doubt_is_lost(claim: Words, said: Words, *, reported: bool) -> bool:
    """Whether what was said with a "may", "probably" or "about" is claimed without any.

    Args:
        claim: The claim.
        said: The sentences that it cites.
        reported: Whether a reader is told that it is what somebody says, so that an "I think" is
            not lost.
    """
    if _is_surer(claim, said):
        return True
    hedged = bool(_HEDGES.search(claim.text) or _DOUBTING.search(claim.text))
    reported = reported or _SUPPOSES.search(claim.text) is not None
    doubts = [] if hedged else [*_DOUBTS.finditer(said.text)]
    if _ABLE.search(claim.text):
        doubts = [doubt for doubt in doubts if not _ABLE.match(doubt[0])]
    if not reported and not hedged:
        doubts += _THOUGHT.finditer(said.text)
    return any(
        _among(term, claim.terms)
        for doubt in doubts
        for term in _doubted(said.words, *doubt.span())
    )


def _is_surer(claim: Words, said: Words) -> bool:
    """Whether a claim says "always", "exactly" or "knows" where nothing of the kind was said."""
    whole, just = said.lows & _WHOLE, "just" in said.lows
    return any(
        word.low in CERTAINTIES
        and not _among(word.term, said.terms)
        and not (just if word.low in _JUST else whole and word.low in _ALL)
        for word in claim.words
    )


def _doubted(words: tuple[Word, ...], start: int, end: int) -> list[str]:
    """The content words around a hedge, within its clause."""
    inside = [word for word in words if start <= word.start < end]
    if not inside:
        return []
    clause = inside[-1].clause
    after = [w.term for w in words if w.start >= end and w.clause == clause and w.has_content]
    before = [w.term for w in words if w.start < start and w.clause == clause and w.has_content]
    return [*before[-_DOUBTED_BEFORE:], *after[:_DOUBTED_AFTER]]
