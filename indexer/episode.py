"""What is known of an episode beside its words: show, title, people, chapters, where it plays."""

import datetime
import hashlib
import re
import unicodedata
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
)

from indexer.errors import ExplainedError, first_fault
from indexer.transcript import canonical_text

LONGEST_SUGGESTION = 200
"""Characters of a suggested question: it has to fit a button."""

_LONGEST_HEADER = 120
"""Characters of title and chapter that stand above a passage."""

_MOST_SUGGESTIONS = 8
_MOST_ALIASES = 1_000
_EPISODE_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,94}[a-z0-9])?")

Text = Annotated[str, Field(min_length=1, max_length=2_000)]


def _suggestion(text: str) -> str:
    """A suggested question on one line."""
    question = canonical_text(text)
    if not any(character.isalnum() for character in question):
        raise ValueError("a question needs words")
    if len(question) > LONGEST_SUGGESTION:
        raise ValueError(f"a suggested question has at most {LONGEST_SUGGESTION} characters")
    return question


Suggestion = Annotated[str, AfterValidator(_suggestion)]


class MetadataRefused(ExplainedError):
    """An episode's metadata that cannot be used; the message says which field and why."""


class Person(BaseModel):
    """Somebody who speaks in the episode or made it."""

    model_config = ConfigDict(frozen=True)

    name: Text
    role: str | None = None

    @property
    def is_host(self) -> bool:
        """Whether the episode is this person's: a host, a co-host, one of the hosts."""
        return re.search(r"\b(co-?)?host", self.role or "", re.IGNORECASE) is not None


class Chapter(BaseModel):
    """A chapter of the episode; ``start`` in seconds."""

    model_config = ConfigDict(frozen=True)

    start: Annotated[
        float, Field(ge=0, allow_inf_nan=False, validation_alias=AliasChoices("start", "startTime"))
    ]
    title: Text


class EpisodeMetadata(BaseModel):
    """What an operator says of an episode, in ``NAME.episode.json`` or by options.

    ``number`` is the episode's within its season, or within the show. ``guid`` is what the show's
    feed knows it by, ``podcast_guid`` what the show itself is known by, ``former_shows`` what it
    was called before, the last name first. ``aliases`` maps names that the transcript has to the
    name that the same person is given here. ``questions`` are suggested to listeners;
    ``duration`` is the recording's length in seconds.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    show: Text | None = None
    former_shows: tuple[Text, ...] = ()
    title: Text | None = None
    date: datetime.date | None = None
    season: Annotated[int, Field(ge=0)] | None = None
    number: Annotated[int, Field(ge=0)] | None = None
    publisher: Text | None = None
    people: tuple[Person, ...] = ()
    aliases: Annotated[dict[Text, Text], Field(max_length=_MOST_ALIASES)] = {}
    chapters: tuple[Chapter, ...] = ()
    audio_url: Text | None = None
    page_url: Text | None = None
    guid: Text | None = None
    podcast_guid: Text | None = None
    language: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$")] | None = None
    description: str | None = None
    questions: tuple[Suggestion, ...] = ()
    duration: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None

    @field_validator("page_url")
    @classmethod
    def _page_is_a_web_address(cls, url: str | None) -> str | None:
        if url is not None and urlsplit(url).scheme not in ("http", "https"):
            raise ValueError("a page is a web address that begins with https://")
        return url

    @field_validator("chapters")
    @classmethod
    def _chapters_in_order(cls, chapters: tuple[Chapter, ...]) -> tuple[Chapter, ...]:
        return tuple(sorted(chapters, key=lambda chapter: chapter.start))

    @field_validator("questions")
    @classmethod
    def _few_questions(cls, questions: tuple[str, ...]) -> tuple[str, ...]:
        if len(questions) > _MOST_SUGGESTIONS:
            raise ValueError(f"at most {_MOST_SUGGESTIONS} questions can be suggested")
        return tuple(dict.fromkeys(questions))

    @property
    def show_names(self) -> tuple[str, ...]:
        """Every name that the show has had, today's first."""
        return tuple(filter(None, (self.show, *self.former_shows)))

    @property
    def unknown_fields(self) -> tuple[str, ...]:
        """Names that were given and mean nothing here: a typing error, perhaps."""
        return tuple(self.model_extra or ())

    def chapter_at(self, second: float | None) -> Chapter | None:
        """The chapter that plays at a second; None before the first or when it is unknown."""
        if second is None:
            return None
        begun = [chapter for chapter in self.chapters if chapter.start <= second]
        return begun[-1] if begun else None

    def header_at(self, second: float | None) -> str:
        """What stands above a passage when it is encoded: title, and chapter at a second."""
        chapter = self.chapter_at(second)
        parts = (self.title, chapter.title if chapter else None)
        return ": ".join(part for part in parts if part)[:_LONGEST_HEADER]


def metadata_path(transcript_path: Path) -> Path:
    """Where the metadata of a transcript lies: ``NAME.episode.json`` beside it."""
    return transcript_path.with_name(f"{transcript_path.stem}.episode.json")


def read_metadata(transcript_path: Path) -> EpisodeMetadata:
    """The metadata beside a transcript; empty when there is none.

    Raises:
        MetadataRefused: The file is there and cannot be used.
    """
    path = metadata_path(transcript_path)
    try:
        return EpisodeMetadata.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return EpisodeMetadata()
    except OSError as error:
        raise MetadataRefused(f"{path} cannot be read: {error.strerror}.") from error
    except ValidationError as error:
        field, fault = first_fault(error)
        raise MetadataRefused(f"{path.name}: {field or 'the file'}: {fault}.") from error


def with_options(metadata: EpisodeMetadata, options: dict[str, Any]) -> EpisodeMetadata:
    """The metadata with fields given by hand, which win over the file's.

    Raises:
        MetadataRefused: An option's value does not fit its field.
    """
    given = {name: value for name, value in options.items() if value is not None}
    try:
        return EpisodeMetadata.model_validate(metadata.model_dump() | given)
    except ValidationError as error:
        field, fault = first_fault(error)
        raise MetadataRefused(f"--{field.replace('_', '-')}: {fault}.") from error


def source_identity(transcript_path: Path, metadata: EpisodeMetadata) -> str:
    """What makes an episode the same one when it is indexed again: its guid, else its path.

    Two shows may both have an episode "1": where the show's own guid is known it stands before.
    """
    if metadata.guid and metadata.podcast_guid:
        return f"{metadata.podcast_guid} {metadata.guid}"
    return metadata.guid or str(transcript_path.resolve())


def new_episode_id(name: str, identity: str) -> str:
    """A readable id: a slug of ``name`` and a short hash of the source's identity."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_name.lower()).strip("-")[:60].strip("-")
    return f"{slug or 'episode'}-{hashlib.sha256(identity.encode()).hexdigest()[:8]}"


def is_episode_id(text: str) -> bool:
    """Whether a text can be an episode's id: lower-case letters, digits and hyphens."""
    return _EPISODE_ID.fullmatch(text) is not None
