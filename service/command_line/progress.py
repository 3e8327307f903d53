"""How far indexing is, shown at the terminal: a bar for all, and one for what is at work."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from service.command_line.common import messages

_LONGEST_NAME = 40

Step = Callable[[int, int], None]
"""Told how much is done, and of how much."""


def progress_bars() -> Progress:
    """The bars, gone when they are done."""
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=messages,
        transient=True,
    )


def shown_files(bars: Progress, number: int) -> Callable[[Path], AbstractContextManager[Step]]:
    """A bar for all files, and below it one for each that is at work."""
    whole = bars.add_task("Indexing", total=number, visible=number > 0)

    @contextmanager
    def show(path: Path) -> Iterator[Step]:
        part = bars.add_task(f"  {path.name[:_LONGEST_NAME]}", total=None)
        try:
            yield lambda done, total: bars.update(part, completed=done, total=total)
        finally:
            bars.remove_task(part)
        bars.advance(whole)

    return show


def counted(
    bars: Progress, what: str, number: int
) -> Callable[[str], AbstractContextManager[Step]]:
    """One bar for many small things."""
    whole = bars.add_task(what, total=number)

    @contextmanager
    def show(_: str) -> Iterator[Step]:
        yield lambda _done, _total: None
        bars.advance(whole)

    return show


@contextmanager
def shown_one_by_one(bars: Progress, name: str) -> Iterator[Callable[[str, int], Step]]:
    """A bar for a feed, and below it one for the episode that is at work."""
    whole = bars.add_task(name[:_LONGEST_NAME], total=None)
    part = bars.add_task("", total=None, visible=False)
    begun = 0

    def begin(title: str, total: int) -> Step:
        nonlocal begun
        bars.update(whole, total=total, completed=begun)
        begun += 1
        bars.reset(part, total=None, description=f"  {title[:_LONGEST_NAME]}", visible=True)
        return lambda done, of: bars.update(part, completed=done, total=of)

    try:
        yield begin
    finally:
        bars.remove_task(part)
        bars.remove_task(whole)
