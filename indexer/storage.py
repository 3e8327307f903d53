"""What can go wrong with the disk, said in words."""

import errno
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.errors import ExplainedError

_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NO_SPACE_IN_SQLITE = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE})


class DiskFull(ExplainedError):
    """No space is left; what was there before is untouched."""


class StorageFault(ExplainedError):
    """A file or folder that cannot be read or written; the message names it."""


@contextmanager
def storage_explained() -> Iterator[None]:
    """Turns errors of the disk into sentences.

    Raises:
        DiskFull: No space was left.
        StorageFault: Something else was wrong: a permission, a file in a folder's place.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise _disk_full() from error
        raise StorageFault(f"{error.filename or 'The data folder'}: {error.strerror}.") from error
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", None) in _NO_SPACE_IN_SQLITE:
            raise _disk_full() from error
        raise StorageFault(
            f"The catalogue in the data folder cannot be used: {error}. If it is damaged, remove "
            "catalogue.sqlite3 and run `ask-episode check`: it is made anew."
        ) from error


def _disk_full() -> DiskFull:
    return DiskFull(
        "The disk is full. What was there before is untouched. Free some space and run the same "
        "command again."
    )


def written_whole(path: Path, content: bytes) -> None:
    """Writes a file that readers see either as it was or whole, even after a crash."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    try:
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
