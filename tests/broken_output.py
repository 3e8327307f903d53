"""Broken model output, made at random: what a reader may see of it is held to what always holds.

Streams are truncated, glued, cite wrong ids, invent quotations, hold Markdown, HTML and other
alphabets, and are cut into deltas anywhere. The same generator serves the tests (a few hundred
streams) and ``python -m tests.benchmarks.broken_output`` (ten thousand).
"""

import random
import re
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass
from itertools import pairwise

from indexer import Encoder, IndexedEpisode
from service.answering.answer import Asked, answer_of
from service.answering.checks.quotations import quotations_in
from service.answering.events import Answer, Check
from service.answering.language_model import Meter, ModelDescription, ModelFailed
from service.answering.model_answerer import ModelAnswerer, Reservation
from service.answering.prompt import Prompt, short_ids
from service.answering.question import Question

_QUOTES = ["“{}”", '"{}"', "«{}»", "„{}“", "‘{}’", "'{}'", "「{}」", '“{}"', '"{}', "{}”"]
_MARKUP_LINES = """
**{}**
- {}
1. {}
# {}
> {}
`{}`
<b>{}</b>
[{}](https://x.example)
* {}
<script>alert('{}')</script>
```{}```
| {} |
<!-- {} -->
$${}$$
&quot;{}&quot;
"""
_MARKUP = _MARKUP_LINES.strip().splitlines()
_ALPHABETS = [
    "Они потеряли тридцать один улей.",
    "彼らは三十一の巣箱を失った。",
    "خسروا واحدا وثلاثين خلية.",
    "Έχασαν τριάντα μία κυψέλες.",
    "🐝🐝🐝",
    "\u202eevil\u202c",
    "\x00\x07\ud800",
]
_FILLER_LINES = """
I'm sorry, I cannot help with that.
As an AI language model, I think so.
Sure! Here it is:
In summary,
The passages say nothing.
{"answer": "yes"}
Nobody said that.
Yes.
"""
_FILLER = _FILLER_LINES.strip().splitlines()
_SIGNS = ["[none]", "[missing] {}", "[which] {}?", "[NONE]", "[ missing ]: {}", "[which]"]
_MARKERS = """
 [{one}]| [{one}]| [{one}]| [{one}][{other}]|[{one}, {other}]| [{bare}]| [p0000]| [1]| [{half}|
 ({one})| 【{one}】| [passage {one}]| [[{one}]]|
""".replace("\n", "").split("|")
_BROKEN = ModelDescription("broken", None, "", 1.0, 1.0, 5, 5, 4_000)


@dataclass(frozen=True)
class BrokenModel:
    """A language model that writes a given text in given pieces, and may break off."""

    pieces: tuple[str, ...]
    breaks_off: bool
    description: ModelDescription = _BROKEN

    async def written(self, prompt: Prompt, meter: Meter) -> AsyncGenerator[str]:
        del prompt
        meter.asked = True
        for piece in self.pieces:
            meter.add(piece)
            yield piece
        if self.breaks_off:
            raise ModelFailed("Broken off.")


class NoBudget:
    """Lets every answer pass."""

    async def reserve(self, dollars: float, caller: str | None) -> Reservation | None:
        return Reservation("2026-11-23", round(dollars), caller)

    async def settle(self, reservation: Reservation, dollars: float) -> None:
        del reservation, dollars


def broken_text(episode: IndexedEpisode, chance: random.Random) -> str:
    """What a model in trouble might write about an episode."""
    return "".join(_lines(episode, chance))


def _lines(episode: IndexedEpisode, chance: random.Random) -> Iterator[str]:
    ids = [*short_ids(episode).values()]
    for _ in range(chance.randint(1, 6)):
        words = _sentence(episode, chance)
        if chance.random() < 0.35:
            words = _quoted(words, episode, chance)
        if chance.random() < 0.25:
            words = chance.choice(_MARKUP).replace("{}", words)
        if chance.random() < 0.12:
            words = chance.choice(_SIGNS).replace("{}", words)
        yield words + _markers(ids, chance) + chance.choice(["\n", " ", "\n\n", "", ". ", "\r\n"])


def _sentence(episode: IndexedEpisode, chance: random.Random) -> str:
    said = episode.sentence_text(chance.randrange(len(episode.sentences)))
    other = episode.sentence_text(chance.randrange(len(episode.sentences)))
    speaker = chance.choice([*episode.speakers, "Nobody", "A speaker"])
    cut = chance.randint(0, len(said))
    return chance.choice(
        [
            said,
            f"{speaker} says {said}",
            f"{speaker}: {said}",
            f"According to {speaker}, {said[:1].lower()}{said[1:]}",
            said[:cut],
            said[:cut] + other[chance.randint(0, len(other)) :],
            f"{speaker} thinks that {other}",
            " ".join(chance.sample(said.split(), len(said.split()))),
            chance.choice(_FILLER),
            chance.choice(_ALPHABETS),
        ]
    )


def _quoted(words: str, episode: IndexedEpisode, chance: random.Random) -> str:
    said = episode.sentence_text(chance.randrange(len(episode.sentences))).split()
    other = episode.sentence_text(chance.randrange(len(episode.sentences))).split()
    low = chance.randrange(len(said))
    quoted = chance.choice(
        [
            " ".join(said),
            " ".join(said[low : low + 4]),
            " ".join([*said[:3], *other[-3:]]),
            " ".join(said) + " … " + " ".join(other),
            " ".join(chance.sample(said, len(said))),
            "We sold everything and moved to the moon.",
            "",
        ]
    )
    mark = chance.choice(_QUOTES).replace("{}", quoted)
    return chance.choice(
        [mark, f"{words} {mark}", f"{mark} {words}", f"{words[:20]}{mark}{words[20:]}"]
    )


def _markers(ids: list[str], chance: random.Random) -> str:
    one, other = chance.choice(ids), chance.choice(ids)
    marker = chance.choice(_MARKERS)
    return marker.format(one=one, other=other, bare=one[1:], half=one[:3])


def in_random_pieces(text: str, chance: random.Random) -> tuple[str, ...]:
    """A text cut anywhere, now and then before its end."""
    if chance.random() < 0.2:
        text = text[: chance.randint(0, len(text))]
    cuts = sorted(chance.randint(0, len(text)) for _ in range(chance.randint(0, 12)))
    bounds = [0, *cuts, len(text)]
    return tuple(text[low:high] for low, high in pairwise(bounds))


async def broken_answer(
    episode: IndexedEpisode, encoder: Encoder, question: str, chance: random.Random
) -> tuple[Answer, str]:
    """The product's answer where the model writes broken text; and that text."""
    text = broken_text(episode, chance)
    model = BrokenModel(in_random_pieces(text, chance), chance.random() < 0.2)
    answerer = ModelAnswerer(model, NoBudget(), 3_000)
    return await answer_of(Asked(Question.of(question), episode, encoder), answerer), text


def faults_of(answer: Answer, episode: IndexedEpisode) -> list[str]:
    """What a reader of an answer sees and may never see; empty if all is well."""
    transcript = episode.transcript.text
    found = []
    for claim in answer.claims:
        if not claim.citations:
            found.append("a claim without a citation")
        found += [
            f"a quote that is not the transcript's: {citation.quote!r}"
            for citation in claim.citations
            if citation.quote != transcript[citation.start_char : citation.end_char]
        ]
        if claim.check is not Check.VERBATIM:
            found += [
                f"quotation marks around what was not said: {quotation.words!r}"
                for quotation in quotations_in(claim.text)
                if quotation.words not in transcript
            ]
        if re.search(r"\[p?[0-9a-f]{3,10}\]|[\ue000-\uf8ff]|</?\w+>|\*\*", claim.text):
            found.append(f"markup in a claim: {claim.text!r}")
    if answer.missing and not _is_of_the_question(answer.missing, answer.question):
        found.append(f"a missing part that was not asked: {answer.missing!r}")
    return found


def _is_of_the_question(text: str, question: str) -> bool:
    return all(part in question for part in text.split(", "))
