"""What was measured is kept, whatever interrupts, and goes on where it ended."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.evaluation import journal as module
from service.evaluation.journal import Journal, Record
from service.evaluation.question_set import QuestionSet
from tests.service.evaluation.sets import IDS

RECORDS: list[Record] = [
    {"id": "frost", "text": "It did.", "share": 0.5},
    {"id": "fires", "text": "Kept them burning, said Ana Černá 🐝", "share": 1.0},
    {"id": "pears", "text": "To a cider press.", "share": None},
]


def opened(folder: Path, *told: object) -> Journal:
    return Journal(folder / "journals", "answers-tiny", *told)


def written(folder: Path, *records: Record) -> Path:
    with opened(folder).written() as writer:
        for record in records:
            writer.add(record)
    return next((folder / "journals").iterdir())


def test_records_survive(tmp_path: Path, tiny: QuestionSet) -> None:
    """What was added is there when the journal is opened again, and is not missing."""
    file = written(tmp_path, *RECORDS)
    again = opened(tmp_path)
    assert again.records == {record["id"]: record for record in RECORDS}
    assert [question.id for question in again.missing(tiny)] == IDS[3:]
    assert file.name.startswith("answers-tiny-")


def test_a_new_journal_misses_everything(tmp_path: Path, tiny: QuestionSet) -> None:
    """Opening alone writes nothing."""
    journal = opened(tmp_path)
    assert [question.id for question in journal.missing(tiny)] == IDS
    assert not (tmp_path / "journals").exists()


def test_a_record_is_safe_once_it_was_added(tmp_path: Path, tiny: QuestionSet) -> None:
    """An interrupt afterwards takes nothing away, and the journal knows what it wrote."""
    journal = opened(tmp_path)

    def interrupted() -> None:
        with journal.written() as writer:
            writer.add(RECORDS[0])
            assert opened(tmp_path).records == {"frost": RECORDS[0]}
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert [question.id for question in journal.missing(tiny)] == IDS[1:]
    assert opened(tmp_path).records == {"frost": RECORDS[0]}


def test_a_line_that_was_cut_off_is_measured_again(tmp_path: Path, tiny: QuestionSet) -> None:
    """And what is written after it is kept."""
    file = written(tmp_path, *RECORDS[:2])
    file.write_bytes(file.read_bytes()[:-25])
    journal = opened(tmp_path)
    assert list(journal.records) == ["frost"]
    with journal.written() as writer:
        writer.add(RECORDS[2])
    again = opened(tmp_path)
    assert set(again.records) == {"frost", "pears"}
    assert [question.id for question in again.missing(tiny)] == ["fires", *IDS[3:]]


@pytest.mark.parametrize("kept", range(1, 60, 4))
def test_a_line_may_be_cut_off_anywhere(tmp_path: Path, kept: int) -> None:
    """Within a name, a word or a number."""
    file = written(tmp_path, RECORDS[0], RECORDS[1])
    data = file.read_bytes()
    first = data.index(b"\n") + 1
    file.write_bytes(data[: min(first + kept, len(data) - 2)])
    assert opened(tmp_path).records == {"frost": RECORDS[0]}


def test_a_character_may_be_cut_off(tmp_path: Path) -> None:
    """At each of its bytes."""
    file = written(tmp_path, RECORDS[0], RECORDS[1])
    data = file.read_bytes()
    bee = data.index("🐝".encode())
    for end in range(bee, bee + 5):
        file.write_bytes(data[:end])
        assert opened(tmp_path).records == {"frost": RECORDS[0]}


@given(st.text(st.sampled_from("a\u2028\u2029\x85\x1c\x0b\r\n") | st.characters(codec="utf-8")))
def test_a_record_holds_any_text(text: str) -> None:
    """What was said may hold anything that some reader takes for the end of a line."""
    with tempfile.TemporaryDirectory() as folder:
        written(Path(folder), {"id": "frost", "text": text}, RECORDS[2])
        assert opened(Path(folder)).records == {
            "frost": {"id": "frost", "text": text},
            "pears": RECORDS[2],
        }


@pytest.mark.parametrize("line", ["null", "123", "[]", "{}", '{"text": "without an id"}'])
def test_a_line_that_is_no_record_is_left_out(tmp_path: Path, line: str) -> None:
    """Whoever wrote it."""
    file = written(tmp_path, *RECORDS)
    with file.open("a", encoding="utf-8") as more:
        more.write(line + "\n")
    assert opened(tmp_path).records == {record["id"]: record for record in RECORDS}


def test_a_journal_to_which_nothing_is_added_stays_as_it_was(tmp_path: Path) -> None:
    """Measuring what is measured writes nothing."""
    file = written(tmp_path, *RECORDS)
    before = file.read_bytes()
    with opened(tmp_path).written():
        pass
    assert file.read_bytes() == before


def test_another_measurement_has_another_journal(tmp_path: Path) -> None:
    """Whatever is told of it makes a difference, the order too."""
    written(tmp_path, *RECORDS)
    for told in (("ours",), ("ours", "bm25"), ("bm25", "ours"), (("ours", "bm25"),), (None,)):
        journal = opened(tmp_path, *told)
        assert journal.records == {}
        with journal.written() as writer:
            writer.add(RECORDS[0])
    assert len(list((tmp_path / "journals").iterdir())) == 6
    assert list(opened(tmp_path, "ours").records) == ["frost"]


@pytest.fixture
def code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file of code that is measured, in place of the product's own."""
    package = ModuleType("package")
    package.__path__ = [str(tmp_path / "package")]
    (tmp_path / "package" / "inside").mkdir(parents=True)
    file = tmp_path / "package" / "inside" / "code.py"
    file.write_text("weight = 1\n")
    monkeypatch.setattr(module, "_MEASURED_CODE", (package,))
    module.code_sha256.cache_clear()
    yield file
    module.code_sha256.cache_clear()


def test_other_code_has_another_journal(tmp_path: Path, code: Path) -> None:
    """What code did before a change is no measurement of it; undone, it is one again."""
    written(tmp_path, *RECORDS)
    code.write_text("weight = 2\n")
    module.code_sha256.cache_clear()
    assert opened(tmp_path).records == {}
    code.write_text("weight = 1\n")
    module.code_sha256.cache_clear()
    assert len(opened(tmp_path).records) == 3
