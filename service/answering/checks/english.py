"""The English words that the checks go by; other languages pass the checks that need them."""

_REPORTING = """
say says said saying think thinks thought believe believes believed feel feels felt argue argues
argued explain explains explained mention mentions mentioned note notes noted recall recalls
recalled describe describes described suggest suggests suggested recommend recommends recommended
claim claims claimed predict predicts predicted expect expects expected hope hopes hoped guess
guesses guessed suspect suspects suspected admit admits admitted remember remembers remembered
consider considers considered wish wishes wished wonder wonders wondered doubt doubts doubted joke
jokes joked reckon reckons reckoned imagine imagines imagined warn
warns warned advise advises advised emphasize emphasizes emphasized observe observes observed
estimate estimates estimated assume assumes assumed acknowledge acknowledges acknowledged
"""
_REPORTING_WITH_CONTENT = """
add adds added find finds found see sees saw prefer prefers preferred like likes liked love loves
loved hate hates hated want wants wanted worry worries worried agree agrees agreed disagree
disagrees disagreed state states stated call calls called compare compares compared stress stresses
stressed report reports reported point points pointed
"""
_NEGATORS = """
not never no nobody none nothing nowhere neither nor cannot without n't
"""
_WEAK_NEGATORS = """
hardly barely rarely seldom lack lacks lacked lacking fail fails failed unable impossible refuse
refuses refused avoid avoids avoided unlike except missing absent unlikely deny denies denied doubt
doubts doubted disagree disagrees disagreed unnecessary zero prevent prevents prevented keeping
"""
_CLAUSE_WORDS = """
but because although though however while whereas unless if when so whether since
"""
_NEVER_NAMES = """
i i'm i've i'd i'll the a an this that these those it he she they we you according in on at for and
but or if when while as after before because there here what who how why where some many most one
two both to another other instead however also ok okay yes no
"""
_FIRST_PERSON = """
i me my mine myself we us our ours i'm i've i'd i'll we're we've we'd we'll
"""
_INTENSIFIERS = """
really very quite actually just even particularly necessarily exactly that much always ever
"""
_CERTAINTIES = """
always every everyone everybody everything all exactly entirely completely totally fully absolutely
must guaranteed certain certainly definitely undoubtedly surely sure precisely solely only know
knows knew confirmed confirms checked proven proves invariably
"""
_LIGHT = """
begin begins began begun beginning start starts started starting put puts take takes took taken make
makes made making come comes came coming go goes went gone turn turns turned become becomes became
use uses used using many lot lots several various way ways kind sort long simply simple such example
instance name names named call calls called show shows showed around almost nearly put set sets keep
keeps kept give gives gave given bring brings brought look looks looked feel feels felt need needs
needed able allow allows allowed let lets include includes included work works worked run runs ran
part end ends ended place people person someone somebody something everything anything thing things
time times year day today now often always first own new another other well like likes liked wants
want wanted find finds found create creates created really quite actually particular specific
according appear appears appeared happen happens happened serve serves served
although though whereas thus hence since perhaps probably maybe possibly currently present presently
per plus far further almost little complete completely consist consists consisted hold holds held
cover covers covered spend spends spent whole together reach reaches reached add adds added early
earlier late later once ago rather soon either mean means meant move moves moved change changes
changed lead leads led state states stated explain convince convinced
"""
_COMPARING = """
more over above greater most beyond larger bigger exceed exceeds plus; less fewer under below
smaller least; before prior earlier ago previously until by; after later then since following once
subsequently into; first initially initial originally original; last final finally latest recent
ultimately; better best nicer; worse worst; easier easiest; harder hardest; faster quicker fastest;
slower slowest; higher highest; lower lowest; longer longest; shorter shortest; cheaper cheapest;
older oldest; younger youngest newer newest; stronger strongest; weaker weakest; than compared
versus over rather; always; never; inside within; outside; easy simple simpler; hard difficult tough
"""
_SCALES = """
early late earlier later first last easy hard easier harder old new older newer good bad better
worse best worst high low higher lower fast slow faster slower big small bigger smaller strong weak
true false safe unsafe public private above below
"""
_MOVABLE = """
sometimes often always really actually probably maybe perhaps also just still already now today
almost even very quite again then too ever yet together here there currently ago year years month
months week weeks day days hour hours minute minutes second seconds once twice kind sort lot
"""
_DISSENTS = """
disagree disagrees disagreed deny denies denied doubt doubts doubted dispute disputes disputed
reject rejects rejected oppose opposes opposed contradict contradicts contradicted hate hates hated
"""
_NUMBERS = """
zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds
thousand thousands million millions billion billions trillion dozen half quarter third twice percent
"""
_SAYS_NOTHING = """
who what when where why how which whose whom many much long often old did do does doing done is are
was were be been has have had can could would should will he him his she her hers they them their
theirs it its this that these those there here about of in on at to for with from by and or so the a
an one ones thing things stuff say says said mean means meant tell me more please explain elaborate
happen happened happens go going think thinks thought feel feels talk talks talking else again then
now really exactly i you we us my your our come any some s yes yeah no nope none
neither
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ONLY_REPORTING = _words(_REPORTING)
"""Verbs of saying that an answer adds to what was said."""

REPORTING = ONLY_REPORTING | _words(_REPORTING_WITH_CONTENT)
"""All verbs after which stands what somebody said, thought or felt."""

NEGATORS = _words(_NEGATORS)
"""Words that deny."""

WEAK_NEGATORS = _words(_WEAK_NEGATORS)
"""Words that may stand for a negation on the other side."""

CLAUSE_WORDS = _words(_CLAUSE_WORDS)
"""Words that begin a new clause."""

FIRST_PERSON = _words(_FIRST_PERSON)
"""How a speaker is named in their own words."""

INTENSIFIERS = _words(_INTENSIFIERS)
"""Words between a negator and what it denies."""

CERTAINTIES = _words(_CERTAINTIES)
"""Words that claim more than what was said without them."""

LIGHT = _words(_LIGHT)
"""Words that a paraphrase changes freely: they need not be said."""

NUMBER_WORDS = _words(_NUMBERS)
"""Numbers in words, which are compared by their values."""


def _classes(lines: str) -> dict[str, frozenset[str]]:
    """Each word with all words of the classes that it is in."""
    found: dict[str, set[str]] = {}
    for line in lines.split(";"):
        for word in line.split():
            found.setdefault(word, set()).update(line.split())
    return {word: frozenset(others) for word, others in found.items()}


COMPARING = {
    word: others
    for word, others in _classes(_COMPARING).items()
    if word not in _words("by until into over plus once then since ago")
}
"""Words that set one thing above another or before it, each with those that say the same."""

SCALES = _words(_SCALES)
"""Words that place a thing at one end or the other."""

DISSENTS = _words(_DISSENTS)
"""Verbs that turn what follows into its contrary, or a speaker against it."""

MOVABLE = _words(_MOVABLE)
"""Words that may stand anywhere in a sentence."""

NEVER_NAMES = _words(_NEVER_NAMES)
"""Words whose capital says nothing."""

SAYS_NOTHING = _words(_SAYS_NOTHING)
"""Words of which a question that names no subject is made."""
