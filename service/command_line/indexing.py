"""Commands that write the data folder: index, remove, check."""

import signal
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress

from indexer import (
    BuildOptions,
    ExplainedError,
    Indexing,
    Library,
    RelatedIndex,
    faults_of,
    index_many,
)
from service.command_line import index_reports
from service.command_line.common import (
    NOT_FOUND,
    REFUSED,
    USAGE,
    DataOption,
    JsonOption,
    encoder_for,
    explained,
    library_for,
    output,
    print_json,
    say_error,
    settings_for,
    workshop_for,
)
from service.command_line.index_reports import Outcomes
from service.command_line.progress import counted, progress_bars, shown_files, shown_one_by_one
from service.command_line.transcript_files import FoundFiles, find_transcripts, is_address

if TYPE_CHECKING:
    from indexer.feeds import Workshop


def add_commands(app: typer.Typer) -> None:
    """Adds this module's commands to the command line."""
    app.command()(index)
    app.command()(remove)
    app.command()(check)


def index(
    sources: Annotated[
        list[str],
        typer.Argument(help="Transcript files, folders of them, or addresses of feeds."),
    ],
    episode_id: Annotated[str | None, typer.Option("--id", help="The episode's id.")] = None,
    title: Annotated[str | None, typer.Option(help="The episode's title.")] = None,
    show: Annotated[str | None, typer.Option(help="The podcast it belongs to.")] = None,
    date: Annotated[str | None, typer.Option(help="When it was published: 2026-01-31.")] = None,
    audio_url: Annotated[str | None, typer.Option(help="Where its audio plays.")] = None,
    page_url: Annotated[str | None, typer.Option(help="The page it is published on.")] = None,
    guid: Annotated[str | None, typer.Option(help="Its guid in the podcast's feed.")] = None,
    language: Annotated[str | None, typer.Option(help="What is spoken: en, de, ja.")] = None,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, help="Processes that index many files; else one a processor."),
    ] = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Index transcripts, so that their episodes can be asked.

    Metadata is read from NAME.episode.json beside a transcript; options win over it. Of a feed
    all episodes are indexed that have a transcript and are new or have changed.
    """
    urls = list(dict.fromkeys(filter(is_address, sources)))
    found = find_transcripts([Path(each) for each in sources if not is_address(each)])
    given = {
        "title": title, "show": show, "date": date, "audio_url": audio_url,
        "page_url": page_url, "guid": guid, "language": language,
    }  # fmt: skip
    number = len(found.transcripts) + len(urls)
    if number > 1 and any((episode_id, title, guid, audio_url, page_url)):
        say_error("--id, --title, --guid, --audio-url and --page-url name one episode: "
                  "give one transcript with them.")  # fmt: skip
        raise typer.Exit(USAGE)
    if not number:
        say_error(f"No transcripts in {', '.join(sources)}.")
        raise typer.Exit(NOT_FOUND)
    # Whoever stops a service sends this; it then ends as it does at the keyboard.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with explained():
        settings = settings_for(data)
        library = Library(settings.data_dir, open_episodes=1)
        options = BuildOptions(episode_id, given)
        indexing = Indexing(library, encoder_for(settings), options)
        with progress_bars() as bars:
            outcomes = _index_files(found.transcripts, indexing, jobs, bars)
            if urls:
                workshop = workshop_for(settings, indexing.encoder)
                _index_urls(urls, workshop, options, bars, outcomes)
        # Else the first listener who wants related episodes would wait for it.
        RelatedIndex(library, indexing.encoder.description.fingerprint).refreshed()
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
        library = Library(settings_for(data).data_dir, open_episodes=1)
        library.reconcile()
        episodes = library.entries_on_disk()
        with progress_bars() as bars:
            faults = faults_of(episodes, library.data, counted(bars, "Checking", len(episodes)))
    if as_json:
        print_json([{"id": episode, "fault": fault} for episode, fault in faults.items()])
    else:
        _tell_faults(faults)
    if any(faults.values()):
        raise typer.Exit(REFUSED)


def _index_files(
    paths: Sequence[Path], indexing: Indexing, jobs: int | None, bars: Progress
) -> Outcomes:
    found = index_many(paths, indexing, shown_files(bars, len(paths)), jobs)
    return {str(path): outcome for path, outcome in found.items()}


def _index_urls(
    urls: Sequence[str],
    workshop: "Workshop",
    options: BuildOptions,
    bars: Progress,
    outcomes: Outcomes,
) -> None:
    from indexer.feeds import index_url

    for url in urls:
        with shown_one_by_one(bars, url) as begin:
            try:
                outcomes[url] = index_url(url, workshop, options, begin)
            except ExplainedError as error:  # the others are indexed all the same
                outcomes[url] = error


def _report(outcomes: Outcomes, found: FoundFiles, *, as_json: bool) -> None:
    if as_json:
        print_json([index_reports.as_json(*each) for each in outcomes.items()])
    else:
        index_reports.tell(outcomes)
        for left, taken in found.duplicates:
            output.print(f"    note: {left.name} is the same episode as {taken.name}", markup=False)
        index_reports.tell_failures(outcomes)
    if index_reports.failures(outcomes):
        raise typer.Exit(REFUSED)


def _tell_faults(faults: dict[str, str | None]) -> None:
    for episode_id, fault in faults.items():
        if fault:
            say_error(f"{episode_id}: {fault}")
    sound = sum(fault is None for fault in faults.values())
    output.print(f"{sound} of {len(faults)} episodes are sound.", markup=False)
