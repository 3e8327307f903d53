#!/usr/bin/env python3
"""Make the three sample episodes from the scripts in samples/scripts/.

For every script NAME.md this writes, beside this file:

    NAME.mp3            the conversation, spoken by espeak-ng
    NAME.vtt|json|srt   its transcript, in the format that the script asks for
    NAME.episode.json   show, title, people, chapters, questions and the like

Run it with Python 3.11 or later, from anywhere:

    python3 samples/make_samples.py                     all three
    python3 samples/make_samples.py deep-end            just that one
    python3 samples/make_samples.py --out elsewhere     written to that folder

It needs libespeak-ng and ffmpeg (Debian: apt install espeak-ng ffmpeg).
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import wave
from array import array
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path

from making.captions import TRANSCRIPTS
from making.errors import SampleError
from making.script import Script, read_script
from making.speaking import SpokenTurn, speak_script
from making.synthesiser import Synthesiser

HERE = Path(__file__).resolve().parent


def episode_details(script: Script, turns: list[SpokenTurn], seconds: float) -> str:
    """The text of NAME.episode.json, of a recording of so many seconds."""
    header = script.header
    details = {
        "show": header["show"],
        "title": header["title"],
        "date": header["date"],
        "description": header["description"],
        "language": header["language"],
        "people": [{"name": p.name, "role": p.role} for p in script.people.values()],
        "chapters": [
            {"start": spoken.words[0].start, "title": spoken.turn.chapter}
            for spoken in turns
            if spoken.turn.chapter is not None
        ],
        "questions": header["questions"],
        "audio_url": f"{script.name}.mp3",
        "duration": round(seconds, 3),
        "page_url": header["page_url"],
        "guid": header["guid"],
    }
    return json.dumps(details, ensure_ascii=False, indent=2) + "\n"


def require_encoder() -> None:
    """Fail if there is nothing to make an mp3 with."""
    if not shutil.which("ffmpeg"):
        raise SampleError("ffmpeg was not found: install it (apt install ffmpeg).")


def encoder_command(wav: Path, mp3: Path, script: Script) -> list[str]:
    """The command that makes the mp3: 24 kbit/s, mono, constant rate.

    An mp3 decoder begins with 50 ms of nothing. ffmpeg writes how much into the
    file's first frame, and players take it off again. lame leaves that frame out at
    so low a rate, and every time in the transcripts would be 50 ms early.
    """
    title, show = script.header["title"], script.header["show"]
    how = ["-codec:a", "libmp3lame", "-b:a", "24k"]
    tags = [f"title={title}", f"artist={show}", f"album={show}", f"date={script.header['date']}"]
    options = [*how, *(part for tag in tags for part in ("-metadata", tag))]
    return ["ffmpeg", "-y", "-loglevel", "error", "-i", str(wav), *options, str(mp3)]


def write_mp3(audio: array[int], rate: int, path: Path, script: Script) -> None:
    """Encode the audio."""
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder) / "speech.wav"
        command = encoder_command(wav, path, script)
        with wave.open(str(wav), "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(rate)
            out.writeframes(audio.tobytes())
        subprocess.run(command, check=True)  # noqa: S603 (no shell, our own scripts)


def make_episode(name: str, folder: Path) -> str:
    """Speak one script, write its three files and say in a line what was made."""
    script = read_script(HERE / "scripts" / f"{name}.md")
    synthesiser = Synthesiser()
    audio, turns = speak_script(script, synthesiser)
    mp3 = folder / f"{name}.mp3"
    write_mp3(audio, synthesiser.rate, mp3, script)
    kind = script.header["transcript"]
    (folder / f"{name}.{kind}").write_text(TRANSCRIPTS[kind](turns), "utf-8")
    details = episode_details(script, turns, len(audio) / synthesiser.rate)
    (folder / f"{name}.episode.json").write_text(details, "utf-8")
    minutes, seconds = divmod(len(audio) // synthesiser.rate, 60)
    size = mp3.stat().st_size / 1e6
    return f"{name}: {minutes} min {seconds:02} s, mp3 {size:.2f} MB, {kind}"


def make_episodes(names: list[str], folder: Path) -> None:
    """Make each episode in a process of its own.

    What espeak-ng said before colours, by a few milliseconds, what it says next. In
    a fresh process an episode comes out the same however many others are made.
    """
    require_encoder()  # now, not after having spoken for a while
    folder.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        for line in pool.map(make_episode, names, repeat(folder)):
            sys.stdout.write(f"{line}\n")


def main() -> int:
    """Read the command line and make what it asks for."""
    parser = argparse.ArgumentParser(description="Make the sample episodes.")
    parser.add_argument("names", nargs="*", help="which ones; all if none is named")
    parser.add_argument(
        "--out", type=Path, default=HERE / "episodes", help="the folder to write to"
    )
    options = parser.parse_args()
    names = options.names or sorted(p.stem for p in (HERE / "scripts").glob("*.md"))
    try:
        make_episodes(names, options.out)
    except (SampleError, FileNotFoundError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
