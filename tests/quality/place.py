"""What the commands of this folder take: question sets, and where they are measured."""

import argparse
import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

from indexer import ExplainedError
from service.command_line.common import encoder_for, settings_for
from service.evaluation.measuring import Workplace
from service.evaluation.question_set import QuestionSet


def sets_and_place(description: str | None) -> tuple[list[Path], Workplace]:
    """Reads ``SET … [--data DIR]`` from the command line."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--data", type=Path)
    arguments = parser.parse_args()
    settings = settings_for(arguments.data)
    return arguments.sets, Workplace(settings.data_dir / "evaluation", encoder_for(settings))


def fitted_episodes(questions: QuestionSet) -> frozenset[str]:
    """Every second episode of a set, in the order of their names: weights are fitted on these."""
    return frozenset(sorted(questions.turns)[::2])


@contextlib.contextmanager
def in_a_sentence() -> Iterator[None]:
    """Ends the command with the sentence of an error that has one."""
    try:
        yield
    except ExplainedError as error:
        sys.exit(str(error))
