"""A talk of our own without chapters, in which things and people are spoken of for a while."""

from pathlib import Path

from indexer import BuildOptions, Encoder, IndexedEpisode, Library, index_transcript

_FILLER = (
    "And so we went on with it, as one does.",
    "It was what it was, and then it was over.",
    "I could not have said why, and nor could he.",
    "There was more of it after that, so we had to stay.",
)
TALK = (
    ("Ida Moss", "Welcome. Today we walk along the coast and talk about the lights."),
    ("Ida Moss", _FILLER[0]),
    ("Jon Vane", "The lamp room at the top was cold, and the lamp room smelled of oil."),
    ("Jon Vane", "I scrubbed the floor of the lamp room every Friday with soda."),
    ("Ida Moss", " ".join(_FILLER * 8)),
    ("Jon Vane", "Then Agnes Harrow, who kept the tower for thirty years, taught me to listen."),
    ("Jon Vane", "People said that Agnes Harrow could hear a ship before she saw it."),
    ("Ida Moss", " ".join(_FILLER * 8)),
    ("Jon Vane", "We bought a fog horn in Skarholm, and a fog horn is louder than you think."),
    ("Ida Moss", "I heard the fog horn from Skarholm once, across the bay, at night."),
    ("Ida Moss", " ".join(_FILLER * 8)),
    ("Jon Vane", "Brandt Soap pays for this. Sign up at Brandt Soap for a discount today."),
)


def talk(
    folder: Path, encoder: Encoder, turns: tuple[tuple[str, str], ...] = TALK, language: str = "en"
) -> IndexedEpisode:
    """The talk, or another one, indexed in a library of its own."""
    folder.mkdir(exist_ok=True)
    lines = ["WEBVTT", ""]
    for number, (speaker, text) in enumerate(turns):
        minute = f"00:{number:02}"
        lines += [f"{minute}:00.000 --> {minute}:50.000", f"<v {speaker}>{text}", ""]
    (folder / "talk.vtt").write_text("\n".join(lines), encoding="utf-8")
    library = Library(folder)
    options = BuildOptions("talk", {"language": language})
    index_transcript(folder / "talk.vtt", library, encoder, options)
    return library.episode("talk")
