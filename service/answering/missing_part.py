"""What a model says of the question itself, held to words that the reader already knows. Pure.

A missing part is shown in the question's own words, and a reading only if it is made of the
question's words and the passages': neither can carry a claim.
"""

import re
from collections.abc import Sequence

from indexer import IndexedEpisode, canonical_text
from service.answering.answer_key import folded
from service.answering.checks.words import alike
from service.answering.question import Question, content_terms

_PARTS = re.compile(
    r"\s*(?:[?;.!]\s+|,?\s+(?:and|or|but)\s+(?:also\s+)?|,\s+(?=(?:who|what|when|where|why|how|which"
    r"|did|does|do|is|are|was|were|can|could|will|would)\b))",
    re.IGNORECASE,
)
_BETWEEN = ", "
_LEAST_SHARED = 0.5
_LONGEST_READING = 140
_FEWEST_READINGS, MOST_READINGS = 2, 3


def missing_part(question: Question, told: Sequence[str], episode: IndexedEpisode) -> str | None:
    """The part of a question that a model says is not answered, as the listener wrote it.

    None if the model named none, or named what was not asked.
    """
    language = episode.manifest.language
    missing = []
    for part in _parts_of(question):
        wanted = content_terms(part, language)
        for text in told:
            said = content_terms(text, language)
            shared = [term for term in wanted if any(alike(term, other) for other in said)]
            if wanted and len(shared) >= _LEAST_SHARED * len(wanted):
                missing.append(part)
                break
    return _BETWEEN.join(missing) or None


def as_asked(missing: str, question: Question) -> str | None:
    """A missing part in the words of whoever asks the same; None where these do not have it."""
    rest, parts = folded(missing) + _BETWEEN, []
    for part in _parts_of(question):
        if rest.startswith(folded(part) + _BETWEEN):
            parts.append(part)
            rest = rest.removeprefix(folded(part) + _BETWEEN)
    return _BETWEEN.join(parts) if not rest else None


def _parts_of(question: Question) -> list[str]:
    return [part for part in _PARTS.split(question.text.rstrip(" ?!.")) if part]


def sound_readings(
    question: Question, told: Sequence[str], episode: IndexedEpisode
) -> tuple[str, ...]:
    """Those of a model's readings that may be shown, if they are two or three; else none."""
    language = episode.manifest.language
    known = set(content_terms(question.text, language)) | set(episode.index.sentences.vocabulary)
    known |= {term for name in episode.speakers for term in content_terms(name, language)}
    readings = dict.fromkeys(canonical_text(text) for text in told)
    sound = [
        text
        for text in readings
        if text.endswith(("?", "？", "؟"))
        and len(text) <= _LONGEST_READING
        and all(term in known for term in content_terms(text, language))
    ]
    return tuple(sound[:MOST_READINGS]) if len(sound) >= _FEWEST_READINGS else ()
