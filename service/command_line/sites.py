"""Commands for the origins on which the widget may live: sites add, list, remove."""

from dataclasses import asdict
from typing import Annotated

import typer

from service.access.sites import Sites
from service.command_line.common import (
    DataOption,
    JsonOption,
    explained,
    messages,
    output,
    print_json,
    settings_for,
)
from service.command_line.database import in_database

OriginArgument = Annotated[
    str, typer.Argument(metavar="ORIGIN", help="Where a page is: https://example.org.")
]


def add_commands(app: typer.Typer) -> None:
    """Adds this module's commands to the command line."""
    sites = typer.Typer(
        help="Say on which sites the widget may live.", no_args_is_help=True, rich_markup_mode=None
    )
    sites.command("add")(add)
    sites.command("list")(list_sites)
    sites.command("remove")(remove)
    app.add_typer(sites, name="sites")


def add(origin: OriginArgument, data: DataOption = None) -> None:
    """Let the widget live on a site, and payments send people back to it."""
    with explained():
        added = in_database(settings_for(data), lambda engine: Sites(engine).add(origin))
    messages.print(f"The widget may live on {added}.", markup=False)


def list_sites(data: DataOption = None, as_json: JsonOption = False) -> None:
    """List the sites on which the widget may live."""
    with explained():
        found = in_database(settings_for(data), lambda engine: Sites(engine).listed())
    if as_json:
        print_json([asdict(site) for site in found])
        return
    for site in found:
        output.print(site.origin, markup=False)
    if not found:
        messages.print("No sites yet: `ask-episode sites add ORIGIN` adds one.", markup=False)


def remove(origin: OriginArgument, data: DataOption = None) -> None:
    """Take a site's permission back."""
    with explained():
        removed = in_database(settings_for(data), lambda engine: Sites(engine).remove(origin))
    messages.print(f"The widget may no longer live on {removed}.", markup=False)
