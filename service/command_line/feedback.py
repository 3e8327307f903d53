"""The command that lists what was said of answers: feedback."""

from dataclasses import asdict

import typer
from rich.text import Text

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
from service.feedback import GivenFeedback, KeptFeedback


def add_commands(app: typer.Typer) -> None:
    """Adds this module's command to the command line."""
    app.command()(feedback)


def feedback(
    episode: EpisodeOption = None,
    limit: LimitOption = 50,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what listeners said of answers, newest first."""
    with explained():
        settings = settings_for(data)
        found = in_database(settings, lambda engine: KeptFeedback(engine).newest(limit, episode))
    if as_json:
        print_json([asdict(given) for given in found])
        return
    if not found:
        about = "of an answer" if episode is None else f"of an answer about {episode}"
        messages.print(f"Nobody has said anything {about} yet.", markup=False)
    for given in found:
        _print(given)


def _print(given: GivenFeedback) -> None:
    kind = given.kind.replace("_", " ")
    output.print(Text(f"{day(given.given_at)}  {given.episode_id}  {kind}", "cyan"))
    output.print(Text(f"    {given.question}", "bold"))
    if given.claim is not None:
        output.print(Text(f"    {given.claim}"))
    for moment in given.moments:
        who_and_when = ", ".join(filter(None, (moment.speaker, clock(moment.start))))
        output.print(Text(f"      {who_and_when or 'somebody'}: “{moment.quote}”"))
    if given.comment is not None:
        output.print(Text(f"    “{given.comment}”", "italic"))
    output.print()
