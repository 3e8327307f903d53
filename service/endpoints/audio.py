"""The audio of an episode, where its file lies beside the transcript; ranges and all."""

import asyncio

from fastapi import APIRouter
from fastapi.responses import FileResponse

from service.endpoints.error_statuses import AudioNotFound
from service.state import State

router = APIRouter(prefix="/v1/episodes", tags=["episodes"])


@router.get("/{episode_id}/audio", response_class=FileResponse)
@router.head("/{episode_id}/audio", include_in_schema=False)
async def get_audio(episode_id: str, state: State) -> FileResponse:
    """The audio file; players ask for parts of it by `Range`."""
    episode = await asyncio.to_thread(state.library.episode, episode_id)
    if episode.audio_file is None or not episode.audio_file.is_file():
        raise AudioNotFound("The service has no audio file of this episode.")
    return FileResponse(episode.audio_file, headers={"Cache-Control": "public, max-age=3600"})
