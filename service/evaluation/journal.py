"""What was measured, kept question by question, so that an interrupted measurement goes on."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TextIO

import indexer
import service.answering
import service.evaluation
from service.answering.answer_key import sources_sha256
from service.evaluation.question_set import QuestionSet, SetQuestion

Record = dict[str, Any]
"""What is kept of one question, as JSON."""

_MEASURED_CODE = (indexer, service.answering, service.evaluation)


class Journal:
    """Records of one measurement, a line each; one that was cut off is measured again."""

    def __init__(self, folder: Path, name: str, *told: object) -> None:
        """Opens the journal of a measurement.

        Args:
            folder: Where journals lie.
            name: What is measured, for a person to read.
            told: All that the records depend on, beside the code.
        """
        key = hashlib.sha256(repr((code_sha256(), *told)).encode()).hexdigest()[:12]
        self._path = folder / f"{name}-{key}.jsonl"
        self.records = {record["id"]: record for record in self._read()}

    @contextmanager
    def written(self) -> Iterator["JournalWriter"]:
        """Writes further records; each is safe from an interrupt once it was added."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            if self._is_cut_off():
                file.write("\n")  # what comes does not touch it
            yield JournalWriter(file, self.records)

    def _is_cut_off(self) -> bool:
        written = self._path.read_bytes()
        return bool(written) and not written.endswith(b"\n")

    def missing(self, questions: QuestionSet) -> list[SetQuestion]:
        """The questions of a set that were not measured yet."""
        return [question for question in questions.questions if question.id not in self.records]

    def _read(self) -> Iterator[Record]:
        if not self._path.exists():
            return
        for line in self._path.read_bytes().split(b"\n"):
            try:
                record = json.loads(line)
            except ValueError:  # cut off, perhaps within a character
                continue
            if isinstance(record, dict) and "id" in record:
                yield record


class JournalWriter:
    """Adds records to a journal."""

    def __init__(self, file: TextIO, records: dict[str, Record]) -> None:
        self._file = file
        self._records = records

    def add(self, record: Record) -> None:
        """Keeps one record."""
        self._file.write(json.dumps(record, ensure_ascii=False) + "\n")
        self._file.flush()
        self._records[record["id"]] = record


@cache
def code_sha256() -> str:
    """A hash of the code that is measured: what it did before a change is no measurement of it."""
    return sources_sha256(*_MEASURED_CODE)
