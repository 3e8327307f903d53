"""The command that follows feeds until it is stopped: watch."""

import signal
from datetime import UTC, datetime
from time import monotonic as _now
from time import sleep as _sleep
from typing import TYPE_CHECKING, Annotated

import typer

from indexer import BuildReport, ExplainedError
from service.command_line.common import (
    USAGE,
    DataOption,
    encoder_for,
    explained,
    output,
    say_error,
    settings_for,
    workshop_for,
)
from service.command_line.index_reports import failures, summary
from service.command_line.transcript_files import is_address

if TYPE_CHECKING:
    from indexer.feeds import Round, Workshop

_TURN = 900.0
"""Seconds after which the next feed has its turn, so that a slow or a huge one holds up none."""


def add_commands(app: typer.Typer) -> None:
    """Adds this module's commands to the command line."""
    app.command()(watch)


def watch(
    feeds: Annotated[list[str], typer.Argument(help="The addresses of podcasts' feeds.")],
    every: Annotated[
        float, typer.Option(min=1, max=1440, help="Minutes between two looks at a feed.")
    ] = 30,
    data: DataOption = None,
) -> None:
    """Follow feeds until it is stopped: index what is new or has changed.

    A feed is asked less often where its server says so, or while it fails.
    """
    for feed in feeds:
        if not is_address(feed):
            say_error(f"{feed} is no address of a feed: it has to begin with https://.")
            raise typer.Exit(USAGE)
    # Whoever stops a service sends this; it then ends as it does at the keyboard.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with explained():
        try:
            settings = settings_for(data)
            _watch(feeds, every * 60, workshop_for(settings, encoder_for(settings)))
        except KeyboardInterrupt:
            output.print("Stopped. Nothing is half-written; the same command goes on.")


def _watch(feeds: list[str], every: float, workshop: "Workshop") -> None:
    from indexer.feeds import Appointment

    appointments = {feed: Appointment(every) for feed in feeds}
    said: dict[str, list[str]] = {}
    while True:
        feed = min(appointments, key=lambda each: appointments[each].at)
        _sleep(max(0.0, appointments[feed].at - _now()))
        outcome = _followed(feed, workshop)
        failed = failures({feed: outcome})
        _tell(outcome, failed, said.get(feed, []))
        said[feed] = failed
        failed_wholly = isinstance(outcome, ExplainedError)
        appointments[feed].keep(_now(), _wait(outcome), failed=failed_wholly)
        if not isinstance(outcome, ExplainedError) and outcome.unfinished:
            appointments[feed].at = _now()  # at once, but behind whoever waits already


def _followed(feed: str, workshop: "Workshop") -> "Round | ExplainedError":
    from indexer.feeds import follow

    try:
        return follow(feed, workshop, turn=_TURN)
    except ExplainedError as error:
        return error


def _tell(outcome: "Round | ExplainedError", failed: list[str], said: list[str]) -> None:
    """A line where something happened, and each failure that was not said the time before."""
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M}"
    if not isinstance(outcome, ExplainedError) and _happened(outcome):
        output.print(f"{now}  {summary(outcome)}", markup=False)
    for sentence in failed:
        if sentence not in said:
            say_error(f"{now}  {sentence}")


def _happened(followed: "Round") -> bool:
    results = (each.result for each in followed.outcomes)
    return any(isinstance(each, BuildReport) and not each.unchanged for each in results)


def _wait(outcome: "Round | ExplainedError") -> float | None:
    """For how many seconds a server says that it stays as it is, or wants to be left alone."""
    from indexer.feeds import FetchRefused

    if isinstance(outcome, ExplainedError) and not isinstance(outcome, FetchRefused):
        return None
    return outcome.wait
