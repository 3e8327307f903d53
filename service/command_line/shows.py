"""Commands for what of each show everybody may have: shows list, set."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import partial
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

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
from service.shows import ShowRule, Shows, by_key, names_by_key, published_by, rule_of, show_key


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
        rules = in_database(settings, lambda engine: _shows(engine, settings).listed())
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
        names = _names(name, settings) or ((name,) if ahead else None)
        if names is None:
            raise _unknown(name, settings)
        rules = in_database(settings, partial(_say, name, changes, settings))
    messages.print(_told(_show(rule_of(names, by_key(rules)), 0, settings)), markup=False)


async def _say(
    name: str, changes: dict[str, bool | None], settings: Settings, engine: AsyncEngine
) -> list[ShowRule]:
    """Says it, and gives all that is said by then."""
    shows = _shows(engine, settings)
    await shows.set(name, changes)
    return await shows.listed()


def _shows(engine: AsyncEngine, settings: Settings) -> Shows:
    return Shows(engine, settings.unsaid, Library(settings.data_dir).catalogue.shows)


def _names(name: str, settings: Settings) -> tuple[str, ...] | None:
    """All names of the show that has a name, else of one that had it."""
    key = show_key(name)
    every_name = names_by_key(Library(settings.data_dir).catalogue.shows())
    formerly = (names for names in every_name.values() if key in map(show_key, names))
    return every_name.get(key) or next(formerly, None)


def _unknown(name: str, settings: Settings) -> UnknownShow:
    """A slip in a name would leave public what was meant to be private."""
    known = Library(settings.data_dir).catalogue.shows()
    return UnknownShow(
        f"No episode is of a show “{name}”. There are: {', '.join(known) or 'none'}. With "
        "--ahead it can be said before the first episode is indexed."
    )


def _listed(settings: Settings, rules: list[ShowRule]) -> list[ListedShow]:
    """The shows of all episodes, and those of which something is said ahead."""
    said = by_key(rules)
    known = Library(settings.data_dir).catalogue.shows()
    every_name = names_by_key(known)
    with_episodes = {show_key(name) for names in every_name.values() for name in names}
    shows = [
        _show(rule_of((today, *every_name[show_key(today)]), said), show.episodes, settings)
        for today, show in known.items()
    ]
    ahead = [rule for key, rule in said.items() if key not in with_episodes]
    return shows + [_show(rule, 0, settings) for rule in ahead]


def _show(rule: ShowRule, episodes: int, settings: Settings) -> ListedShow:
    published = published_by(rule, settings.unsaid)
    transcript, search = (
        Wanted.PUBLIC if is_public else Wanted.PRIVATE
        for is_public in (published.transcript, published.search)
    )
    return ListedShow(rule.name, episodes, transcript, search)


def _told(show: ListedShow) -> str:
    return f"{show.show}: transcript {show.transcript}, search {show.search}"
