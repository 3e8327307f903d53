"""A set from its files to its records: index, ask, keep; what was kept is not asked again."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer import Encoder, ExplainedError, Library
from service.answering.answer import Answerer
from service.answering.events import Notice
from service.evaluation.answers import answer_record
from service.evaluation.indexed_set import AskedEpisode, index_episode
from service.evaluation.journal import Journal, Record
from service.evaluation.measures import check_measures
from service.evaluation.question_set import QuestionSet, SetQuestion, read_question_set
from service.evaluation.retrieval import retrieval_records

EXTRACTIVE = ("extractive",)
"""What answers of the transcript's own sentences depend on, beside the code: nothing."""

_ANSWERED_BY_ANOTHER = (Notice.MODEL_UNAVAILABLE, Notice.COST_CEILING)

Progress = Callable[[str, int, int], None]
"""Told the name of a set, how many of its questions are measured, and of how many."""


class MeasurementStopped(ExplainedError):
    """What was to be measured did not answer; the message says how to go on."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Which questions of a set: all, or so many that are chosen by chance."""

    limit: int | None = None
    seed: int = 0

    def of(self, path: Path) -> QuestionSet:
        """Reads a set and chooses its questions.

        Raises:
            QuestionSetRefused: The set cannot be read.
        """
        return read_question_set(path).sampled(self.limit, self.seed)


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where sets are indexed and measured: a library of its own, apart from the operator's."""

    folder: Path
    encoder: Encoder

    def journal(self, kind: str, questions: QuestionSet, *told: object) -> Journal:
        """The journal of one kind of measurement of a set."""
        fingerprint = self.encoder.description.fingerprint
        name = f"{kind}-{questions.name}"
        return Journal(self.folder / "journals", name, questions.sha256, fingerprint, *told)

    def indexed(
        self, questions: QuestionSet, asked: Sequence[SetQuestion]
    ) -> Iterator[tuple[AskedEpisode, list[SetQuestion]]]:
        """Each episode that some questions of a set are about, indexed, with these questions."""
        library = Library(self.folder)
        by_episode: dict[str, list[SetQuestion]] = defaultdict(list)
        for question in asked:
            by_episode[question.episode].append(question)
        for episode, its_questions in by_episode.items():
            yield index_episode(questions, episode, library, self.encoder), its_questions


def measured_retrieval(
    questions: QuestionSet, place: Workplace, systems: Sequence[str], progress: Progress
) -> list[Record]:
    """One record a question, in their order.

    Raises:
        MeasuresUnavailable: ir-measures is not installed.
    """
    check_measures()
    journal = place.journal("retrieval", questions, tuple(sorted(systems)))
    tell = _counter(questions, journal, progress)
    with journal.written() as writer:
        for asked, left in place.indexed(questions, journal.missing(questions)):
            for record in retrieval_records(asked, left, systems, place.encoder):
                writer.add(record)
                tell()
    return [journal.records[question.id] for question in questions.questions]


async def measured_answers(
    questions: QuestionSet,
    place: Workplace,
    answerer: Answerer,
    told: tuple[object, ...],
    progress: Progress,
) -> list[Record]:
    """One record a question, in their order; ``told`` is what the answers depend on beside code.

    Raises:
        MeasurementStopped: The language model did not answer, which would be no measurement of it.
    """
    journal = place.journal("answers", questions, *told)
    tell = _counter(questions, journal, progress)
    with journal.written() as writer:
        for asked, left in place.indexed(questions, journal.missing(questions)):
            for question in left:
                record = await answer_record(asked, question, answerer, place.encoder)
                if record["notice"] in _ANSWERED_BY_ANOTHER:
                    raise MeasurementStopped(
                        f"The language model did not answer question {question.id} of "
                        f"{questions.name} ({record['notice']}). What was measured is kept: the "
                        "same command goes on."
                    )
                writer.add(record)
                tell()
    return [journal.records[question.id] for question in questions.questions]


def _counter(questions: QuestionSet, journal: Journal, progress: Progress) -> Callable[[], None]:
    """Tells how many of a set's questions are in the journal, now and whenever it is called."""
    ids = [question.id for question in questions.questions]
    done = sum(name in journal.records for name in ids) - 1

    def tell() -> None:
        nonlocal done
        done += 1
        progress(questions.name, done, len(ids))

    tell()
    return tell
