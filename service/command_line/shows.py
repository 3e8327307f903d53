"""Commands for what of each show everybody may have: shows list, set."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Annotated

import typer

from indexer import ExplainedError, Library
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
from service.settings import Settings
from service.shows import ShowRule, Shows, published_by, show_key


class UnknownShow(ExplainedError):
    """A name that no episode gives as its show's."""


class Wanted(StrEnum):
    """What can be said of transcripts, or of searching them."""

    PUBLIC = "public"
    PRIVATE = "private"
    DEFAULT = "default"


_MEANS = {Wanted.PUBLIC: True, Wanted.PRIVATE: False, Wanted.DEFAULT: None}


@dataclass(frozen=True, slots=True)
class ListedShow:
    """A show, and whether everybody may have its transcripts, and search them."""

    show: str
    episodes: int
    transcript: Wanted
    search: Wanted


def add_commands(app: typer.Typer) -> None:
    """Adds this module's commands to the command line."""
    shows = typer.Typer(
        help="Say of which shows everybody may read and search the transcripts.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    shows.command("list")(list_shows)
    shows.command("set")(set_show)
    app.add_typer(shows, name="shows")


def list_shows(data: DataOption = None, as_json: JsonOption = False) -> None:
    """List the shows, and what everybody may have of each."""
    with explained():
        settings = settings_for(data)
        rules = in_database(settings, lambda engine: Shows(engine, settings.unsaid).listed())
        found = _listed(settings, rules)
    if as_json:
        print_json([asdict(show) for show in found])
        return
    for show in found:
        episodes = "1 episode" if show.episodes == 1 else f"{show.episodes} episodes"
        output.print(f"{_told(show)} ({episodes})", markup=False)
    if not found:
        messages.print("No episode says of which show it is.", markup=False)


def set_show(
    name: Annotated[
        str, typer.Argument(metavar="SHOW", help="The show's name, as its episodes have it.")
    ],
    transcript: Annotated[
        Wanted | None, typer.Option(help="Whether everybody may read its transcripts.")
    ] = None,
    search: Annotated[
        Wanted | None, typer.Option(help="Whether everybody may search them.")
    ] = None,
    ahead: Annotated[
        bool, typer.Option("--ahead", help="Before the first of its episodes is indexed.")
    ] = False,
    data: DataOption = None,
) -> None:
    """Say whether everybody may read and search a show's transcripts; it holds within seconds."""
    wanted = {"transcript": transcript, "search": search}
    changes = {what: _MEANS[said] for what, said in wanted.items() if said is not None}
    if not changes:
        raise typer.BadParameter("say --transcript, --search, or both.")
    with explained():
        settings = settings_for(data)
        if not ahead:
            _check_known(name, settings)
        rule = in_database(
            settings, lambda engine: Shows(engine, settings.unsaid).set(name, changes)
        )
    messages.print(_told(_show(rule, rule.name, 0, settings)), markup=False)


def _check_known(name: str, settings: Settings) -> None:
    """A slip in a name would leave public what was meant to be private."""
    known = Library(settings.data_dir).catalogue.shows()
    if show_key(name) not in map(show_key, known):
        raise UnknownShow(
            f"No episode is of a show “{name}”. There are: {', '.join(known) or 'none'}. With "
            "--ahead it can be said before the first episode is indexed."
        )


def _listed(settings: Settings, rules: list[ShowRule]) -> list[ListedShow]:
    """The shows of all episodes, and those of which something is said ahead."""
    said = {show_key(rule.name): rule for rule in rules}
    episodes = Library(settings.data_dir).catalogue.shows()
    with_episodes = set(map(show_key, episodes))
    shows = [
        _show(said.get(show_key(name), settings.unsaid), name, count, settings)
        for name, count in episodes.items()
    ]
    ahead = [rule for key, rule in said.items() if key not in with_episodes]
    return shows + [_show(rule, rule.name, 0, settings) for rule in ahead]


def _show(rule: ShowRule, name: str, episodes: int, settings: Settings) -> ListedShow:
    published = published_by(rule, settings.unsaid)
    transcript, search = (
        Wanted.PUBLIC if is_public else Wanted.PRIVATE
        for is_public in (published.transcript, published.search)
    )
    return ListedShow(name, episodes, transcript, search)


def _told(show: ListedShow) -> str:
    return f"{show.show}: transcript {show.transcript}, search {show.search}"
