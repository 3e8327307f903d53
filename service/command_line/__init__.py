"""The ``ask-episode`` command: one module a group of commands.

    indexing   index, remove, check
    watching   watch
    reading    episodes, show, search, ask
    serving    serve
    keys       keys create, list, rotate, revoke
    sites      sites add, list, remove
    shows      shows list, set
    accounts   accounts show, grant, sync, delete
    billing    billing check, reconcile
    feedback   feedback
    gaps       gaps
    evaluation eval retrieval, eval answers

Exit codes: 0 done; 1 something was refused or found damaged; 2 wrong usage; 3 no such episode;
130 interrupted.
"""

import typer

from service.command_line import (
    accounts,
    billing,
    evaluation,
    feedback,
    gaps,
    indexing,
    keys,
    reading,
    serving,
    shows,
    sites,
    watching,
)

app = typer.Typer(
    name="ask-episode",
    help="Ask one podcast episode a question; every sentence of the answer was said in it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
indexing.add_commands(app)
watching.add_commands(app)
reading.add_commands(app)
for module in (serving, keys, sites, shows, accounts, billing, feedback, gaps, evaluation):
    module.add_commands(app)


def main() -> None:
    """Runs the command that the arguments name."""
    app()
