"""Random conversations, written as recognisers list their words and read again."""

import json
import string
from collections.abc import Sequence

from hypothesis import assume, given
from hypothesis import strategies as st

from indexer.formats import (
    assemblyai,
    aws_transcribe,
    deepgram,
    word_list_json,
)
from tests.indexer.formats.random_conversations import NAMES, Said, conversations, whole, words_of

SPOKEN = conversations(st.sampled_from(string.ascii_letters + "äßéñ'?"))
NUMBERED = {name: f"Speaker {n}" for n, name in enumerate(NAMES)}


def numbered(turns: Sequence[Said]) -> list[Said]:
    return [Said(NUMBERED[t.speaker], t.words, t.start, t.end) for t in turns]


@given(SPOKEN)
def test_deepgram_gives_back_what_it_was_given(turns: list[Said]) -> None:
    """Words in seconds, speakers by number."""
    words = [
        {"word": "x", "punctuated_word": w.text, "start": w.start, "end": w.end,
         "speaker": NAMES.index(t.speaker)}
        for t in turns for w in whole(t)
    ]  # fmt: skip
    document = {"results": {"channels": [{"alternatives": [{"words": words}]}]}}
    assert deepgram.parse(json.dumps(document)) == words_of(numbered(turns))


@given(SPOKEN)
def test_assemblyai_gives_back_what_it_was_given(turns: list[Said]) -> None:
    """Words in milliseconds, none of them faster than anybody speaks."""
    assume(all(t.end - t.start > len(t.words) / 50 for t in turns))
    words = [
        {"text": w.text, "start": round((w.start or 0) * 1000), "end": round((w.end or 0) * 1000),
         "confidence": 0.5, "speaker": t.speaker}
        for t in turns for w in whole(t)
    ]  # fmt: skip
    found = assemblyai.parse(json.dumps({"words": words, "audio_duration": 1}))
    assert found == words_of(turns)


@given(SPOKEN)
def test_aws_gives_back_what_it_was_given(turns: list[Said]) -> None:
    """Times in strings, marks in items of their own."""
    items: list[dict[str, object]] = []
    for t in turns:
        items += [
            {"type": "pronunciation", "start_time": f"{w.start}", "end_time": f"{w.end}",
             "alternatives": [{"content": w.text}], "speaker_label": t.speaker}
            for w in whole(t)
        ]  # fmt: skip
        items.append({"type": "punctuation", "alternatives": [{"content": "."}]})
    ended = [Said(t.speaker, (*t.words[:-1], t.words[-1] + "."), t.start, t.end) for t in turns]
    assert aws_transcribe.parse(json.dumps({"results": {"items": items}})) == words_of(ended)


@given(SPOKEN)
def test_word_lists_give_back_what_they_were_given(turns: list[Said]) -> None:
    """Words that bring the space behind them."""
    segments = [
        {"speaker_name": t.speaker,
         "wdlist": [{"word": f"{w.text} ", "start": w.start, "end": w.end} for w in whole(t)]}
        for t in turns
    ]  # fmt: skip
    assert word_list_json.parse(json.dumps({"segments": segments})) == words_of(turns)
