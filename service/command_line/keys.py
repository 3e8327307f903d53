"""Commands for API keys: keys create, list, rotate, revoke."""

import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.table import Table
from rich.text import Text

from service.access.api_key import ApiKey, NewKey, Scope
from service.access.api_keys import ApiKeys
from service.access.key_text import key_prefix
from service.access.secret_key import read_secret_key
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
from service.settings.base import secret_of

Result = TypeVar("Result")

_SPAN = re.compile(r"(?P<number>[0-9]{1,4})(?P<unit>[mhd])")
_UNIT_SECONDS = {"m": 60, "h": 3_600, "d": 86_400}

IdArgument = Annotated[
    str, typer.Argument(metavar="ID", help="The key's id: `ask-episode keys list` shows it.")
]
Scopes = Annotated[
    list[Scope],
    typer.Option(
        "--scope", metavar="|".join(Scope), help="What it allows; can be given several times."
    ),
]
Lifetime = Annotated[
    str | None,
    typer.Option("--expires", metavar="SPAN", help="After what time it ends: 90d; else never."),
]
Origins = Annotated[
    list[str] | None,
    typer.Option(
        "--origin",
        metavar="ORIGIN",
        help="A site whose pages may send it, several times; else it is for servers alone.",
    ),
]
Questions = Annotated[int, typer.Option(metavar="N", help="How many questions it has a month.")]
RateOption = Annotated[
    str | None, typer.Option(metavar="RATE", help="How often it may ask: 60/minute.")
]
TestOption = Annotated[bool, typer.Option("--test", help="Mark it as one to try things with.")]
Overlap = Annotated[
    str,
    typer.Option(metavar="SPAN", help="How long the old key still lets in: 24h, 30m, 0m."),
]


def add_commands(app: typer.Typer) -> None:
    """Adds this module's commands to the command line."""
    keys = typer.Typer(
        help="Make API keys for other frontends.", no_args_is_help=True, rich_markup_mode=None
    )
    keys.command("create")(create)
    keys.command("list")(list_keys)
    keys.command("rotate")(rotate)
    keys.command("revoke")(revoke)
    app.add_typer(keys, name="keys")


def create(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who uses it.")],
    scope: Scopes,
    expires: Lifetime = None,
    origin: Origins = None,
    questions: Questions = 1_000,
    rate: RateOption = None,
    test: TestOption = False,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a key and print it: this once, since nobody can read it again."""
    new = NewKey(
        name=name,
        scopes=frozenset(scope),
        monthly_questions=questions,
        origins=tuple(origin or ()),
        rate=rate,
        lifetime=None if expires is None else _seconds(expires),
        test=test,
    )
    key, text = _with_keys(data, lambda keys: keys.create(new))
    _tell_new(key, text, as_json)


def list_keys(data: DataOption = None, as_json: JsonOption = False) -> None:
    """List the keys, without their secrets."""
    found = _with_keys(data, ApiKeys.listed)
    if as_json:
        print_json([_facts(key) for key in found])
        return
    if not found:
        messages.print("No keys yet: `ask-episode keys create NAME` makes one.", markup=False)
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("id", "name", "key", "scopes", "questions", "state", "last used"):
        table.add_column(heading, overflow="fold")
    for key in found:
        table.add_row(*map(Text, _cells(key)))
    output.print(table)


def rotate(
    key_id: IdArgument,
    overlap: Overlap = "24h",
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a key that replaces another one, and print it; the old one goes on for a while."""
    seconds = _seconds(overlap)
    key, text = _with_keys(data, lambda keys: keys.rotate(key_id, seconds))
    _tell_new(key, text, as_json)
    ends = _moment(int(time.time()) + seconds)
    messages.print(f"The key {key_id} lets nobody in after {ends}.", markup=False)


def revoke(key_id: IdArgument, data: DataOption = None) -> None:
    """End a key at once."""
    _with_keys(data, lambda keys: keys.revoke(key_id))
    messages.print(f"The key {key_id} lets nobody in any more.", markup=False)


def _with_keys(data: Path | None, work: Callable[[ApiKeys], Awaitable[Result]]) -> Result:
    with explained():
        settings = settings_for(data)
        secret_key = read_secret_key(secret_of(settings.secret_key), settings.data_dir)
        return in_database(settings, lambda engine: work(ApiKeys(engine, secret_key)))


def _tell_new(key: ApiKey, text: str, as_json: bool) -> None:
    if as_json:
        print_json({**_facts(key), "key": text})
        return
    typer.echo(text)
    messages.print(
        f"The key of {key.name} has the id {key.id}. It is shown this once: keep it where the "
        "server that uses it keeps its secrets.",
        markup=False,
    )


def _facts(key: ApiKey) -> dict[str, Any]:
    return asdict(key) | {"scopes": sorted(key.scopes)}


def _cells(key: ApiKey) -> tuple[str, ...]:
    return (
        key.id,
        key.name,
        f"{key_prefix(test=key.test)}…{key.last_four}",
        ", ".join(sorted(key.scopes)),
        f"{key.monthly_questions:,}",
        _state(key),
        _moment(key.last_used_at) if key.last_used_at else "never",
    )


def _state(key: ApiKey) -> str:
    if key.revoked_at is not None:
        return f"revoked {_moment(key.revoked_at)}"
    if key.expires_at is None:
        return "valid"
    ended = key.expires_at <= time.time()
    return f"{'ended' if ended else 'until'} {_moment(key.expires_at)}"


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")


def _seconds(span: str) -> int:
    parts = _SPAN.fullmatch(span)
    if parts is None:
        raise typer.BadParameter(f"{span!r} is no span of time. Write 90d, 24h or 30m.")
    return int(parts["number"]) * _UNIT_SECONDS[parts["unit"]]
