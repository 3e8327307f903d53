"""When a feed is asked again."""

import pytest

from indexer.feeds import Appointment

HALF_AN_HOUR, A_DAY = 1800.0, 86_400.0


@pytest.mark.parametrize(
    ("wait", "after"),
    [(None, HALF_AN_HOUR), (60, HALF_AN_HOUR), (7200, 7200), (10 * A_DAY, A_DAY)],
)
def test_a_server_may_put_it_off_and_not_bring_it_forward(wait: float | None, after: float) -> None:
    appointment = Appointment(HALF_AN_HOUR)
    appointment.keep(100, wait, failed=False)
    assert appointment.at == 100 + after


def test_failures_in_a_row_put_it_off_twice_as_long_each_time() -> None:
    """Up to a day; as soon as it works all is as before."""
    appointment = Appointment(HALF_AN_HOUR)
    waits = []
    for _ in range(100):
        appointment.keep(0, None, failed=True)
        waits.append(appointment.at)
    assert waits[:4] == [3600, 7200, 14_400, 28_800]
    assert waits[-1] == A_DAY
    appointment.keep(0, None, failed=False)
    assert appointment.at == HALF_AN_HOUR


def test_who_asks_for_a_day_gets_a_day() -> None:
    appointment = Appointment(A_DAY)
    appointment.keep(0, None, failed=True)
    assert appointment.at == A_DAY
