"""Where a page is, and by which addresses it is known."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page is: the service's ``origin``, and where the audio plays, if it does.

    ``origin`` is empty where nobody has said what it is from outside: addresses of pages are paths
    then. ``audio`` is a whole address, or a path of the service's own.
    """

    origin: str
    audio: str | None

    def page(self, episode_id: str) -> str:
        """The one address by which an episode's page is to be known."""
        return f"{self.origin}/episodes/{episode_id}"

    def shared(self, share_id: str) -> str:
        """The one address of a shared answer's page."""
        return f"{self.origin}/a/{share_id}"

    @property
    def whole_audio(self) -> str | None:
        """The address of the audio for who is somewhere else."""
        own = self.audio is not None and self.audio.startswith("/")
        return f"{self.origin}{self.audio}" if own else self.audio

    @property
    def audio_elsewhere(self) -> str | None:
        """The address of audio that others serve."""
        return None if self.audio is None or self.audio.startswith("/") else self.audio
