"""Google Speech-to-Text's JSON: ``{"results": [{"alternatives": [{"words": […]}]}]}``.

A word is ``{"word", "startTime": "1.300s", "endTime", "speakerTag"?: 1}``; version 2 calls them
``startOffset`` and ``speakerLabel``; older libraries write ``{"seconds": "1", "nanos": 300…}``.
Where speakers are told apart, the last result has all words of those before it once more.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from indexer.formats.json_values import (
    has_keys,
    json_document,
    objects,
    opens_json,
    seconds_value,
    text_value,
    within,
)
from indexer.formats.language_tags import language_tag
from indexer.formats.registry import Likeness, TranscriptFormat, TranscriptRefused
from indexer.formats.spoken_words import (
    SpokenWord,
    channels_together,
    numbered_speaker,
    transcript_of_words,
)
from indexer.transcript import Transcript

_START_KEYS = ("startTime", "startOffset", "start_time", "start_offset")
_END_KEYS = ("endTime", "endOffset", "end_time", "end_offset")
_SPEAKER_KEYS = ("speakerTag", "speakerLabel", "speaker_tag", "speaker_label")
_NEARLY_ALL = 0.9
"""Of the words so far; a result that begins where they do and has as many repeats them."""


def likeness(text: str) -> Likeness:
    """Certain by its keys, where it has none of Deepgram's."""
    if not opens_json(text) or not has_keys(text, "results", "alternatives", "words", "word"):
        return Likeness.NONE
    stated = any(has_keys(text, key) for key in (*_START_KEYS, *_SPEAKER_KEYS))
    return Likeness.CERTAIN if stated and not has_keys(text, "channels") else Likeness.NONE


def parse(text: str) -> Transcript:
    """The words of the best alternatives, each once."""
    results = _results(json_document(text))
    words = _said(results)
    if not words:
        raise TranscriptRefused(
            "is Google Speech-to-Text JSON without words in it. Recognise the recording again with "
            '"enableWordTimeOffsets".'
        )
    language = next((one["languageCode"] for one in results if one.get("languageCode")), None)
    return transcript_of_words(words, language_tag(language))


def _results(document: object) -> list[dict[str, Any]]:
    """The results, wherever a long operation or a batch puts them."""
    places = [document]
    while places:
        place = places.pop()
        results = objects(within(place, "results"))
        if any("alternatives" in result for result in results):
            return results
        places += place.values() if isinstance(place, dict) else []
    return []


def _said(results: Sequence[dict[str, Any]]) -> list[SpokenWord]:
    """All words; those of people who were recorded on channels of their own together."""
    channels: dict[str | None, list[list[SpokenWord]]] = defaultdict(list)
    for result in results:
        channels[numbered_speaker(result.get("channelTag"))].append(list(_words(result)))
    voices = {channel: _each_once(said) for channel, said in channels.items()}
    if len(voices) == 1:
        return next(iter(voices.values()))
    return channels_together(
        [[replace(word, speaker=channel) for word in said] for channel, said in voices.items()]
    )


def _each_once(results: Sequence[Sequence[SpokenWord]]) -> list[SpokenWord]:
    said: list[SpokenWord] = []
    for words in results:
        if not said or not words or not _begins_again(said[0], words[0]):
            said += words
        elif len(words) >= len(said) * _NEARLY_ALL:
            said = list(words)
    return said


def _begins_again(first: SpokenWord, word: SpokenWord) -> bool:
    """Whether a word is that with which everything begins."""
    if first.start is None or word.start is None:
        return first.text == word.text and first.start is word.start
    return word.start <= first.start


def _words(result: dict[str, Any]) -> Iterator[SpokenWord]:
    for best in objects(result.get("alternatives"))[:1]:
        for item in objects(best.get("words")):
            end = _seconds(_first(item, _END_KEYS))
            # An offset of nothing is left out.
            unstated = None if end is None else 0
            yield SpokenWord(
                text_value(item.get("word")),
                _seconds(_first(item, _START_KEYS, unstated)),
                end,
                _speaker(_first(item, _SPEAKER_KEYS)),
            )


def _first(item: dict[str, Any], keys: Sequence[str], otherwise: object = None) -> object:
    return next((item[key] for key in keys if key in item), otherwise)


def _seconds(stated: object) -> float | None:
    """The seconds of "1.300s", or of a number of seconds and one of their billionths."""
    if not isinstance(stated, dict):
        return seconds_value(stated)
    whole, billionths = (seconds_value(stated.get(key, 0)) for key in ("seconds", "nanos"))
    return None if whole is None or billionths is None else round(whole + billionths / 1e9, 6)


def _speaker(tag: object) -> str | None:
    """A numbered speaker; 0 is a word that was given to nobody."""
    return None if str(tag) == "0" else numbered_speaker(tag)


FORMAT = TranscriptFormat("Google Speech-to-Text JSON", (".json",), likeness, parse)
