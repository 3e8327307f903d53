"""Folders of exported models: made aside, renamed when whole, by one process at a time."""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from filelock import FileLock


def source_state(name: str, recipe: str, *told: str) -> str:
    """Changes when a model folder's files do, or what is told; costs no reading of weights."""
    # What has been exported is known by this: another order would export all of it anew.
    lines = [recipe, name, *told]
    folder = Path(name)
    if folder.is_dir():
        for path in sorted(folder.rglob("*")):
            stat = path.stat()
            lines.append(f"{path.relative_to(folder)} {stat.st_size} {stat.st_mtime_ns}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


Model = TypeVar("Model")


def made_once(exports: Path, find: Callable[[], Model | None], make: Callable[[], Model]) -> Model:
    """What is found in a folder of exports, else what is made there by one process at a time."""
    known = find()
    if known is not None:
        return known
    exports.mkdir(parents=True, exist_ok=True)
    with FileLock(exports / ".exporting.lock"):
        return find() or make()  # whoever waited here finds it made


@contextmanager
def scratch_folder(exports: Path) -> Iterator[Path]:
    """A folder to write an export in; it is gone at the end unless it was put in its place."""
    scratch = Path(tempfile.mkdtemp(prefix=".exporting-", dir=exports))
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def put_in_place(scratch: Path, exports: Path, name: str, fingerprint: str) -> Path:
    """Renames a whole export to ``<slug>-<fingerprint>``."""
    folder = exports / f"{Path(name).name.lower()}-{fingerprint}"
    if folder.exists():
        shutil.rmtree(folder)
    scratch.rename(folder)
    return folder
