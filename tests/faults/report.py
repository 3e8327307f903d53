"""Prints the tests of a run as a table: row, fault, right behaviour, result, seconds.

A plugin of pytest: ``-p tests.faults.report``.
"""

from collections.abc import Generator
from dataclasses import dataclass, field

import pytest

_NO_ROW = 0


@dataclass
class Line:
    """One test: the fault is in its name, what is right in its docstring."""

    row: int
    fault: str
    right: str
    seconds: float = 0.0
    result: str = "passed"

    @classmethod
    def of(cls, test: pytest.Function) -> "Line":
        """The line of a test that has not run yet."""
        mark = test.get_closest_marker("row")
        said = (test.function.__doc__ or "").strip().splitlines()
        return cls(
            row=mark.args[0] if mark else _NO_ROW,
            fault=test.name.removeprefix("test_").replace("_", " ").replace("[", " ["),
            right=said[0] if said else "",
        )

    @property
    def cells(self) -> tuple[str, ...]:
        """What stands in each column."""
        row = str(self.row) if self.row != _NO_ROW else ""
        return row, self.fault, self.right, self.result, f"{self.seconds:.1f}"


@dataclass
class Table:
    """The lines of a run, by test."""

    lines: dict[str, Line] = field(default_factory=dict)

    def note(self, test: pytest.Function, report: pytest.TestReport) -> None:
        """Notes how a phase of a test went; one that failed makes the test a failed one."""
        line = self.lines.setdefault(test.nodeid, Line.of(test))
        if report.when == "call":
            line.seconds = report.duration
        if report.failed:
            line.result = "FAILED"
        elif report.skipped:
            line.result = "skipped"

    def text(self) -> str:
        """The table, in the order of the matrix, its columns aligned."""
        ordered = sorted(self.lines.values(), key=lambda line: (line.row == _NO_ROW, line.row))
        rows: list[tuple[str, ...]] = [("row", "fault", "right behaviour", "result", "seconds")]
        rows += [line.cells for line in ordered]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        )


_TABLE = pytest.StashKey[Table]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_TABLE] = Table()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if isinstance(item, pytest.Function):
        item.config.stash[_TABLE].note(item, report)
    return report


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    terminalreporter.section("faults")
    terminalreporter.write_line(config.stash[_TABLE].text())
