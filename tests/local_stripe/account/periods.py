"""When a billing period ends."""

import calendar
from datetime import UTC, datetime

from tests.local_stripe.shapes.parts import Resource

_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "year": 12}
_DAY_SECONDS = 86_400


def next_end(anchor: int, start: int, recurring: Resource) -> int:
    """The end of the period that begins at ``start``, counted from the anchor.

    A subscription of the 31st renews on the last day of a shorter month and on the 31st again.
    """
    count = 1
    while (end := _later(anchor, recurring, count)) <= start:
        count += 1
    return end


def _later(anchor: int, recurring: Resource, periods: int) -> int:
    interval, count = str(recurring["interval"]), periods * int(recurring["interval_count"])
    if interval in _DAYS:
        return anchor + count * _DAYS[interval] * _DAY_SECONDS
    moment = datetime.fromtimestamp(anchor, UTC)
    months = moment.month - 1 + count * _MONTHS[interval]
    year, month = moment.year + months // 12, months % 12 + 1
    day = min(moment.day, calendar.monthrange(year, month)[1])
    return int(moment.replace(year=year, month=month, day=day).timestamp())
