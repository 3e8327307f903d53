"""What all commands share: the data folder, the two consoles, and how errors are told."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from billing import BillingError
from indexer import (
    Encoder,
    EncoderSource,
    EpisodeNotFound,
    ExplainedError,
    Library,
    OnnxEncoder,
    exported_encoder,
    storage_explained,
)
from service.settings import Settings, read_settings

if TYPE_CHECKING:
    from indexer.feeds import Workshop

REFUSED = 1
USAGE = 2
NOT_FOUND = 3
INTERRUPTED = 130

# A pipe has no width: what a program reads is not folded.
_WIDTH_OF_A_PIPE = 10_000
output = Console(highlight=False, width=None if sys.stdout.isatty() else _WIDTH_OF_A_PIPE)
messages = Console(
    stderr=True, highlight=False, width=None if sys.stderr.isatty() else _WIDTH_OF_A_PIPE
)

DataOption = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="The data folder; else ASK_DATA_DIR, else data/."),
]
EpisodeOption = Annotated[
    str | None, typer.Option("--episode", metavar="ID", help="Only of this episode.")
]
LimitOption = Annotated[
    int, typer.Option("--limit", metavar="N", min=1, max=10_000, help="At most so many.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]


def settings_for(data: Path | None, **given: str | int | None) -> Settings:
    """The settings of the environment, with what the command line says instead."""
    return read_settings(data_dir=data, **given)


def library_for(data: Path | None) -> Library:
    """The library in the data folder that the command line or the environment names."""
    return Library(settings_for(data).data_dir)


def encoder_for(settings: Settings) -> OnnxEncoder:
    """The encoder that the settings name, exported now if it never was.

    Raises:
        EncoderUnavailable: It cannot be loaded, or what exporting needs is not installed.
    """
    source = EncoderSource(
        settings.encoder, settings.encoder_question_prefix, settings.encoder_passage_prefix
    )
    return exported_encoder(Library(settings.data_dir).encoders, source, notify=_notify)


def workshop_for(settings: Settings, encoder: Encoder) -> "Workshop":
    """What bringing in episodes from the web needs."""
    from indexer.feeds import Fetcher, Workshop

    return Workshop(Library(settings.data_dir), encoder, Fetcher(settings.fetched_from))


def _notify(sentence: str) -> None:
    messages.print(f"{sentence} …", markup=False)


@contextmanager
def explained() -> Iterator[None]:
    """Turns known errors into one sentence and an exit code."""
    try:
        with storage_explained():
            yield
    except EpisodeNotFound as error:
        say_error(f"{error} `ask-episode episodes` lists what there is.")
        raise typer.Exit(NOT_FOUND) from error
    except (ExplainedError, BillingError) as error:
        say_error(str(error))
        raise typer.Exit(REFUSED) from error
    except KeyboardInterrupt as error:
        say_error("Interrupted. Nothing is half-written; the same command goes on.")
        raise typer.Exit(INTERRUPTED) from error


def say_error(sentence: str) -> None:
    """Prints a sentence for the person at the terminal, apart from the command's output."""
    messages.print(sentence, style="red", markup=False)


def print_json(value: Any) -> None:  # noqa: ANN401 - whatever JSON can hold
    """Prints a value as JSON, every alphabet as it is."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, default=str)
    sys.stdout.write("\n")


def clock(seconds: float | None) -> str:
    """A moment as a player shows it: 3:05, or 1:02:03."""
    if seconds is None:
        return ""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def day(moment: int) -> str:
    """The day of a moment in seconds since 1970, by Greenwich."""
    return datetime.fromtimestamp(moment, UTC).date().isoformat()
