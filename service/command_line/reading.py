"""Commands that read the data folder: episodes, show, search, ask."""

import asyncio
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from indexer import IndexedEpisode, Library, repairs_told
from service.answerers import answerer_for
from service.answering.answer import Asked, answer_of
from service.answering.citation import cite_passage
from service.answering.events import Answer, Citation, Notice, Outcome
from service.answering.extractive import ExtractiveAnswerer
from service.answering.question import Question
from service.answering.retrieve import retrieve
from service.command_line.common import (
    DataOption,
    JsonOption,
    clock,
    explained,
    library_for,
    output,
    print_json,
    settings_for,
)
from service.database import open_database
from service.model_spending import ModelSpending
from service.settings import Settings

_MOST_FOUND = 5

NOTICES = {
    Notice.MODEL_UNAVAILABLE: "The language model could not be reached.",
    Notice.COST_CEILING: "Today's budget for the language model is used up.",
    Notice.CUT_SHORT: "The language model broke off; more may have been said.",
    Notice.UNVERIFIED: "What the language model wrote was not said in the episode.",
}
_SOURCE = {
    "model": "Written by a language model, each sentence checked against the episode's words.",
    "extractive": "The episode's own words, and when they are heard.",
}

IdArgument = Annotated[str, typer.Argument(metavar="ID", help="The episode's id.")]


def add_commands(app: typer.Typer) -> None:
    """Adds this module's commands to the command line."""
    app.command()(episodes)
    app.command()(show)
    app.command()(search)
    app.command()(ask)


def episodes(data: DataOption = None, as_json: JsonOption = False) -> None:
    """List the indexed episodes, newest first."""
    with explained():
        entries = library_for(data).catalogue.find(limit=-1)
    if as_json:
        print_json([{name: getattr(entry, name) for name in entry.__slots__} for entry in entries])
        return
    if not entries:
        output.print("No episodes yet: `ask-episode index PATHS…` makes them.", markup=False)
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("id", "title", "show", "date", "length", "words"):
        table.add_column(heading, overflow="fold")
    for entry in entries:
        cells = (entry.id, entry.title, entry.show, entry.date, clock(entry.duration))
        table.add_row(*(Text(cell or "") for cell in cells), f"{entry.words:,}")
    output.print(table)


def show(episode_id: IdArgument, data: DataOption = None, as_json: JsonOption = False) -> None:
    """Show what is known of an episode and what its index was made of."""
    with explained():
        episode = library_for(data).episode(episode_id)
    facts = _facts(episode)
    if as_json:
        print_json(facts)
        return
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    facts["mended"] = list(repairs_told(episode.transcript.repairs))
    names = episode.transcript.taken_names
    facts["taken_names"] = [f"{name} is {other}" for name, other in names.items()]
    for name, value in facts.items():
        if value not in (None, "", [], {}):
            table.add_row(name.replace("_", " "), Text(_plain(value)))
    output.print(table)


def search(
    episode_id: IdArgument,
    words: Annotated[str, typer.Argument(help="What to look for.")],
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find the passages of one episode that are nearest to some words."""
    with explained():
        library = library_for(data)
        episode = library.episode(episode_id)
        found = retrieve(Question.of(words), episode, library.encoder_of(episode))
        passages = [cite_passage(episode, episode.passages[i]) for i in found.ranked[:_MOST_FOUND]]
    if as_json:
        print_json([[piece.model_dump(mode="json") for piece in pieces] for pieces in passages])
        return
    for pieces in passages:
        for piece in pieces:
            output.print(_attribution(piece), style="dim")
            output.print(Text(piece.quote))
        output.print()


def ask(
    episode_id: IdArgument,
    question: Annotated[str, typer.Argument(help="What to ask about the episode.")],
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask an episode a question; the answer is made of what was said in it."""
    with explained():
        settings = settings_for(data)
        answer, episode = asyncio.run(_ask(settings, episode_id, question))
    if as_json:
        print_json(answer.model_dump(mode="json"))
    else:
        _print_answer(answer, episode)


async def _ask(settings: Settings, episode_id: str, question: str) -> tuple[Answer, IndexedEpisode]:
    library = Library(settings.data_dir)
    episode = library.episode(episode_id)
    asked = Asked(Question.of(question), episode, library.encoder_of(episode))
    if not settings.wants_model:
        return await answer_of(asked, ExtractiveAnswerer()), episode
    # The database knows what models have cost today.
    engine = await open_database(settings.database)
    try:
        spending = ModelSpending(engine, settings.ceilings)
        async with answerer_for(settings, spending) as answerer:
            return await answer_of(asked, answerer), episode
    finally:
        await engine.dispose()


def _print_answer(answer: Answer, episode: IndexedEpisode) -> None:
    output.print()
    output.print(Text(answer.question, style="bold"))
    output.print(Text(" · ".join(filter(None, (episode.title, episode.metadata.show))), "dim"))
    output.print()
    for claim in answer.claims:
        output.print(Text(claim.text))
        for citation in claim.citations:
            output.print(_attribution(citation), style="cyan")
        output.print()
    _print_ending(answer)


def _print_ending(answer: Answer) -> None:
    if answer.outcome is Outcome.NOT_IN_EPISODE:
        _print_absence(answer)
    elif answer.reply:
        output.print(Text(answer.reply))
    elif answer.readings:
        output.print(Text("Which of these is meant?"))
        for reading in answer.readings:
            output.print(Text(f"  {reading}"))
    if answer.missing:
        output.print(Text(f"Not in this episode: {answer.missing}"))
    if answer.notice:
        output.print(Text(NOTICES[answer.notice], "dim"))
    if answer.claims:
        output.print(Text(_SOURCE[answer.answered_by], "dim"))


def _print_absence(answer: Answer) -> None:
    output.print(Text("This episode does not say."))
    if answer.nearest:
        output.print()
        output.print(Text("The nearest moment:", "dim"))
        output.print(Text(answer.nearest.quote))
        output.print(_attribution(answer.nearest), style="cyan")


def _attribution(citation: Citation) -> Text:
    """Who said it and when, as far as the transcript tells."""
    speaker = citation.speaker or "a speaker"
    moment = clock(citation.start)
    return Text(f"    {speaker}, {moment}" if moment else f"    {speaker}")


def _facts(episode: IndexedEpisode) -> dict[str, Any]:
    manifest, metadata = episode.manifest, episode.metadata
    timings = sorted({utterance.timing for utterance in episode.transcript.utterances})
    return {
        "id": episode.id,
        **metadata.model_dump(mode="json"),
        "language": manifest.language,
        "speakers": list(episode.speakers),
        "duration": episode.duration,
        "timing": timings,
        "mended": dict(episode.transcript.repairs),
        "taken_names": dict(episode.transcript.taken_names),
        "counts": manifest.counts.model_dump(),
        "source": manifest.source,
        "source_format": manifest.source_format,
        "transcript_sha256": manifest.transcript_sha256,
        "encoder": manifest.encoder_name or "none: searched by words alone",
        "indexed_at": manifest.indexed_at.isoformat(),
        "build": episode.build,
    }


def _plain(value: Any) -> str:  # noqa: ANN401 - a JSON value
    if isinstance(value, dict):
        return ", ".join(f"{_plain(part)} {name}" for name, part in value.items() if part)
    if isinstance(value, list):
        return "\n".join(_plain_item(item) for item in value)
    return f"{value:,}" if isinstance(value, int) else str(value)


def _plain_item(item: Any) -> str:  # noqa: ANN401 - a JSON value
    if isinstance(item, dict) and "start" in item:
        return f"{clock(item['start'])} {item['title']}"
    if isinstance(item, dict):
        return ", ".join(str(part) for part in item.values() if part)
    return str(item)
