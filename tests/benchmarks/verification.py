"""How many true claims the verification drops, and how many planted errors it lets through.

    python -m tests.benchmarks.verification SHEET… --transcripts DIR [--show] [--rules]

A sheet is JSON lines: true claims, each with the characters of a transcript's canonical text that
it paraphrases, false versions of them, each changed in one way, and sentences that nobody said.
Invented and glued quotations are made here, from the true quotations and from the transcripts.
"""

import argparse
import json
import random
import re
import statistics
import tempfile
import time
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from indexer import (
    BuildOptions,
    Encoder,
    EncoderSource,
    IndexedEpisode,
    Library,
    Passage,
    exported_encoder,
    index_transcript,
)
from service.answering.checks import rules
from service.answering.checks.evidence import Scores
from service.answering.checks.quotations import quotations_in
from service.answering.draft import Draft
from service.answering.prompt import short_ids
from service.answering.question import Question
from service.answering.retrieve import retrieve
from service.answering.verification import Dropped, Held, Verifier

HARD = (
    "changed_number",
    "swapped_name",
    "swapped_speaker",
    "added_negation",
    "invented_quote",
    "glued_quote",
)
SOFT = ("attribution_dropped", "hedge_removed", "roles_swapped", "unsaid")
_GIVEN_BESIDE = 5
_QUOTED_WORDS = 8

Row = dict[str, Any]


@dataclass(frozen=True)
class Trial:
    """A sentence as a model might write it, whether it is true, and where it says it is from."""

    kind: str
    text: str
    episode: str
    first: int
    last: int


def trials_of(row: Row, episodes: dict[str, IndexedEpisode]) -> Iterator[Trial]:
    """The true claim of a row, its false versions, and the quotations made of it."""
    episode = episodes[row["transcript"]]
    starts = [sentence.start_char for sentence in episode.sentences]
    first = bisect_right(starts, row["start_char"]) - 1
    place = (row["transcript"], first, bisect_left(starts, row["end_char"]) - 1)
    if "unsaid" in row:
        yield Trial("unsaid", row["unsaid"], *place)
        return
    yield Trial("true", row["true"], *place)
    for kind, text in row["errors"].items():
        yield Trial(kind, text, *place)
    yield from _false_quotations(row["true"], episode, place)


def _false_quotations(
    true: str, episode: IndexedEpisode, place: tuple[str, int, int]
) -> Iterator[Trial]:
    """The claim with a quotation that was said nowhere, and with one of two places."""
    chance = random.Random(true)
    here = episode.sentence_text(place[1]).split()
    elsewhere = episode.sentence_text(chance.randrange(len(episode.sentences))).split()
    if len(here) < _QUOTED_WORDS or len(elsewhere) < _QUOTED_WORDS:
        return
    speaker = episode.utterance_of(place[1]).speaker or "A speaker"
    glued = " ".join([*here[: _QUOTED_WORDS // 2], *elsewhere[-_QUOTED_WORDS // 2 :]])
    invented = " ".join(_invented(true, chance))
    yield Trial("glued_quote", f"{speaker} says “{glued}”.", *place)
    yield Trial("invented_quote", f"{speaker} says “{invented}”.", *place)


def _invented(text: str, chance: random.Random) -> list[str]:
    """Words about the subject in an order in which nobody says them."""
    words = re.findall(r"[\w'’]+", text)[: _QUOTED_WORDS + 4]
    chance.shuffle(words)
    return words


def given_for(trial: Trial, episode: IndexedEpisode, encoder: Encoder) -> list[Passage]:
    """The passage that a trial cites, among the others that a search for it finds."""
    own = cited_passages(trial, episode)
    found = retrieve(Question.of(trial.text[:400]), episode, encoder).ranked
    others = [episode.passages[int(i)] for i in found if episode.passages[int(i)] not in own]
    return sorted([*own, *others[:_GIVEN_BESIDE]], key=lambda passage: passage.start_char)


def cited_passages(trial: Trial, episode: IndexedEpisode) -> list[Passage]:
    """The passages that hold the sentences of a trial."""
    return [
        p
        for p in episode.passages
        if p.first_sentence <= trial.last and trial.first < p.end_sentence
    ]


@dataclass(frozen=True)
class Prepared:
    """A trial with all that its check needs, and the seconds that encoding it took."""

    trial: Trial
    verifier: Verifier
    draft: Draft
    cosines: Scores
    encoding: float

    def judged(self) -> tuple[Held | Dropped, float]:
        """The verdict, and the seconds that it took."""
        began = time.perf_counter()
        verdict = self.verifier.check(self.draft, self.cosines)
        return verdict, time.perf_counter() - began


def prepared(trial: Trial, episode: IndexedEpisode, encoder: Encoder) -> Prepared:
    """A trial as the product would check it."""
    ids = short_ids(episode)
    cited = tuple(ids[passage.id] for passage in cited_passages(trial, episode))
    verifier = Verifier(episode, given_for(trial, episode, encoder))
    assert episode.index.dense is not None
    began = time.perf_counter()
    cosines = episode.index.dense.sentence_cosines(encoder.encode_passages([trial.text])[0])
    encoding = time.perf_counter() - began
    return Prepared(trial, verifier, Draft(trial.text, cited), cosines, encoding)


def shown(trial: Trial, verdict: Held | Dropped) -> bool:
    """Whether a reader sees the trial's own wording."""
    return isinstance(verdict, Held) and _plain(trial.text) in _plain(verdict.text)


def gets_through(trial: Trial, verdict: Held | Dropped) -> bool:
    """Whether a false sentence reaches the reader in a false form."""
    if trial.kind == "attribution_dropped":
        return isinstance(verdict, Held) and verdict.text == trial.text
    if trial.kind.endswith("quote"):
        wanted = [_plain(q.words) for q in quotations_in(trial.text)]
        return isinstance(verdict, Held) and any(w in _plain(verdict.text) for w in wanted)
    return shown(trial, verdict)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def open_episodes(
    rows: list[Row], transcripts: Path, library: Library, encoder: Encoder
) -> dict[str, IndexedEpisode]:
    """The episodes of a sheet's rows, indexed from their transcripts."""
    episodes = {}
    for number, file in enumerate(sorted({row["transcript"] for row in rows})):
        options = BuildOptions(f"episode-{number}", {"language": "en"})
        index_transcript(transcripts / file, library, encoder, options)
        episodes[file] = library.episode(f"episode-{number}")
    return episodes


def is_wrong(trial: Trial, verdict: Held | Dropped) -> bool:
    """Whether a true claim is lost, or a false one gets through."""
    if trial.kind == "true":
        return isinstance(verdict, Dropped)
    return gets_through(trial, verdict)


def main() -> None:
    """Prints a line a kind: how many, and how many are not as they should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sheets", nargs="+", type=Path)
    parser.add_argument("--transcripts", type=Path, required=True)
    parser.add_argument("--show", action="store_true", help="print what was decided wrongly")
    parser.add_argument("--rules", action="store_true", help="print what each rule does")
    arguments = parser.parse_args()
    rows = [json.loads(line) for sheet in arguments.sheets for line in sheet.open("rt")]
    with tempfile.TemporaryDirectory() as folder:
        encoder = exported_encoder(Path(folder) / "encoders", EncoderSource())
        library = Library(Path(folder))
        episodes = open_episodes(rows, arguments.transcripts, library, encoder)
        trials = [
            prepared(trial, episodes[trial.episode], encoder)
            for row in rows
            for trial in trials_of(row, episodes)
        ]
        report(trials, show=arguments.show)
        if arguments.rules:
            report_rules(trials)


def report(trials: Sequence[Prepared], *, show: bool) -> None:
    """Judges every trial and prints the table."""
    judged = [(one, *one.judged()) for one in trials]
    print(f"  {'':20} {'all':>4} {'wrong':>12}   as written, quoted, dropped")
    for kind in ("true", *HARD, *SOFT):
        verdicts = [(one.trial, verdict) for one, verdict, _ in judged if one.trial.kind == kind]
        wrong = [(trial, verdict) for trial, verdict in verdicts if is_wrong(trial, verdict)]
        ways = Counter(_way(verdict) for _, verdict in verdicts)
        shares = ", ".join(
            f"{ways[way] / max(1, len(verdicts)):4.0%}" for way in ("written", "quoted", "dropped")
        )
        share = len(wrong) / max(1, len(verdicts))
        print(f"  {kind:20} {len(verdicts):4} {len(wrong):4} {share:7.1%}   {shares}")
        for trial, verdict in wrong if show else ():
            fault = verdict.fault if isinstance(verdict, Dropped) else verdict.check
            print(f"{kind}\t{fault}\t{trial.text}\t{trial.episode} {trial.first}")
    checking = [seconds for _, _, seconds in judged]
    both = [seconds + one.encoding for one, _, seconds in judged]
    print(f"  checking p50 {_ms(checking, 50)}, p95 {_ms(checking, 95)}")
    print(f"  checking and encoding p95 {_ms(both, 95)}")


def _way(verdict: Held | Dropped) -> str:
    if isinstance(verdict, Dropped):
        return "dropped"
    return "quoted" if verdict.is_quotation else "written"


def report_rules(trials: Sequence[Prepared]) -> None:
    """What gets through without each rule, and how many true claims it keeps from being shown."""
    before = _outcomes(trials)
    for table in ("_RULES", "_ENGLISH_RULES"):
        rules_of_table = getattr(rules, table)
        for rule in rules_of_table:
            kept = tuple(other for other in rules_of_table if other is not rule)
            with patch.object(rules, table, kept):
                after = _outcomes(trials)
            more = {
                kind: after[kind]["wrong"] - before[kind]["wrong"]
                for kind in (*HARD, *SOFT)
                if after[kind]["wrong"] > before[kind]["wrong"]
            }
            written = after["true"]["written"] - before["true"]["written"]
            told = ", ".join(f"{kind} {count}" for kind, count in more.items()) or "nothing"
            print(
                f"  without {rule[0]:12} {written:4} more true claims as written; through: {told}"
            )


def _outcomes(trials: Sequence[Prepared]) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in trials:
        verdict, _ = one.judged()
        counts[one.trial.kind][_way(verdict)] += 1
        counts[one.trial.kind]["wrong"] += is_wrong(one.trial, verdict)
    return counts


def _ms(seconds: list[float], percent: int) -> str:
    return f"{statistics.quantiles(seconds, n=100)[percent - 1] * 1e3:.2f} ms"


if __name__ == "__main__":
    main()
