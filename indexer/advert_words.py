"""What is said in adverts: how they are announced, what they offer, whom they thank.

Many of these words are said of other things, too: a space agency supported a programme, and whoever
sold something once tells of the free trial that he gave. What is told of the past sells nothing.
"""

import re
from collections.abc import Iterator

_SHOW = r"(?:show|episode|podcast|program(?:me)?|portion|segment|part|video|hour)"
_OWN = r"(?:show|episode|podcast|portion)"
"""What hardly anybody calls anything else than what is being listened to."""

_FIRST = r"(?:^|[,;:.–—-])\W*(?:(?:and|but|so|now|also)\s+)*"
_AS_EVER = r"\s+(?:also\s+|proudly\s+)?"
_BY = r"\s+(?:in\s+part\s+)?by\b"
ANNOUNCES = re.compile(
    rf"""
    {_FIRST}(?:
        (?:this|today's)\s+{_SHOW}\b.{{0,50}}?\b(?:is|comes){_AS_EVER}(?:brought\s+to\s+you|sponsored)
        | (?:this|today's)\s+{_OWN}\b.{{0,50}}?\bwas{_AS_EVER}(?:brought\s+to\s+you|sponsored)
        | (?:this|today's)\s+{_OWN}\b.{{0,50}}?\b(?:is|comes){_AS_EVER}(?:supported|presented)
        | the\s+{_SHOW}\b.{{0,50}}?\b(?:is|comes){_AS_EVER}brought\s+to\s+you
        | the\s+{_OWN}\b.{{0,50}}?\bis{_AS_EVER}sponsored
        ){_BY}
    | \bthis\s+{_OWN}\s+is{_AS_EVER}made\s+possible{_BY}
    | ^\W*(?:and\s+)?(?:brought\s+to\s+you|sponsored)\s+by\b
    | \b(?:word|message|break)\s+(?:from|for)\s+(?:one\s+of\s+)?(?:our|today's|the)\s+sponsors?\b
    | \bsupport\s+for\s+(?:this|today's)\s+{_SHOW}.{{0,40}}\bcomes\s+from\b
    | \bthis\s+message\s+comes\s+from\s+(?:\w+\s+)?sponsor\b
    | \b(?:today's|this\s+week's)\s+(?:first\s+|next\s+|second\s+|other\s+)?sponsor
        (?:\s+for\s+this\s+{_SHOW})?\s+is\b
    | \bour\s+(?:first\s+|next\s+|second\s+|other\s+)?sponsor
        \s+(?:today|this\s+week|for\s+this\s+{_SHOW})\s+is\b
    | \btell\s+you\s+about\s+(?:one\s+of\s+)?(?:our|today's|this\s+week's)\s+sponsors?\b
    | \b(?:thank|thanks\s+to|hear\s+from)\s+(?:one\s+of\s+)?(?:today's|this\s+week's)
        \s+sponsors?\b
    | \b(?:diese\s+(?:folge|episode)|dieser\s+podcast)\b.{{0,40}}
        \b(?:gesponsert|präsentiert|unterstützt)\s+von\b
    | \b(?:cet\s+épisode|ce\s+podcast)\b.{{0,40}}\b(?:sponsorisé|présenté|soutenu)\s+par\b
    | \best(?:e|a)\s+(?:episodio|programa|podcast)\b.{{0,40}}\bpatrocinado\s+por\b
    """,
    re.IGNORECASE | re.VERBOSE,
)

MAY_ANNOUNCE = re.compile(
    rf"""
    {_FIRST}(?:this|today's|the)\s+{_SHOW}\b.{{0,50}}?\b(?:is|was|comes){_AS_EVER}
        (?:brought\s+to\s+you|sponsored|supported|presented){_BY}
    | \bthis\s+{_OWN}\b.{{0,50}}?\bmade\s+possible{_BY}
    | \bsupport\s+for\s+the\s+{_SHOW}.{{0,40}}\bcomes\s+from\b
    | \bthis\s+message\s+comes\s+from\b
    | \bour\s+(?:first\s+|next\s+|second\s+|other\s+)?sponsor\s+is\b
    | \b(?:thank|thanks\s+to|hear\s+from)\s+(?:one\s+of\s+)?our\s+sponsors?\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What is said of programmes in history and of the sponsors of a race as well."""

_ADDRESS = (
    r"[\w-]+\s?(?:\.|\sdot\s)\s?(?:com|org|net|io|fm|dev|co|ai|app|tv|de|me|so|us)\b"
    r"(?:\s?(?:/|\sslash\s)\s?\w+)?"
)
_CODE = (
    r"\buse\s+(?:(?:the|our|my)\s+)?"
    r"(?:(?:promo|coupon|discount)\s+code|code\s+[\"“]?(?-i:[A-Z][A-Z0-9]{2}))"
)
_OFFERS = re.compile(
    rf"""
    \b(?:promo|coupon|discount|offer)\s+code\b
    | {_CODE}
    | \b(?:use|enter|apply|type|code)\b.{{0,40}}\bat\s+checkout\b
    | \b\d+\s?(?:%|percent)\s+off\b
    | \b(?:ten|fifteen|twenty|thirty|forty|fifty)\s+percent\s+off\b
    | \b(?:free|risk[\s-]free|\d+[\s-]day)\s+trial\b
    | \bmoney[\s-]back\s+guarantee\b
    | \b(?:first|one|two|three|six|\d+)\s+(?:months?|weeks?|boxes)\s+(?:for\s+)?free\b
    | \b(?:free|buy)\b.{{0,50}}\b(?:at|by\s+going\s+to)\s+{_ADDRESS}
    """,
    re.IGNORECASE | re.VERBOSE,
)
_CALLS = re.compile(
    rf"""
    {_CODE}
    | \bsign\s+up\s+(?:today|now|for\s+free)\b
    | \b(?:get|getting)\s+started\s+(?:today|for\s+free|at\s+{_ADDRESS})
    | \b(?:free|buy)\b.{{0,50}}\b(?:at|by\s+going\s+to)\s+{_ADDRESS}
    | \b(?:just\s+|please\s+)?(?:visit|go\s+to|head\s+(?:on\s+)?(?:over\s+)?to|check\s+(?:them|it)
        \s+out\s+at|learn\s+more\s+at|find\s+out\s+more\s+at|sign\s+up\s+at)\s+{_ADDRESS}
    | \blink\s+(?:is\s+|will\s+be\s+)?in\s+(?:the\s+|your\s+)?(?:podcast\s+player\s+)?show\s+notes\b
    | \b(?:let\s+them\s+know|tell\s+them)\s+(?:that\s+)?(?:we|I)\s+sent\s+you\b
    | \bit(?:'s|\s+is)\s+(?:also\s+)?brought\s+to\s+you\s+by\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_TOLD_OF = re.compile(
    r"""
    (?:\b(?:was|were|had|told|went|sold|gave|offered|used\s+to)\b
    | (?<!'ve)(?<!have)(?<!has)\s+got\b
    | \b(?:they|people|users|customers)\s+could\b
    | \b(?:I|we|you|he|she|they|it|who|people|users|customers)\s+(?:then\s+|also\s+)?\w+(?<!e)ed\b
    )(?:(?!\b(?:you|your|our|us|listeners)\b)[^,;:.—–])*$
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What somebody did, up to what would sell: "we gave every user", but not "they gave us"."""
_DONE_BY_OTHERS = re.compile(
    r"(?<!if\s)(?<!when\s)(?<!sure\s)\b(?:I|we|you|they|people|users|customers)\s+"
    r"(?:then\s+|just\s+)?$",
    re.IGNORECASE,
)
"""Who does what listeners would be told to do: "you go to …" is no call, "go to …" is."""
_TOLD_NEAR = 80
"""Characters before what would sell."""

THANKS = re.compile(
    rf"""
    \bthank(?:s|\s+you)\b.{{0,60}}\bfor\s+(?:\w+\s+)?sponsoring\s+
        (?:the|this|our)\s+(?:last\s+)?{_SHOW}
    | \bthank(?:s|\s+you)(?:\s+\w+){{0,3}}?\s+to\b.{{0,60}}\bfor\s+(?:\w+\s+)?supporting\s+
        (?:(?:the|our)\s+(?:last\s+)?{_OWN}|this\s+{_SHOW})
    | \b(?:it|that|this|which)\s+(?:really\s+|also\s+)?helps?\s+(?:to\s+)?support\s+
        (?:the|this|our)\s+{_OWN}
    """,
    re.IGNORECASE | re.VERBOSE,
)
THANKS_SOMEBODY = re.compile(
    rf"""
    \bthank(?:s|\s+you)(?:\s+again)?\s+to\b.{{0,60}}\bfor\s+(?:sponsoring|supporting)\b
    | \bhelps?\s+(?:to\s+)?support\s+(?:the|this|our)\s+{_SHOW}
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Who was announced is thanked; by itself it may be anybody's thanks for anything."""

SOLD_CHAPTER = re.compile(
    r"\W*(?:ads?|ad\s+break|adverts?|advertisements?|(?:a\s+word\s+from\s+)?(?:our\s+)?sponsors?"
    r"|sponsor\s+break|sponsored|(?:pre|mid|post)[\s-]?roll|promo|werbung|anzeige|publicité"
    r"|publicidad|patrocinador(?:es)?)\W*(?:[:–—-].*)?",
    re.IGNORECASE,
)
_SPONSOR = re.compile(
    r"\bby\s+(?:the\s+(?:folks|people|team|makers)\s+(?:at|of)\s+)?(?:[Tt]he\s+)?"
    r"([A-Z][\w.]*\w)"
)


def offers(text: str) -> bool:
    """Whether it says what somebody would gain; a guest may tell of it who sold something once."""
    return not all(map(_TOLD_OF.search, _before_each(_OFFERS, text)))


def calls(text: str) -> bool:
    """Whether it tells listeners what to do; a teacher tells them, too, where to go."""
    return not all(
        _TOLD_OF.search(before) or _DONE_BY_OTHERS.search(before)
        for before in _before_each(_CALLS, text)
    )


def sponsor_of(text: str) -> str | None:
    """The first word of the name of whom something is brought by."""
    found = _SPONSOR.search(text)
    return found[1] if found else None


def _before_each(selling: re.Pattern[str], text: str) -> Iterator[str]:
    """What is said right before each thing that would sell."""
    for found in selling.finditer(text):
        yield text[max(0, found.start() - _TOLD_NEAR) : found.start()]
