"""Transcript files in the formats that podcasts publish, each read by a parser of its own.

read_transcript   the way from a file to its transcript
  decoding        bytes ► text, or the name of what is no text
  registry        text ► the format that it looks most like, its name deciding between equals
  one module a format, which exports ``FORMAT``; nothing else names it
    WebVTT, SubRip, LRC, …      cues ► cue_pieces ► rolling_captions, labels
    Markdown, (timed) text      stamps ► turns ► labels
    Podcasting 2.0, Whisper, …  json_values ► time_units
    recognisers' JSON           json_values ► spoken_words
    other JSON                  json_lists ► json_turns, json_joins ► spoken_words
    tables, web pages, Word     columns, blocks or paragraphs ► as above
    pictures, feeds, …          recognised, and refused in words
"""

from indexer.formats.reading import MAX_BYTES, READING_VERSION, ReadTranscript, read_transcript
from indexer.formats.registry import (
    Likeness,
    TranscriptFormat,
    TranscriptRefused,
    known_formats,
)

__all__ = [
    "MAX_BYTES",
    "READING_VERSION",
    "Likeness",
    "ReadTranscript",
    "TranscriptFormat",
    "TranscriptRefused",
    "known_formats",
    "read_transcript",
]
