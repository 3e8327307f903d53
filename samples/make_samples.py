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

Times are not estimated. The synthesiser reports where in the audio each word and
each sound begins, and the ends of pauses are then taken from the audio itself, so
that a word starts where it can first be heard. Where espeak-ng runs short words
together ("of the"), they are parted at the sound that begins the second one.
"""

from __future__ import annotations

import argparse
import bisect
import ctypes
import ctypes.util
import json
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import wave
from array import array
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import accumulate, repeat
from multiprocessing import get_context
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent

FRAME = 110  # samples looked at together when asking if it is quiet: 5 ms
QUIET = 150  # a frame that never goes beyond this is silence (full scale is 32767)
LEAD_IN = 0.5  # silence, in seconds: before the first word,
TURN_GAP = 0.34  # between one speaker and the next,
CUT_IN_GAP = 0.12  # when the next one interrupts,
CHAPTER_GAP = 0.95  # before a new chapter,
TAIL = 1.0  # and after the last word
WORD_GAP = 0.06  # a shorter silence than this belongs to the word before it

LINE = 42  # caption limits: characters in a line,
CUE_SECONDS = 8.0  # seconds in a cue (lines in a cue: two),
SHORT_CUE = 20  # and the characters below which a cue is scrappy

PUNCTUATION = ".,;:?!\"'()—"


class SampleError(Exception):
    """Something the person running this can put right."""


# --- Scripts ------------------------------------------------------------------------


@dataclass(frozen=True)
class Person:
    """One speaker, and how the synthesiser is to sound like them."""

    name: str
    role: str
    voice: str
    pitch: int
    speed: int
    volume: int


@dataclass(frozen=True)
class Turn:
    """What one speaker says until the next one speaks."""

    person: Person
    words: list[str]
    chapter: str | None

    @property
    def is_cut_short(self) -> bool:
        """Whether the next speaker interrupts."""
        return self.words[-1].endswith("—")


@dataclass(frozen=True)
class Script:
    """A whole episode as written."""

    name: str
    header: dict[str, Any]
    people: dict[str, Person]
    turns: list[Turn]

    @property
    def say(self) -> dict[str, str]:
        """Words that are spoken otherwise than they are written."""
        return {str(k): str(v) for k, v in self.header.get("say", {}).items()}


def read_script(path: Path) -> Script:
    """Read a script: TOML between two +++ lines, then chapters and turns."""
    _, front, body = path.read_text(encoding="utf-8").split("+++\n", 2)
    header = tomllib.loads(front)
    people = {p["name"]: Person(**{"volume": 100, **p}) for p in header["people"]}
    return Script(path.stem, header, people, read_turns(body, people))


def read_turns(body: str, people: dict[str, Person]) -> list[Turn]:
    """Read the `## Chapter` headings and `**Name:** text` paragraphs."""
    turns: list[Turn] = []
    chapter: str | None = None
    for block in filter(None, (b.strip() for b in body.split("\n\n"))):
        if block.startswith("## "):
            chapter = block[3:]
            continue
        match = re.fullmatch(r"\*\*(.+?):\*\*\s+(.+)", block, re.DOTALL)
        if match is None or match[1] not in people:
            raise SampleError(f"This is neither a heading nor a turn: {block[:60]}")
        turns.append(Turn(people[match[1]], match[2].split(), chapter))
        chapter = None
    return turns


# --- The synthesiser ----------------------------------------------------------------

AUDIO_OUTPUT_SYNCHRONOUS = 2
INITIALIZE_PHONEME_EVENTS = 1
PARAMETER_RATE, PARAMETER_VOLUME, PARAMETER_PITCH = 1, 2, 3
POSITION_CHARACTER = 1
CHARS_UTF8 = 1
END_OF_EVENTS, WORD_EVENT, PHONEME_EVENT = 0, 1, 7
PHONEMES_SEPARATED_BY_UNDERSCORES = ord("_") << 8


class EventId(ctypes.Union):
    """The last member of espeak_EVENT."""

    _fields_ = [
        ("number", ctypes.c_int),
        ("name", ctypes.c_char_p),
        ("string", ctypes.c_char * 8),
    ]


class RawEvent(ctypes.Structure):
    """espeak_EVENT, from speak_lib.h."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),  # in characters, counted from 1
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),  # in milliseconds
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", EventId),
    ]


SynthCallback = ctypes.CFUNCTYPE(
    ctypes.c_int,  # 0: carry on
    ctypes.c_void_p,  # the samples, as an address
    ctypes.c_int,  # how many
    ctypes.POINTER(RawEvent),
)


@dataclass(frozen=True)
class Event:
    """A word or a sound begins: where in the text, and where in the audio."""

    is_word: bool
    character: int
    sample: int


@dataclass
class Speech:
    """What the synthesiser made of one text."""

    audio: array[int] = field(default_factory=lambda: array("h"))
    events: list[Event] = field(default_factory=list)


class Synthesiser:
    """libespeak-ng, asked for audio and for the events that go with it."""

    def __init__(self) -> None:
        name = ctypes.util.find_library("espeak-ng") or "libespeak-ng.so.1"
        try:
            self._lib = ctypes.CDLL(name)
        except OSError:
            raise SampleError(
                "libespeak-ng was not found: install espeak-ng (apt install espeak-ng)."
            ) from None
        self._lib.espeak_TextToPhonemes.restype = ctypes.c_char_p
        self.rate: int = self._lib.espeak_Initialize(
            AUDIO_OUTPUT_SYNCHRONOUS, 0, None, INITIALIZE_PHONEME_EVENTS
        )
        self._speech = Speech()
        self._callback = SynthCallback(self._receive)  # kept, or it would be freed
        self._lib.espeak_SetSynthCallback(self._callback)

    def speak(self, text: str, person: Person) -> Speech:
        """Say a text in a person's voice."""
        self._speech = Speech()
        self._use_voice(person)
        data = text.encode() + b"\0"
        self._lib.espeak_Synth(data, len(data), 0, POSITION_CHARACTER, 0, CHARS_UTF8, None, None)
        self._lib.espeak_Synchronize()
        return self._speech

    def count_sounds(self, word: str) -> int:
        """How many sounds a word has, said alone, in the voice last used."""
        text = ctypes.create_string_buffer(word.encode())
        pointer = ctypes.c_void_p(ctypes.addressof(text))
        sounds: bytes = self._lib.espeak_TextToPhonemes(
            ctypes.byref(pointer), CHARS_UTF8, PHONEMES_SEPARATED_BY_UNDERSCORES
        )
        return len([s for s in re.split(rb"[_ ]", sounds) if s])

    def _use_voice(self, person: Person) -> None:
        if self._lib.espeak_SetVoiceByName(person.voice.encode()) != 0:
            raise SampleError(f"espeak-ng has no voice named {person.voice}.")
        self._lib.espeak_SetParameter(PARAMETER_RATE, person.speed, 0)
        self._lib.espeak_SetParameter(PARAMETER_PITCH, person.pitch, 0)
        self._lib.espeak_SetParameter(PARAMETER_VOLUME, person.volume, 0)

    def _receive(self, wav: int | None, count: int, raw: ctypes.Array[RawEvent]) -> int:
        """Take a piece of audio, and the events that lie in it."""
        if wav is not None and count > 0:
            self._speech.audio.frombytes(ctypes.string_at(wav, count * 2))
        index = 0
        while raw[index].type != END_OF_EVENTS:
            self._receive_event(raw[index])
            index += 1
        return 0

    def _receive_event(self, raw: RawEvent) -> None:
        is_word = raw.type == WORD_EVENT and raw.length > 0
        is_sound = raw.type == PHONEME_EVENT and raw.id.string[:1] not in (b"_", b"")
        if is_word or is_sound:
            sample = raw.audio_position * self.rate // 1000
            event = Event(is_word, raw.text_position - 1, sample)
            self._speech.events.append(event)


# --- From speech to timed words -----------------------------------------------------


@dataclass(frozen=True)
class Word:
    """One written word and where it is heard, in seconds to the millisecond."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class SpokenTurn:
    """A turn with its timed words."""

    turn: Turn
    words: list[Word]


def spoken_text(words: list[str], say: dict[str, str]) -> tuple[str, list[int]]:
    """The text to speak, and the character at which each written word begins."""
    spoken = []
    for word in words:
        core = word.strip(PUNCTUATION)
        spoken.append(word.replace(core, say[core], 1) if core in say else word)
    starts = [0, *accumulate(len(s) + 1 for s in spoken)]
    return " ".join(spoken), starts[:-1]


def sounds_by_word(events: list[Event], starts: list[int]) -> dict[int, list[int]]:
    """The samples at which sounds begin, by the word that espeak-ng put them in."""
    found: dict[int, list[int]] = {}
    current = 0
    for event in events:
        if event.is_word:
            current = bisect.bisect_right(starts, event.character) - 1
            found.setdefault(current, [event.sample])
        else:
            found.setdefault(current, []).append(event.sample)
    return found


def word_starts(
    words: list[str], found: dict[int, list[int]], synthesiser: Synthesiser
) -> list[int]:
    """The sample at which each word begins, parting words that were run together."""
    result: list[int] = []
    heads = sorted(found)
    for head, following in zip(heads, [*heads[1:], len(words)], strict=True):
        # The first entry is the word itself, the others are its sounds.
        begin, *sounds = found[head]
        counts = [synthesiser.count_sounds(w) for w in words[head:following]]
        total = sum(counts)
        before = list(accumulate(counts))[:-1]
        result.append(begin)
        result.extend(sounds[round(len(sounds) * count / total)] for count in before)
    if len(result) != len(words) or sorted(set(result)) != result:
        raise SampleError(f"Words and sounds do not match: {' '.join(words)[:60]}")
    return result


def loud_frames(audio: array[int]) -> list[bool]:
    """For each frame of the audio, whether there is anything to hear in it."""
    pieces = (audio[i : i + FRAME] for i in range(0, len(audio), FRAME))
    return [max(piece) > QUIET or min(piece) < -QUIET for piece in pieces]


def fit_to_sound(starts: list[int], loud: list[bool], rate: int) -> list[tuple[int, int]]:
    """Move each word's start and end in to where it is heard, across pauses."""
    gap = round(WORD_GAP * rate / FRAME)
    spans = []
    for start, following in zip(starts, [*starts[1:], len(loud) * FRAME], strict=True):
        first, last = start // FRAME, following // FRAME
        heard = [i for i in range(first, last) if loud[i]] or [first]
        after_pause = not any(loud[max(0, first - gap) : first])
        before_pause = last - heard[-1] - 1 >= gap
        begin = max(start, heard[0] * FRAME) if after_pause else start
        end = (heard[-1] + 1) * FRAME if before_pause else following
        spans.append((begin, end))
    return spans


def speak_turn(
    turn: Turn, say: dict[str, str], synthesiser: Synthesiser
) -> tuple[array[int], list[tuple[int, int]]]:
    """A turn's audio, without silence at either end, and the span of each word."""
    text, characters = spoken_text(turn.words, say)
    speech = synthesiser.speak(text, turn.person)
    found = sounds_by_word(speech.events, characters)
    starts = word_starts(turn.words, found, synthesiser)
    loud = loud_frames(speech.audio)
    end = (len(loud) - loud[::-1].index(True)) * FRAME
    spans = fit_to_sound(starts, loud[: end // FRAME], synthesiser.rate)
    begin = spans[0][0]
    return speech.audio[begin:end], [(s - begin, e - begin) for s, e in spans]


def silence(seconds: float, rate: int) -> array[int]:
    """Nothing, for that long."""
    return array("h", bytes(2 * round(seconds * rate)))


def gap_before(turn: Turn, previous: Turn | None) -> float:
    """The pause before a turn, in seconds."""
    if previous is None:
        return LEAD_IN
    if turn.chapter is not None:
        return CHAPTER_GAP
    return CUT_IN_GAP if previous.is_cut_short else TURN_GAP


def speak_script(script: Script, synthesiser: Synthesiser) -> tuple[array[int], list[SpokenTurn]]:
    """The whole episode's audio, and its turns with their times."""
    rate = synthesiser.rate
    audio: array[int] = array("h")
    turns: list[SpokenTurn] = []
    for turn in script.turns:
        audio.extend(silence(gap_before(turn, turns[-1].turn if turns else None), rate))
        piece, spans = speak_turn(turn, script.say, synthesiser)
        at = len(audio)
        times = [(round((at + s) / rate, 3), round((at + e) / rate, 3)) for s, e in spans]
        words = [Word(w, s, e) for w, (s, e) in zip(turn.words, times, strict=True)]
        turns.append(SpokenTurn(turn, words))
        audio.extend(piece)
    audio.extend(silence(TAIL, rate))
    return audio, turns


# --- Captions -----------------------------------------------------------------------


@dataclass(frozen=True)
class Cue:
    """One caption: a stretch of one turn, laid out in one or two lines."""

    speaker: str
    start: float
    end: float
    lines: list[str]


def lay_out(text: str) -> list[str] | None:
    """A caption's text in one or two lines of even length; None if it is too long."""
    if len(text) <= LINE:
        return [text]
    spaces = [i for i, c in enumerate(text) if c == " "]
    middle = min(spaces, key=lambda i: abs(i - len(text) / 2), default=0)
    lines = [text[:middle], text[middle + 1 :]]
    return lines if max(map(len, lines)) <= LINE else None


def cue_cost(words: list[Word], is_last: bool) -> float:
    """How little one would like a caption of just these words."""
    ending = words[-1].text.rstrip('"')[-1]
    cost = 100.0
    if not is_last:
        cost += 0 if ending in ".?!" else 50 if ending in ",;:—" else 150
    return cost + (80 if sum(len(w.text) + 1 for w in words) < SHORT_CUE else 0)


def split_turn(words: list[Word], prefix: str) -> list[list[Word]]:
    """Divide a turn into captions, preferring to end one where a sentence ends."""
    best: list[tuple[float, int]] = [(0.0, 0)]  # by word count: cost, last cue's start
    for end in range(1, len(words) + 1):
        options = []
        for begin in range(max(0, end - 2 * LINE), end):
            piece = words[begin:end]
            text = ("" if begin else prefix) + " ".join(w.text for w in piece)
            too_long = piece[-1].end - piece[0].start > CUE_SECONDS
            if (lay_out(text) and not too_long) or len(piece) == 1:
                cost = best[begin][0] + cue_cost(piece, end == len(words))
                options.append((cost, begin))
        best.append(min(options))
    pieces: list[list[Word]] = []
    end = len(words)
    while end:
        begin = best[end][1]
        pieces.insert(0, words[begin:end])
        end = begin
    return pieces


def make_cues(turns: list[SpokenTurn], name_in_text: bool) -> list[Cue]:
    """All captions; with the speaker's name before each turn's text if so asked."""
    cues = []
    for spoken in turns:
        speaker = spoken.turn.person.name
        prefix = f"{speaker}: " if name_in_text else ""
        for piece in split_turn(spoken.words, prefix):
            text = prefix + " ".join(w.text for w in piece)
            lines = lay_out(text) or [text]
            cues.append(Cue(speaker, piece[0].start, piece[-1].end, lines))
            prefix = ""
    return cues


def clock(seconds: float, mark: str) -> str:
    """Seconds as hh:mm:ss and milliseconds after the given mark."""
    whole, millis = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{mark}{millis:03}"


def to_vtt(turns: list[SpokenTurn]) -> str:
    """WebVTT, a voice in every cue."""
    blocks = ["WEBVTT"]
    for cue in make_cues(turns, name_in_text=False):
        text = "\n".join(cue.lines).replace("&", "&amp;").replace("<", "&lt;")
        times = f"{clock(cue.start, '.')} --> {clock(cue.end, '.')}"
        blocks.append(f"{times}\n<v {cue.speaker}>{text}")
    return "\n\n".join(blocks) + "\n"


def to_srt(turns: list[SpokenTurn]) -> str:
    """SubRip, the name written where the speaker changes."""
    blocks = []
    for number, cue in enumerate(make_cues(turns, name_in_text=True), 1):
        times = f"{clock(cue.start, ',')} --> {clock(cue.end, ',')}"
        blocks.append("\n".join([str(number), times, *cue.lines]))
    return "\n\n".join(blocks) + "\n"


def to_json(turns: list[SpokenTurn]) -> str:
    """The Podcasting 2.0 JSON transcript, a segment for every word."""
    segments = [
        {
            "speaker": spoken.turn.person.name,
            "startTime": word.start,
            "endTime": word.end,
            "body": word.text,
        }
        for spoken in turns
        for word in spoken.words
    ]
    lines = ",\n".join(json.dumps(s, ensure_ascii=False) for s in segments)
    return f'{{"version": "1.0.0", "segments": [\n{lines}\n]}}\n'


TRANSCRIPTS = {"vtt": to_vtt, "srt": to_srt, "json": to_json}


# --- Files --------------------------------------------------------------------------


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
