"""What the commands of this folder take: question sets, and where they are measured."""

import argparse
from pathlib import Path

from service.command_line.common import encoder_for, settings_for
from service.evaluation.measuring import Workplace


def sets_and_place(description: str | None) -> tuple[list[Path], Workplace]:
    """Reads ``SET … [--data DIR]`` from the command line."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--data", type=Path)
    arguments = parser.parse_args()
    settings = settings_for(arguments.data)
    return arguments.sets, Workplace(settings.data_dir / "evaluation", encoder_for(settings))
