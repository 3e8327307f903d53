"""Commands that measure quality on question sets: eval retrieval, eval answers."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from service.answerers import answerer_for
from service.answering.answer import Answerer
from service.answering.extractive import ExtractiveAnswerer
from service.command_line.common import (
    DataOption,
    JsonOption,
    encoder_for,
    explained,
    messages,
    settings_for,
)
from service.command_line.evaluation_tables import (
    print_answers,
    print_failures,
    print_retrieval,
)
from service.database import open_database, sqlite_url
from service.evaluation.answers_summary import answers_summary
from service.evaluation.failures import worst
from service.evaluation.journal import Record
from service.evaluation.measuring import (
    EXTRACTIVE,
    Progress,
    Sample,
    Workplace,
    measured_answers,
    measured_retrieval,
)
from service.evaluation.question_set import QuestionSet
from service.evaluation.retrieval_summary import retrieval_summary
from service.model_spending import ModelSpending
from service.settings import Settings, SettingsRefused


class System(StrEnum):
    """What ranks passages."""

    OURS = "ours"
    BM25 = "bm25"
    DENSE = "dense"
    RRF = "rrf"


class AnsweredBy(StrEnum):
    """Who is to answer."""

    EXTRACTIVE = "extractive"
    MODEL = "model"


SetsArgument = Annotated[
    list[Path],
    typer.Argument(
        metavar="SET…",
        help="Question sets: SET for SET.turns.jsonl.gz and SET.questions.jsonl.gz.",
    ),
]
LimitOption = Annotated[
    int | None, typer.Option("--limit", min=1, help="Ask so many questions of each set.")
]
SeedOption = Annotated[int, typer.Option("--seed", help="Which ones: another seed, others.")]

evaluation = typer.Typer(
    help="Measure quality on question sets with known evidence.", no_args_is_help=True
)


def add_commands(app: typer.Typer) -> None:
    """Adds this module's group to the command line."""
    app.add_typer(evaluation, name="eval")


@evaluation.command()
def retrieval(
    sets: SetsArgument,
    system: Annotated[
        list[System] | None, typer.Option("--system", help="Measure this one; may be repeated.")
    ] = None,
    limit: LimitOption = None,
    seed: SeedOption = 0,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure how passages are ranked, beside BM25, vectors and their fusion over plain chunks."""
    systems = tuple(str(one) for one in dict.fromkeys(system or System))
    with explained():
        samples = [Sample(limit, seed).of(path) for path in sets]
        place = _workplace(settings_for(data))
        for questions in samples:
            with _progress() as progress:
                records = measured_retrieval(questions, place, systems, progress)
            summary = retrieval_summary(questions.name, records)
            _print_line(summary) if as_json else print_retrieval(summary)


@evaluation.command()
def answers(
    sets: SetsArgument,
    system: Annotated[
        AnsweredBy | None, typer.Option("--system", help="Who answers; else as is set.")
    ] = None,
    limit: LimitOption = None,
    seed: SeedOption = 0,
    failures: Annotated[
        int, typer.Option("--failures", min=0, help="Show so many of the worst answers in full.")
    ] = 0,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure what answers rest on, and whether what is not said is told from what is."""
    with explained():
        settings = settings_for(data)
        by = system or (AnsweredBy.MODEL if settings.wants_model else AnsweredBy.EXTRACTIVE)
        samples = [Sample(limit, seed).of(path) for path in sets]
        place = _workplace(settings)
        for questions in samples:
            with _progress() as progress:
                records = asyncio.run(_answered(questions, place, settings, by, progress))
            summary = answers_summary(questions.name, records)
            bad = worst(records, failures)
            if as_json:
                _print_line(summary | ({"failures": bad} if failures else {}))
            else:
                print_answers(summary)
                print_failures(bad)


def _workplace(settings: Settings) -> Workplace:
    folder = settings.data_dir / "evaluation"
    folder.mkdir(parents=True, exist_ok=True)
    return Workplace(folder, encoder_for(settings))


async def _answered(
    questions: QuestionSet,
    place: Workplace,
    settings: Settings,
    by: AnsweredBy,
    progress: Progress,
) -> list[Record]:
    async with _answerer(settings, by, place.folder) as answerer:
        told = EXTRACTIVE if by is AnsweredBy.EXTRACTIVE else _of_the_model(settings)
        return await measured_answers(questions, place, answerer, told, progress)


def _of_the_model(settings: Settings) -> tuple[object, ...]:
    """What a model's answers depend on, beside the code."""
    return (
        settings.openai_base_url,
        settings.model,
        settings.model_context_tokens,
        settings.model_output_tokens,
        settings.entailment_model,
    )


@asynccontextmanager
async def _answerer(settings: Settings, by: AnsweredBy, folder: Path) -> AsyncIterator[Answerer]:
    if by is AnsweredBy.EXTRACTIVE:
        yield ExtractiveAnswerer()
        return
    if not settings.wants_model:
        raise SettingsRefused(
            "No language model is set: OPENAI_API_KEY or OPENAI_BASE_URL says where one is."
        )
    # Its own account of what models have cost today: listeners' answers are not to end for it.
    engine = await open_database(sqlite_url(folder / "spending.sqlite3"))
    try:
        async with answerer_for(settings, ModelSpending(engine, settings.ceilings)) as answerer:
            yield answerer
    finally:
        await engine.dispose()


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar a set, for a person at a terminal."""
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    hidden = not messages.is_terminal
    with Bars(*columns, console=messages, transient=True, disable=hidden) as bars:
        task = bars.add_task("", total=None)

        def show(name: str, done: int, total: int) -> None:
            bars.update(task, description=name, completed=done, total=total)

        yield show


def _print_line(summary: dict[str, Any]) -> None:
    """One object a line, whatever the number of sets."""
    sys.stdout.write(json.dumps(summary, ensure_ascii=False) + "\n")
