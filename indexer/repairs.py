"""What was mended in a transcript while it was read, so that its operator can be told."""

from collections.abc import Iterator, Mapping
from enum import StrEnum


class Repair(StrEnum):
    """One kind of fault that published transcripts have, and what became of it."""

    ENDS_BEFORE_START = "ends_before_start"
    WITHOUT_LENGTH = "without_length"
    UNREADABLE_TIMES = "unreadable_times"
    TIMES_OF_DAY = "times_of_day"
    OVERLAPS = "overlaps"
    GOES_BACK = "goes_back"
    RECOGNISER_LOOPS = "recogniser_loops"
    SHOWN_AGAIN = "shown_again"
    FALSE_LABELS = "false_labels"
    SPELLINGS = "spellings"
    CONFLICTS = "conflicts"
    BROKEN_CHARACTERS = "broken_characters"
    REMARKS = "remarks"


Repairs = Mapping[Repair, int]
"""How often each was met; those that were not are left out."""

_TOLD = {
    Repair.ENDS_BEFORE_START: (
        "1 time ends before it starts: it lasts until the next one",
        "{} times end before they start: each lasts until the next one",
    ),
    Repair.WITHOUT_LENGTH: (
        "1 time has no length: it lasts until the next one begins",
        "{} times have no length: each lasts until the next one begins",
    ),
    Repair.UNREADABLE_TIMES: (
        "1 time cannot be read: the words below it have that of the words before",
        "{} times cannot be read: the words below them have those of the words before",
    ),
    Repair.TIMES_OF_DAY: (
        "1 time left out: it is a time of day, and not of the recording",
        "{} times left out: they are times of day, and not of the recording",
    ),
    Repair.OVERLAPS: (
        "1 time goes on into the next one: it ends where that begins",
        "{} times go on into the next one: each ends where that begins",
    ),
    Repair.GOES_BACK: (
        "1 time goes back: the words keep the order of the file, and their own times",
        "{} times go back: the words keep the order of the file, and their own times",
    ),
    Repair.RECOGNISER_LOOPS: (
        "1 word left out: a speech recogniser repeated it over and over",
        "{} words left out: a speech recogniser repeated them over and over",
    ),
    Repair.SHOWN_AGAIN: (
        "1 line is shown a second time by rolling captions, and taken once",
        "{} lines are shown a second time by rolling captions, and taken once",
    ),
    Repair.FALSE_LABELS: (
        "1 name left out that stood before words without telling who speaks",
        "{} names left out that stood before words without telling who speaks",
    ),
    Repair.SPELLINGS: (
        "1 name is another spelling of a speaker's: the two are one person here",
        "{} names are other spellings of speakers': each is one person here",
    ),
    Repair.CONFLICTS: (
        "1 conflict of a version control system was published in it: the first side is read",
        "{} conflicts of a version control system were published in it: the first side is read",
    ),
    Repair.BROKEN_CHARACTERS: (
        "1 character is broken in the file",
        "{} characters are broken in the file",
    ),
    Repair.REMARKS: (
        "1 remark that is no speech left out",
        "{} remarks that are no speech left out",
    ),
}


def repairs_told(repairs: Repairs) -> Iterator[str]:
    """A sentence for each kind of repair, as it is told to an operator."""
    for repair, count in repairs.items():
        one, many = _TOLD[repair]
        yield one if count == 1 else many.format(f"{count:,}")
