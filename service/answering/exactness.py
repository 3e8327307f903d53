"""The last check before a reader sees a claim, whoever made it: each quote is exact. Pure."""

from indexer import IndexedEpisode
from service.answering.checks.quotations import quotations_in
from service.answering.citation import alone, cite
from service.answering.events import Check, Claim


class ClaimUnsupported(Exception):
    """A claim that the transcript does not hold up: a fault of an answerer, never shown."""


def hold_exact(claim: Claim, episode: IndexedEpisode) -> Claim:
    """The claim itself, if each citation is what the transcript says at that place.

    A verbatim claim must also be made of its quotes and nothing else; what another claim puts in
    quotation marks must lie in its citations.

    Raises:
        ClaimUnsupported: A citation, or a verbatim claim's text, is not the transcript's own.
    """
    for citation in claim.citations:
        there = cite(episode, citation.start_char, citation.end_char)
        if citation not in (there, alone(there)):
            raise ClaimUnsupported(f"A citation of {claim.id} is not what the transcript says.")
    quotes = " ".join(citation.quote for citation in claim.citations)
    if claim.check is Check.VERBATIM and claim.text != quotes:
        raise ClaimUnsupported(f"{claim.id} is said to be verbatim and is not.")
    if claim.check is not Check.VERBATIM:
        for quotation in quotations_in(claim.text):
            if not any(quotation.words in citation.quote for citation in claim.citations):
                raise ClaimUnsupported(f"A quotation of {claim.id} is not in what it cites.")
    return claim
