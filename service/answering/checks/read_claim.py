"""A model's sentence as the rules read it: its words, its names, who it says it is from. Pure."""

from dataclasses import dataclass

from indexer import IndexedEpisode
from service.answering.checks import attribution as attributions
from service.answering.checks.evidence import ClaimContent, EpisodeTerms, Evidence, Scores
from service.answering.checks.names import capitals_of, names_in
from service.answering.checks.words import Word, Words, words_of


@dataclass(frozen=True, slots=True)
class ReadClaim:
    """A sentence as it is checked; ``body`` is what is left without its attribution."""

    text: str
    words: Words
    body: Words
    names: tuple[Word, ...]
    attribution: attributions.Attribution
    evidence: Evidence


def read_claim(
    text: str, label: str | None, episode: IndexedEpisode, cosines: Scores | None
) -> ReadClaim:
    """Reads a sentence about an episode.

    Args:
        text: The sentence.
        label: The speaker's name that stood before it, as in "Jane Doe: …".
        episode: The episode.
        cosines: The sentence's cosine with every sentence of the episode.
    """
    language = episode.manifest.language
    named = attributions.attribution_of(text, episode.speakers)
    if label and not named.given:
        text = f"{attributions.shown_name(label)} says: {text}"
        named = attributions.Attribution(frozenset((label,)))
    words = words_of(text, language)
    body = words_of(attributions.without_attribution(text, named), language)
    names = names_in(words, capitals_of(episode))
    # Names are looked for in the run that the rest of the claim leads to: one that is wrong must
    # not lead to a run of its own.
    ignored = {name.term for name in names} | attributions.reporting_terms(language)
    ignored |= {t for s in episode.speakers for t in words_of(s, language).terms}
    ignored |= {word.term for word in words.words if word.is_number}
    content = ClaimContent.of(body, episode, ignored)
    evidence = Evidence.of(content, EpisodeTerms.of(episode), cosines)
    return ReadClaim(text, words, body, tuple(names), named, evidence)
