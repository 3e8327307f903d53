"""What eval prints for a person: a table a set, and the worst answers in full."""

from collections.abc import Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from service.command_line.common import output
from service.evaluation.failures import fault_of
from service.evaluation.journal import Record

Summary = dict[str, Any]


def print_retrieval(summary: Summary) -> None:
    """A row a system, with intervals of 95 %, and how far ours is ahead of each baseline."""
    _print_heading(summary)
    systems = summary["systems"]
    if not systems:
        output.print("Nothing was measured: none of the questions has evidence.")
        return
    measures = list(next(iter(systems.values())))
    table = _table("system", *measures)
    for system, means in systems.items():
        intervals = summary["intervals"][system]
        _add(table, system, *(_figure(means[m], intervals[m]) for m in measures))
    for baseline, differences in summary["differences"].items():
        cells = (_difference(differences[measure]) for measure in measures)
        _add(table, f"ours less {baseline}", *cells)
    output.print(table)
    output.print()


def print_answers(summary: Summary) -> None:
    """A row a figure, in the groups of the summary."""
    _print_heading(summary)
    table = _table("", "")
    intervals = summary["intervals"]
    for group in ("claims", "answerable"):
        for name, value in summary[group].items():
            if not isinstance(value, dict):
                _add(table, name.replace("_", " "), _figure(value, intervals.get(name)))
    for kind, figures in summary["answerable"]["by_kind"].items():
        for name, value in figures.items():
            _add(table, f"{kind}: {name.replace('_', ' ')}", _figure(value, None))
    for moment, seconds in summary["seconds"].items():
        told = ", ".join(f"{name} {_figure(value, None)}" for name, value in seconds.items())
        _add(table, f"seconds to {moment.replace('_', ' ')}", told)
    for name, value in summary["cost"].items():
        _add(table, name.replace("_", " "), _figure(value, None))
    output.print(table)
    output.print()


def print_failures(records: Sequence[Record]) -> None:
    """Each failed answer in full: what was asked, what is wrong, and what was said."""
    for record in records:
        output.print(Text(f"{record['question']}", style="bold"))
        likely = f"found {record['probability']:.2f} likely to be answered"
        output.print(Text(f"    {record['id']}: {fault_of(record)}; {likely}", style="dim"))
        for claim in record["claims"]:
            mark = "evidence" if claim["inside"] else "no evidence"
            output.print(Text(f"    [{mark}] {claim['text']}"))
        output.print()


def _print_heading(summary: Summary) -> None:
    output.print(Text(f"{summary['set']}, {summary['questions']} questions", style="bold"))


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in headings:
        table.add_column(heading)
    return table


def _add(table: Table, *cells: str) -> None:
    table.add_row(*map(Text, cells))


def _figure(value: float | None, interval: Sequence[float] | None) -> str:
    if value is None:
        return "–"
    if isinstance(value, int):
        return f"{value:,}"
    if interval is None:
        return f"{value:.3f}"
    return f"{value:.3f} ({interval[0]:.3f}–{interval[1]:.3f})"


def _difference(told: Summary) -> str:
    low, high = told["interval"]
    return f"{told['mean']:+.3f} ({low:+.3f} – {high:+.3f})"
