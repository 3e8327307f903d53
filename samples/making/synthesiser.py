"""libespeak-ng, asked for audio and for what is said where in it."""

from __future__ import annotations

import ctypes
import ctypes.util
import re
from array import array
from dataclasses import dataclass, field

from making.errors import SampleError
from making.script import Person

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
