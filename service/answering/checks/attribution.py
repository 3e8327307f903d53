"""Who a claim says it is from, and whether a reader must be told. Pure.

The most common error that is left in answers about what people said is an opinion stated as a fact
("interpretive overconfidence": arXiv 2509.25498). So an opinion, a prediction or a first-person
statement names its speaker, and that is who is cited.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from indexer import terms_of
from service.answering.checks.english import NEVER_NAMES, ONLY_REPORTING, REPORTING

UNKNOWN = "a speaker"

_REPORTED = re.compile(rf"\b(?:{'|'.join(sorted(REPORTING))})\b", re.IGNORECASE)
_ACCORDING = re.compile(
    r"\b(?:according to|in the (?:view|opinion|words|experience) of|for|as)\s+"
    r"(?P<who>[^,.;:]{2,60})",
    re.IGNORECASE,
)
_ACCORDING_TO = re.compile(r"\b(?:according to|in \w+ (?:view|opinion))\b", re.IGNORECASE)
_ACCORDING_OPENS = re.compile(
    r"^(?:according to|in the (?:view|opinion|words|experience) of) [^,]{2,60},\s*", re.IGNORECASE
)
_REPORT_OPENS = re.compile(
    rf"^[^,;:]{{0,80}}?\b(?:{'|'.join(sorted(REPORTING))})\b(?:\s+(?:that|to)\b)?\s*", re.IGNORECASE
)
_SAYS = rf"(?:{'|'.join(sorted(REPORTING))})\b[^,]{{0,40}}"
_PARENTHESIS = re.compile(
    rf",\s*(?:as\s+|according to\s+)?(?:[\w.'’-]+\s+){{0,4}}?"
    rf"(?:{_SAYS}|[^,]{{2,40}}\b(?:opinion|view|experience)\b|(?<=according to )[^,]{{2,40}})"
    r"(?:,|(?=[.!?]*$))",
    re.IGNORECASE,
)
_ANONYMOUS = re.compile(
    r"\b(?:a|an|one|the|another|this|first|second|other)\s+(?:\w+\s+)?"
    r"(?:speaker|guest|host|person|participant|voice|interviewee|interviewer|member)s?\b"
    r"|\b(?:someone|somebody|one of them|he|she|they)\b",
    re.IGNORECASE,
)
_SLASH = re.compile(r"[\s/|–—-]*")
_LABEL = re.compile(r"[\s/|–—-]*(?:\d+:\d\d(?::\d\d)?\s+)?(?P<name>[^\W\d_][^:!?,]{0,60}?):\s+")
_SUBJECT = re.compile(
    r"(?P<name>(?!As\b)[A-Z][\w'’.-]+(?: [A-Z][\w'’.-]+)*)\s+(?:also\s+)?(?P<verb>\w+)"
)
_FIRST_PERSON = re.compile(r"\b(I|I['’](?:m|ve|d|ll)|me|my|mine|myself|we|we['’]\w+|us|our|ours)\b")
_OPINION = re.compile(
    r"""\b(I|I['’](?:m|ve|d|ll)|my|me|mine|think|believe|feel|guess|hope|opinion|personally|honestly
    |frankly|obviously|should|shouldn['’]t|must|ought|need\ to|have\ to|has\ to|will|won['’]t
    |going\ to|gonna|would|wouldn['’]t|could|may|might|probably|maybe|perhaps|likely
    |good|better|best|bad|worse|worst|great|greatest|terrible|awful|amazing|awesome|fantastic
    |wonderful|incredible|incredibl[ey]|nice|cool|fun|funny|interesting|boring|beautiful|ugly|elegant
    |important|crucial|critical|useful|useless|easy|easier|easiest|hard|harder|hardest|difficult
    |simple|simpler|complex|complicated|favou?rite|perfect|horrible|weird|strange|crazy|silly|stupid
    |smart|clever|brilliant|love|like|hate|prefer|enjoy|fascinating|exciting|excited|scary|painful
    |annoying|confusing|powerful|valuable|worth|worthwhile|right|wrong|true|false|fair|unfair|huge
    |pretty|really|very|super|too|so|quite|most|never|always|everyone|everybody|nobody|clearly
    |definitely|certainly|surely|essential|key|main|problem|wish|want|surpris\w+|fortunate\w*
    |unfortunate\w*|sad\w*|happy|proud|afraid|worr\w+|shame|joy|trust|successful|impressive
    |\w{3,}(?:ful|less|ous|ible|able|ient|iant|etent|tive)|mostly|barely|hardly|almost
    |necessary|enough|future|seems?|looks?\ like|feels?\ like)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_FILLER = re.compile(r"\b(I mean|you know|I guess|I don['’]t know)\b", re.IGNORECASE)
_GENERIC_LABEL = frozenset(
    ("speaker", "host", "guest", "audience", "member", "narrator", "unknown")
)
_NOT_OWNING = r"(?!['’]s? (?!(?:view|opinion|words|experience|mind)\b))"
_SHORT_PART = 2


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who a claim says it is from.

    ``speakers`` are those whom the first name in it may mean; ``anonymous`` says "a speaker";
    ``elsewhere`` is a name before a verb of saying that is none of the episode's speakers.
    """

    speakers: frozenset[str]
    anonymous: bool = False
    elsewhere: str | None = None

    @property
    def given(self) -> bool:
        """Whether a reader is told that it is somebody's word."""
        return bool(self.speakers) or self.anonymous


def attribution_of(claim: str, speakers: Sequence[str]) -> Attribution:
    """Who a claim says it is from.

    Args:
        claim: The claim, without a label before it.
        speakers: All names under which the episode's words are spoken.
    """
    places = [match["who"] for match in _ACCORDING.finditer(claim)]
    opening = _opening(claim)
    for text in (*places, opening, _tail(claim)):
        named = _first_named(text, speakers)
        if named:
            return Attribution(named)
    reports = _REPORTED.search(claim)
    if _ANONYMOUS.search(opening) and reports:
        return Attribution(frozenset(), anonymous=True)
    subject = _SUBJECT.match(claim)
    elsewhere = subject["name"] if subject and subject["verb"].lower() in ONLY_REPORTING else None
    return Attribution(frozenset(), elsewhere=elsewhere)


def _first_named(text: str, speakers: Sequence[str]) -> frozenset[str]:
    """The speakers whom the first name in a text may mean."""
    names = tuple(speakers)
    found = [(place, s) for s in names if (place := _place_of_name(text, s, names)) >= 0]
    first = min((place for place, _ in found), default=-1)
    return frozenset(speaker for place, speaker in found if place == first)


def labelled(text: str, speakers: Sequence[str]) -> tuple[str | None, str]:
    """A speaker's label before a text, "Jane Doe: …", and the text after it."""
    label = _LABEL.match(text)
    if label:
        named = _first_named(label["name"], speakers)
        if named:
            return min(named), text[label.end() :]
    return None, text[_SLASH.match(text).end() :]  # type: ignore[union-attr]


@cache
def reporting_terms(language: str) -> frozenset[str]:
    """The stems of verbs of saying, which an answer adds to what was said."""
    return frozenset(terms_of(" ".join((*ONLY_REPORTING, "according opinion view")), language))


def without_attribution(claim: str, attribution: Attribution) -> str:
    """A claim without its "Jane Doe says that", "According to Jane Doe," or ", Jane Doe says,"."""
    if not attribution.given and not attribution.elsewhere:
        return claim
    for pattern in (_ACCORDING_OPENS, _REPORT_OPENS):
        stripped = pattern.sub("", claim, count=1)
        if stripped != claim:
            return stripped or claim
    return _PARENTHESIS.sub(" ", claim, count=1)


def _opening(claim: str) -> str:
    """What stands before the claim's first verb of saying; its first words where there is none."""
    reported = _REPORTED.search(claim)
    words = claim.split()
    first = " ".join(words[:4])
    return claim[: reported.start()] if reported and reported.start() <= len(claim) // 2 else first


def _tail(claim: str) -> str:
    """The words after a closing "…, says": a name may come last."""
    matches = list(_REPORTED.finditer(claim))
    if matches and matches[-1].end() >= len(claim) * 0.6:
        return claim[max(0, claim.rfind(",", 0, matches[-1].start())) :]
    return ""


def _place_of_name(text: str, speaker: str, speakers: tuple[str, ...]) -> int:
    """Where a text says a speaker's name, or a part of it that no other speaker has; -1 if not."""
    low = text.casefold()
    places = [
        match.start()
        for pattern, is_short in _name_patterns(speaker, speakers)
        for match in pattern.finditer(text if is_short else low)
    ]
    return min(places, default=-1)


@lru_cache(maxsize=1_000)
def _name_patterns(
    speaker: str, speakers: tuple[str, ...]
) -> tuple[tuple[re.Pattern[str], bool], ...]:
    """How a speaker may be named, and whether that is too short to be told without its capital."""
    shared = {part for s in speakers if not same_person(s, speaker) for part in _parts(s)}
    own = [p for p in _parts(speaker) if p not in shared and p not in _GENERIC_LABEL]
    patterns = [(re.compile(rf"\b{re.escape(speaker.casefold())}\b{_NOT_OWNING}"), False)]
    for part in own:
        # A name of two letters is told from a word by its capital: Bo, Ed, Al.
        is_short = len(part) <= _SHORT_PART
        if len(part) >= _SHORT_PART:
            written = re.escape(part.title() if is_short else part)
            patterns.append((re.compile(rf"\b{written}\b{_NOT_OWNING}"), is_short))
    return tuple(patterns)


@lru_cache(maxsize=10_000)
def same_person(one: str, other: str) -> bool:
    """Whether two labels may be one person's: Bekah and Bekah Hawrot Weigel, PW and Phil Wadler."""
    mine, yours = _parts(one), _parts(other)
    if mine == yours:
        return True
    generic = _GENERIC_LABEL & (set(mine) | set(yours))
    if generic:
        return False
    if mine and yours and mine[0] == yours[0]:
        return len(mine) == 1 or len(yours) == 1
    return _initials(mine, one) == _initials(yours, other) and 1 in (len(mine), len(yours))


def _initials(parts: tuple[str, ...], label: str) -> str:
    if len(parts) == 1 and label.isupper():
        return parts[0]
    return "".join(part[0] for part in parts)


@lru_cache(maxsize=10_000)
def _parts(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", re.sub(r"['’]s\b", "", text).casefold()))


def reports_speech(said: str) -> bool:
    """Whether somebody else's words are told in what was said: "Bob said there might be …"."""
    return _REPORTED.search(said) is not None or _ACCORDING_TO.search(said) is not None


def is_first_person(claim: str) -> bool:
    """Whether a claim speaks as "I" or "we" outside quotation marks."""
    return _FIRST_PERSON.search(re.sub(r"[“\"«„].*?[”\"»“]", "", claim)) is not None


def is_opinion(claim: str, said: Iterable[str]) -> bool:
    """Whether a claim, or what it cites, judges, predicts or tells of oneself."""
    texts = [claim, *said]
    return any(_OPINION.search(_FILLER.sub("", text)) for text in texts)


def shown_name(speaker: str | None) -> str:
    """A speaker's name as it is written in a claim: marks in a label are no quotation."""
    return " ".join(re.sub(r"[\"“”„‟«»＂「」『』]", " ", speaker or "").split()) or UNKNOWN


def begins_with_name(claim: str, speaker: str | None) -> bool:
    """Whether a claim begins with its speaker, who is then told of in it: "Jane Doe started …"."""
    return (
        speaker is not None
        and _place_of_name(claim, speaker, (speaker,)) == 0
        and (re.match(r"(?:[^\W\d_][\w.-]*\s)+", claim) is not None)
    )


def attributed(claim: str, speaker: str | None, common_words: frozenset[str]) -> str:
    """A claim with its speaker named before it.

    Args:
        claim: A whole sentence.
        speaker: Who said what it cites; None if that is unknown.
        common_words: Words that the episode writes small; a name is none of them.
    """
    first = claim.split(maxsplit=1)[0]
    plain = first[1:].islower() or len(first) == 1
    if plain and first != "I" and first.lower() in common_words | NEVER_NAMES:
        claim = first.lower() + claim[len(first) :]
    return f"According to {shown_name(speaker)}, {claim}"
