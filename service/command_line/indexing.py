"""Commands that write the data folder: index, remove, check."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from indexer import (
    BuildOptions,
    BuildReport,
    ExplainedError,
    Library,
    OnnxEncoder,
    index_transcript,
)
from service.command_line.common import (
    NOT_FOUND,
    REFUSED,
    DataOption,
    JsonOption,
    encoder_for,
    explained,
    library_for,
    messages,
    output,
    print_json,
    say_error,
    settings_for,
)
from service.command_line.transcript_files import FoundFiles, find_transcripts

_USAGE = 2

Outcome = BuildReport | ExplainedError


def add_commands(app: typer.Typer) -> None:
    """Adds this module's commands to the command line."""
    app.command()(index)
    app.command()(remove)
    app.command()(check)


def index(
    paths: Annotated[list[Path], typer.Argument(help="Transcript files, or folders of them.")],
    episode_id: Annotated[str | None, typer.Option("--id", help="The episode's id.")] = None,
    title: Annotated[str | None, typer.Option(help="The episode's title.")] = None,
    show: Annotated[str | None, typer.Option(help="The podcast it belongs to.")] = None,
    date: Annotated[str | None, typer.Option(help="When it was published: 2026-01-31.")] = None,
    audio_url: Annotated[str | None, typer.Option(help="Where its audio plays.")] = None,
    page_url: Annotated[str | None, typer.Option(help="The page it is published on.")] = None,
    guid: Annotated[str | None, typer.Option(help="Its guid in the podcast's feed.")] = None,
    language: Annotated[str | None, typer.Option(help="What is spoken: en, de, ja.")] = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Index transcripts, so that their episodes can be asked.

    Metadata is read from NAME.episode.json beside a transcript; options win over it.
    """
    found = find_transcripts(paths)
    given = {
        "title": title, "show": show, "date": date, "audio_url": audio_url,
        "page_url": page_url, "guid": guid, "language": language,
    }  # fmt: skip
    if len(found.transcripts) > 1 and any((episode_id, title, guid, audio_url, page_url)):
        say_error("--id, --title, --guid, --audio-url and --page-url name one episode: "
                  "give one transcript with them.")  # fmt: skip
        raise typer.Exit(_USAGE)
    if not found.transcripts:
        say_error(f"No transcripts in {', '.join(map(str, paths))}.")
        raise typer.Exit(NOT_FOUND)
    with explained():
        outcomes = _index_all(found, data, BuildOptions(episode_id, given))
    _report(outcomes, found, as_json=as_json)


def remove(
    episode_id: Annotated[str, typer.Argument(metavar="ID", help="The episode's id.")],
    data: DataOption = None,
) -> None:
    """Remove an episode from the data folder; its transcript file stays."""
    with explained():
        library = library_for(data)
        library.remove(episode_id)
        output.print(f"Removed {episode_id}. Its transcript file is untouched.", markup=False)


def check(data: DataOption = None, as_json: JsonOption = False) -> None:
    """Compare every episode with its checksums, and the catalogue with what is there."""
    with explained():
        library = library_for(data)
        library.reconcile()
        faults = {episode: _fault(library, episode) for episode in library.entries_on_disk()}
    if as_json:
        print_json([{"id": episode, "fault": fault} for episode, fault in faults.items()])
    else:
        _tell_faults(faults)
    if any(faults.values()):
        raise typer.Exit(REFUSED)


def _index_all(found: FoundFiles, data: Path | None, options: BuildOptions) -> dict[Path, Outcome]:
    settings = settings_for(data)
    library = Library(settings.data_dir)
    encoder = encoder_for(settings)
    outcomes: dict[Path, Outcome] = {}
    with _progress() as bars:
        files = bars.add_task("Indexing", total=len(found.transcripts))
        for path in found.transcripts:
            outcomes[path] = _index_one(path, library, encoder, options, bars)
            bars.advance(files)
    return outcomes


def _index_one(
    path: Path, library: Library, encoder: OnnxEncoder, options: BuildOptions, bars: Progress
) -> Outcome:
    task = bars.add_task(f"  {path.name[:40]}", total=None)

    def show_progress(done: int, total: int) -> None:
        bars.update(task, completed=done, total=total)

    try:
        return index_transcript(path, library, encoder, options, show_progress)
    except ExplainedError as error:
        return error
    finally:
        bars.remove_task(task)


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=messages,
        transient=True,
    )


def _report(outcomes: dict[Path, Outcome], found: FoundFiles, *, as_json: bool) -> None:
    if as_json:
        print_json([_as_json(path, outcome) for path, outcome in outcomes.items()])
    else:
        _tell(outcomes, found)
    refused = [path for path, outcome in outcomes.items() if isinstance(outcome, ExplainedError)]
    if refused:
        raise typer.Exit(REFUSED)


def _as_json(path: Path, outcome: Outcome) -> dict[str, Any]:
    if isinstance(outcome, ExplainedError):
        return {"path": str(path), "error": str(outcome)}
    told = asdict(outcome) | {"counts": outcome.counts.model_dump()}
    return {"path": str(path), **told}


def _tell(outcomes: dict[Path, Outcome], found: FoundFiles) -> None:
    for outcome in outcomes.values():
        if isinstance(outcome, BuildReport):
            output.print(_line(outcome), markup=False)
            for note in outcome.notes:
                output.print(f"    note: {note}", style="yellow", markup=False)
    for left, taken in found.duplicates:
        output.print(f"    note: {left.name} is the same episode as {taken.name}", markup=False)
    refused = [(p, o) for p, o in outcomes.items() if isinstance(o, ExplainedError)]
    for path, error in refused:
        say_error(f"Refused {path}: {error}")
    if refused:
        say_error(
            f"{len(refused)} of {len(outcomes)} files were not indexed, for the reasons above."
        )


def _line(report: BuildReport) -> str:
    counts = report.counts
    size = f"{_counted(counts.words, 'word')}, {_counted(counts.passages, 'passage')}"
    state = "unchanged" if report.unchanged else "indexed"
    return f"{state:<9}  {report.episode_id}  ({report.source_format}, {size})"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _fault(library: Library, episode_id: str) -> str | None:
    try:
        library.encoder_of(library.episode(episode_id))
    except ExplainedError as error:
        return str(error)
    return None


def _tell_faults(faults: dict[str, str | None]) -> None:
    for episode_id, fault in faults.items():
        if fault:
            say_error(f"{episode_id}: {fault}")
    sound = sum(fault is None for fault in faults.values())
    output.print(f"{sound} of {len(faults)} episodes are sound.", markup=False)
