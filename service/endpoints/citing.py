"""References to an episode, in the style that is asked for."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel

from indexer import (
    REFERENCE_FILES,
    REFERENCES,
    CitationStyle,
    CitedEpisode,
    IndexedEpisode,
)
from service.endpoints.episodes import audio_address
from service.endpoints.error_statuses import MomentNotInEpisode
from service.pages import Place, cited, wording
from service.state import ServiceState, State

router = APIRouter(prefix="/v1/episodes", tags=["episodes"])

_MEDIA_TYPES = {
    CitationStyle.BIBTEX: "application/x-bibtex",
    CitationStyle.RIS: "application/x-research-info-systems",
    CitationStyle.CSL_JSON: "application/vnd.citationstyles.csl+json",
}
_SUFFIXES = {CitationStyle.BIBTEX: "bib", CitationStyle.RIS: "ris", CitationStyle.CSL_JSON: "json"}
_FILES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The reference; for `bibtex`, `ris` and `csl-json` a file.",
        "content": {kind: {"schema": {"type": "string"}} for kind in _MEDIA_TYPES.values()},
    }
}

Style = Annotated[CitationStyle, Query(description="How to cite; the last three give a file.")]
Moment = Annotated[
    float | None,
    Query(alias="t", ge=0, allow_inf_nan=False, description="The second that is meant."),
]


class CitedReference(BaseModel):
    """A reference to an episode, as text and in HTML, where its titles stand in italics.

    ``in_text`` is what stands in the text of a paper, and names the moment where one was asked for;
    ``url`` leads there. It is null where nobody has said where the episode is found.
    """

    style: CitationStyle
    reference: str
    reference_html: str
    in_text: str
    url: str | None


@router.get("/{episode_id}/cite", response_model=CitedReference, responses=_FILES)
async def cite_episode(
    episode_id: str, state: State, style: Style, moment: Moment = None
) -> CitedReference | Response:
    """The reference to an episode, and to a moment of it; hosts are its authors."""
    episode = await asyncio.to_thread(state.library.episode, episode_id)
    whole = await asyncio.to_thread(_cited, episode, state, moment)
    return _file(whole, style) if style in REFERENCE_FILES else _reference(whole, style)


def _cited(episode: IndexedEpisode, state: ServiceState, moment: float | None) -> CitedEpisode:
    # Of what is stated and what is transcribed the longer one: no moment of an answer is refused.
    length = max(episode.duration or 0, episode.transcript.duration or 0)
    if moment is not None and length and moment > length:
        raise MomentNotInEpisode(
            f"t: There is no second {moment:.0f}, this episode is {wording.length(length)} long."
        )
    place = Place(state.settings.public_origin or "", audio_address(episode))
    return cited(episode, place, moment)


def _reference(whole: CitedEpisode, style: CitationStyle) -> CitedReference:
    reference = REFERENCES[style](whole)
    return CitedReference(
        style=style,
        reference=reference.text,
        reference_html=reference.html,
        in_text=reference.in_text,
        url=whole.link,
    )


def _file(whole: CitedEpisode, style: CitationStyle) -> Response:
    name = f"{whole.id}.{_SUFFIXES[style]}"
    return Response(
        REFERENCE_FILES[style](whole),
        headers={
            "Content-Type": f"{_MEDIA_TYPES[style]}; charset=utf-8",
            "Content-Disposition": f'attachment; filename="{name}"',
        },
    )
