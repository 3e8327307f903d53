"""The months in which questions are counted. Pure; times are seconds since 1970, UTC."""

import calendar
from datetime import UTC, datetime


def add_months(anchor: int, months: int) -> int:
    """The same time of day so many months later, on the anchor's day or the month's last.

    So does Stripe: what began on 31 January is due on 28 February and again on 31 March.
    """
    began = datetime.fromtimestamp(anchor, UTC)
    year, month = divmod(began.year * 12 + began.month - 1 + months, 12)
    day = min(began.day, calendar.monthrange(year, month + 1)[1])
    return int(began.replace(year=year, month=month + 1, day=day).timestamp())


def month_of(anchor: int, now: int) -> tuple[int, int]:
    """The start and the end of the month, counted from an anchor, in which a time lies."""
    began, today = datetime.fromtimestamp(anchor, UTC), datetime.fromtimestamp(now, UTC)
    months = (today.year - began.year) * 12 + today.month - began.month
    if add_months(anchor, months) > now:
        months -= 1
    return add_months(anchor, months), add_months(anchor, months + 1)


def calendar_month(now: int) -> tuple[int, int]:
    """The start and the end of the calendar month in which a time lies."""
    return month_of(0, now)
