"""The command that lists what was asked and found no answer: gaps."""

from dataclasses import asdict
from typing import Annotated

import typer
from rich.text import Text

from indexer import Library
from service.command_line.common import (
    DataOption,
    EpisodeOption,
    JsonOption,
    LimitOption,
    clock,
    day,
    explained,
    messages,
    output,
    print_json,
    settings_for,
)
from service.command_line.database import in_database
from service.gaps import MOST_LOOKED_AT, FoundGaps, Gap, Gaps

DaysOption = Annotated[
    int | None,
    typer.Option(
        "--days", metavar="N", min=1, max=36_500, help="Only of the last N days; else all kept."
    ),
]


def add_commands(app: typer.Typer) -> None:
    """Adds this module's command to the command line."""
    app.command()(gaps)


def gaps(
    episode: EpisodeOption = None,
    days: DaysOption = None,
    limit: LimitOption = 50,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the questions that found no answer, those asked most often first."""
    with explained():
        settings = settings_for(data)
        library = Library(settings.data_dir)
        found = in_database(settings, lambda engine: Gaps(engine, library).find(episode, days))
    shown = found.gaps[:limit]
    if as_json:
        print_json([asdict(gap) for gap in shown])
    else:
        for gap in shown:
            _print(gap)
    _tell(found, len(shown), episode, days)


def _tell(found: FoundGaps, shown: int, episode: str | None, days: int | None) -> None:
    """Says what is not in the list."""
    if not found.gaps:
        asked = "has gone" if episode is None else f"to {episode} has gone"
        when = "so far" if days is None else f"in the last {days} days"
        messages.print(f"No question {asked} without an answer {when}.", markup=False)
    elif shown < len(found.gaps):
        left = len(found.gaps) - shown
        messages.print(f"{left:,} more: `--limit` shows them.", markup=False)
    if found.only_since is not None:
        messages.print(
            f"Only the newest {MOST_LOOKED_AT:,} questions without an answer were looked at: those "
            f"since {day(found.only_since)}. `--episode` and `--days` narrow them down.",
            markup=False,
        )


def _print(gap: Gap) -> None:
    times = "once" if gap.count == 1 else f"{gap.count:,} times"
    last = f"on {day(gap.last_asked)}" if gap.count == 1 else f"last on {day(gap.last_asked)}"
    output.print(Text(f"{times}, {last}  {gap.episode_id}", "cyan"))
    output.print(Text(f"    {gap.question}", "bold"))
    if gap.part_of is not None:
        output.print(Text(f"      in “{gap.part_of}”", "dim"))
    for other in gap.other_wordings:
        often = f"  ({other.count:,} times)" if other.count > 1 else ""
        output.print(Text(f"    {other.question}{often}"))
    if gap.nearest is not None:
        who_and_when = ", ".join(filter(None, (gap.nearest.speaker, clock(gap.nearest.start))))
        output.print(
            Text(f"      nearest: {who_and_when or 'somebody'}: “{gap.nearest.quote}”", "dim")
        )
    output.print()
