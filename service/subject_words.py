"""English words by which it is told what an episode speaks of: what is no name, and no thing."""

from service.answering.checks.english import LIGHT, NEVER_NAMES, NUMBER_WORDS, REPORTING
from service.answering.question_words import ABOUT_NOTHING


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NO_NAMES = _words("""
monday tuesday wednesday thursday friday saturday sunday january february march april may june july
august september october november december yeah yep okay ok right cool hey hi hello wow gosh god
great exactly absolutely sure oh ah um uh mm hmm mhm laughter laughs music please thanks thank
welcome maybe mr mrs ms dr speaker host guest unknown inaudible crosstalk english american christmas
internet url urls api apis cpu cpus ui faq id u.s u.k usa
""")
_VAGUE = _words("""
last next same other different whole main first second third few couple bit good bad big small great
best better little long right left real kind sort thing things stuff people guys person way ways lot
lots time times day days week weeks month months year years hour hours minute minutes point question
questions idea answer example reason problem course episode podcast show listener listeners guest
host fact case cases number side place half part level everybody anybody interesting nice cool hard
easy new old young entire certain back everyday important huge single actual specific exact perfect
full free quick super pretty
""")

BARE = _words("of about with for in on no any some")
"""What stands before a thing that needs no article."""

BEFORE_A_THING = BARE | _words("""
the a an this that these those my our your their his her its
""")
"""What stands before a thing, and not before what is done."""

AFTER_A_THING = ABOUT_NOTHING | _words("like because although since")
"""What stands behind a thing, and not between its words."""

NEVER_A_NAME = _NO_NAMES | NEVER_NAMES | ABOUT_NOTHING
"""What is written with a capital and names nothing that one would ask about."""

NEVER_A_THING = _VAGUE | ABOUT_NOTHING | LIGHT | NUMBER_WORDS | REPORTING
"""What may stand beside a thing and is no word of it."""
