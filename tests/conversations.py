"""A small conversation of our own that many tests index and ask."""

import json
from pathlib import Path

WINTER = """WEBVTT

00:00:01.000 --> 00:00:05.000
<v Ana Černá>Welcome to Hive Talk. Today we talk about the winter of 2019.

00:00:05.500 --> 00:00:08.000
<v Bo Lind>How many hives did you lose that year, Ana?

00:00:08.500 --> 00:00:14.000
<v Ana Černá>We lost thirty-one hives, which was almost everything we had.

00:00:14.000 --> 00:00:19.000
<v Ana Černá>A varroa mite is a parasite that feeds on the bees and weakens the colony.

00:00:20.000 --> 00:00:26.000
<v Bo Lind>I think the frost was to blame &amp; nothing else, because March was so cold.

00:00:26.500 --> 00:00:32.000
<v Ana Černá>I disagree. The mites had weakened them before the frost ever came 🐝 in March.

00:00:32.500 --> 00:00:38.000
<v Bo Lind>Nobody knows yet whether the wild bees in the valley will come back.
"""

METADATA = {
    "show": "Hive Talk",
    "title": "The long winter",
    "date": "2026-03-01",
    "people": [{"name": "Ana Černá", "role": "host"}, {"name": "Bo Lind", "role": "guest"}],
    "chapters": [{"start": 0, "title": "Welcome"}, {"start": 14, "title": "Mites and frost"}],
    "guid": "9d2c1c0e-1111-4e57-9a3e-5b8a3f0c7a10",
    "page_url": "https://example.org/hive-talk/winter",
    "audio_url": "winter.mp3",
    "language": "en",
}


def write_winter(folder: Path, **changes: object) -> Path:
    """Writes the conversation and its metadata into a folder; gives the transcript's path."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "winter.vtt").write_text(WINTER, encoding="utf-8")
    metadata = json.dumps(METADATA | changes)
    (folder / "winter.episode.json").write_text(metadata, encoding="utf-8")
    return folder / "winter.vtt"
