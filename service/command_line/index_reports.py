"""What became of everything that was to be indexed, told to a person or a program."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from indexer import BuildReport, ExplainedError
from service.command_line.common import output, say_error

if TYPE_CHECKING:
    from indexer.feeds import EpisodeOutcome, Round

Outcome = BuildReport | ExplainedError
Outcomes = dict[str, "Outcome | Round"]
"""By what was named: a file, a transcript's address, or a feed's."""


def as_json(source: str, outcome: "Outcome | Round") -> dict[str, Any]:
    """What became of one source, for a program."""
    if isinstance(outcome, ExplainedError):
        return {"path": source, "error": str(outcome)}
    if isinstance(outcome, BuildReport):
        return {"path": source, **_report_as_json(outcome)}
    return {
        "feed": outcome.address,
        "show": outcome.title,
        "left_alone": outcome.left_alone,
        "without_transcript": outcome.without_transcript,
        "notes": outcome.notes,
        "episodes": [_episode_as_json(each) for each in outcome.outcomes],
    }


def _episode_as_json(outcome: "EpisodeOutcome") -> dict[str, Any]:
    known: dict[str, Any] = {"guid": outcome.guid, "title": outcome.title}
    if isinstance(outcome.result, ExplainedError):
        return known | {"error": str(outcome.result), "notes": outcome.notes}
    notes = (*outcome.result.notes, *outcome.notes)
    return known | _report_as_json(outcome.result) | {"notes": notes}


def _report_as_json(report: BuildReport) -> dict[str, Any]:
    return asdict(report) | {"counts": report.counts.model_dump()}


def tell(outcomes: Outcomes) -> None:
    """Prints what was indexed; what was not is said by ``tell_failures``."""
    for outcome in outcomes.values():
        if isinstance(outcome, BuildReport):
            _tell_report(outcome, ())
        elif not isinstance(outcome, ExplainedError):
            _tell_round(outcome)


def _tell_round(followed: "Round") -> None:
    for each in followed.outcomes:
        if isinstance(each.result, BuildReport) and (each.notes or not each.result.unchanged):
            _tell_report(each.result, each.notes)
    output.print(summary(followed), markup=False)


def _tell_report(report: BuildReport, notes: tuple[str, ...]) -> None:
    output.print(_line(report), markup=False)
    for note in (*report.notes, *notes):
        output.print(f"    note: {note}", style="yellow", markup=False)


def summary(followed: "Round") -> str:
    """What following a feed once came to, in a line."""
    results = [each.result for each in followed.outcomes]
    indexed = sum(isinstance(each, BuildReport) and not each.unchanged for each in results)
    unchanged = sum(isinstance(each, BuildReport) and each.unchanged for each in results)
    counts = {
        "indexed": indexed,
        "unchanged": unchanged,
        "left alone": followed.left_alone,
        "without a transcript": followed.without_transcript,
        "not indexed": len(results) - indexed - unchanged,
    }
    told = ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)
    return f"{followed.title or followed.address}: {told or 'nothing new'}"


def failures(outcomes: Outcomes) -> list[str]:
    """What was not indexed, and why; each in a sentence."""
    return [f"Refused {name}: {why}" for name, why in _failures(outcomes)]


def _failures(outcomes: Outcomes) -> Iterator[tuple[str, str]]:
    for source, outcome in outcomes.items():
        if isinstance(outcome, ExplainedError):
            yield source, str(outcome)
        elif not isinstance(outcome, BuildReport):
            yield from _failures_of(outcome)


def _failures_of(followed: "Round") -> Iterator[tuple[str, str]]:
    name = followed.title or followed.address
    for each in followed.outcomes:
        if isinstance(each.result, ExplainedError):
            yield f"{each.title} of {name}", str(each.result)
    for note in followed.notes:
        yield f"a part of {name}", note


def tell_failures(outcomes: Outcomes) -> None:
    """Says what was not indexed, and how much of how much that is."""
    failed = failures(outcomes)
    for sentence in failed:
        say_error(sentence)
    if failed:
        of_the_web = any(not isinstance(each, Outcome) for each in outcomes.values())
        noun = "episodes" if of_the_web else "files"
        say_error(
            f"{len(failed)} of {_number(outcomes)} {noun} were not indexed, for the reasons above."
        )


def _number(outcomes: Outcomes) -> int:
    single = sum(isinstance(each, Outcome) for each in outcomes.values())
    rounds = [each for each in outcomes.values() if not isinstance(each, Outcome)]
    return single + sum(len(each.outcomes) + len(each.notes) for each in rounds)


def _line(report: BuildReport) -> str:
    counts = report.counts
    size = f"{_counted(counts.words, 'word')}, {_counted(counts.passages, 'passage')}"
    state = "unchanged" if report.unchanged else "indexed"
    return f"{state:<9}  {report.episode_id}  ({report.source_format}, {size})"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
