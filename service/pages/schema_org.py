"""What search engines read of an episode: schema.org's PodcastEpisode as JSON-LD."""

import json
import mimetypes
from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from markupsafe import Markup

from indexer import Chapter, IndexedEpisode, Person
from service.pages.transcript import named_chapters
from service.pages.wording import iso_duration, second

_TYPES = mimetypes.MimeTypes()  # those that Python knows, whatever the machine has, and these
for _suffix, _type in {".m4a": "mp4", ".ogg": "ogg", ".opus": "ogg", ".flac": "flac"}.items():
    _TYPES.add_type(f"audio/{_type}", _suffix)
_UNSAFE_IN_HTML = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def json_ld(episode: IndexedEpisode, page: str, audio: str | None) -> Markup:
    """A PodcastEpisode as the text of a script element, in which nothing ends the element.

    ``page`` and ``audio`` are addresses as they are known: paths where nobody has said what the
    service is called from outside. Only what is known is said.
    """
    text = json.dumps(_known(_episode(episode, page, audio)), ensure_ascii=False)
    return Markup(text.translate(_UNSAFE_IN_HTML))  # noqa: S704 - translated just here


def _episode(episode: IndexedEpisode, page: str, audio: str | None) -> dict[str, Any]:
    metadata, duration = episode.metadata, episode.duration
    hosts = [person for person in metadata.people if person.is_host]
    others = [person for person in metadata.people if not person.is_host]
    return {
        "@context": "https://schema.org",
        "@type": "PodcastEpisode",
        "@id": page,
        "url": page,
        "name": episode.title,
        "description": metadata.description,
        "inLanguage": episode.manifest.language,
        "datePublished": metadata.date.isoformat() if metadata.date else None,
        "duration": iso_duration(duration) if duration else None,
        "partOfSeries": {"@type": "PodcastSeries", "name": metadata.show}
        if metadata.show
        else None,
        "author": [_person(person) for person in hosts],
        "actor": [_person(person) for person in others],
        "sameAs": metadata.page_url,
        "associatedMedia": _audio(episode, duration, audio) if audio else None,
        "hasPart": _clips(named_chapters(metadata.chapters), duration, page),
    }


def _person(person: Person) -> dict[str, str]:
    return {"@type": "Person", "name": person.name}


def _audio(episode: IndexedEpisode, duration: float | None, address: str) -> dict[str, Any]:
    named = episode.audio_file.name if episode.audio_file else address.partition("?")[0]
    return _known({
        "@type": "AudioObject",
        "contentUrl": address,
        "encodingFormat": _TYPES.guess_type(named)[0],
        "duration": iso_duration(duration) if duration else None,
    })  # fmt: skip


def _clips(chapters: Sequence[Chapter], duration: float | None, page: str) -> list[dict[str, Any]]:
    return [
        _clip(chapter, following.start if following else duration, page)
        for chapter, following in zip_longest(chapters, chapters[1:])
    ]


def _clip(chapter: Chapter, end: float | None, page: str) -> dict[str, Any]:
    return _known({
        "@type": "Clip",
        "name": chapter.title,
        "startOffset": chapter.start,
        "endOffset": end if end is not None and end > chapter.start else None,
        "url": f"{page}#t={second(chapter.start)}",
    })  # fmt: skip


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, [])}
