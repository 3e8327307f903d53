"""Which language an episode is in, and whether an encoder speaks it."""

from collections.abc import Collection
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

DEFAULT_LANGUAGE = "en"
_LEAST_PROBABILITY = 0.9
_SAMPLE_CHARS = 5_000


def detected_language(text: str) -> str:
    """The language of a text by its letters; ``en`` where too little was said to tell."""
    language, probability = _identifier().classify(text[:_SAMPLE_CHARS])
    return str(language) if probability >= _LEAST_PROBABILITY else DEFAULT_LANGUAGE


def speaks(languages: Collection[str], language: str) -> bool:
    """Whether an encoder of these languages can encode the language; none given means all."""
    return not languages or language.partition("-")[0].lower() in languages


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
