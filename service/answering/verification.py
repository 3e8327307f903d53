"""Every claim is held against the transcript before a reader sees it. Pure."""

from indexer import IndexedEpisode
from service.answering.citation import cite
from service.answering.events import Check, Claim


class ClaimUnsupported(Exception):
    """A claim that the transcript does not hold up: a fault of an answerer, never shown."""


def verify(claim: Claim, episode: IndexedEpisode) -> Claim:
    """The claim itself, if each citation is what the transcript says at that place.

    A verbatim claim must also be made of its quotes and nothing else.

    Raises:
        ClaimUnsupported: A citation, or a verbatim claim's text, is not the transcript's own.
    """
    for citation in claim.citations:
        if citation != cite(episode, citation.start_char, citation.end_char):
            raise ClaimUnsupported(f"A citation of {claim.id} is not what the transcript says.")
    quotes = " ".join(citation.quote for citation in claim.citations)
    if claim.check is Check.VERBATIM and claim.text != quotes:
        raise ClaimUnsupported(f"{claim.id} is said to be verbatim and is not.")
    return claim
