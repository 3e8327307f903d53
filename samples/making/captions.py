"""Transcripts of timed words, in the formats that podcasts publish."""

from __future__ import annotations

import json
from dataclasses import dataclass

from making.speaking import SpokenTurn, Word

LINE = 42  # caption limits: characters in a line,
CUE_SECONDS = 8.0  # seconds in a cue (lines in a cue: two),
SHORT_CUE = 20  # and the characters below which a cue is scrappy


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
