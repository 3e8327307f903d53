"""References to any episode, whatever somebody wrote into its metadata."""

import html
import json
import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from indexer import (
    REFERENCE_FILES,
    REFERENCES,
    CitationStyle,
    EpisodeMetadata,
    canonical_text,
    cited_episode,
)
from indexer.citation_styles import CitedEpisode
from tests.indexer.citation_samples import by

PIECES = [*"abC ÄŁ 12 .?!…,;:", "-", "'", '"', "“", "”", "„", "&", "\\", "{", "}", "%", "#",
          "<", ">", "村", "ش", "e\u0301", "🐝", "\n", "\r", "\x00", "\u2028", "\u202e",
          " van ", " Jr.", " and ", "Dr. ", " y ", "None"]  # fmt: skip
TEXT = st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join)
MAYBE = st.none() | TEXT
NAME = TEXT.map(lambda text: text.replace(",", ", ").replace(".", "J. "))
"""With commas and full stops where names have them."""
METADATA = st.fixed_dictionaries({
    "show": MAYBE,
    "title": TEXT,
    "date": st.none() | st.dates(),
    "season": st.none() | st.integers(0, 99),
    "number": st.none() | st.integers(0, 9_999),
    "publisher": MAYBE,
    "people": st.lists(NAME, max_size=24).map(lambda names: by(*names)),
    "page_url": st.none() | TEXT.map(lambda rest: f"https://x.example/{rest}"),
    "duration": st.none() | st.floats(1, 90_000),
})  # fmt: skip
SECOND = st.none() | st.floats(0, 90_000)
ALLOWED = re.compile(r"\. \. \. | [.,]’”")
"""What looks like a hole and is none: APA's dots; a title's own space before a closing mark."""
CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")


def one_of(known: dict[str, Any], second: float | None) -> CitedEpisode:
    metadata = EpisodeMetadata.model_validate(known)
    return cited_episode(metadata, "weir-1", known["title"], None, second)


def texts_in(known: dict[str, Any]) -> list[str]:
    """All that somebody wrote in some metadata."""
    named = [person["name"] for person in known["people"]]
    return [*named, *(known[name] or "" for name in ("show", "title", "publisher", "page_url"))]


@given(METADATA, SECOND)
def test_any_reference_is_one_line_without_holes(
    known: dict[str, Any], second: float | None
) -> None:
    """No empty brackets, no doubled marks, nothing of the program, and the same in HTML."""
    episode = one_of(known, second)
    said = "\n".join(f" {canonical_text(text)} " for text in texts_in(known))
    for style in REFERENCES:
        reference = REFERENCES[style](episode)
        for text in (reference.text, reference.in_text):
            assert not CONTROL.search(text)
            assert text == text.strip()
            assert "None" not in text or "None" in said
            for hole in ("()", "[]", "“”", "..", ",,", " ,", " .", "  "):
                assert hole not in ALLOWED.sub("", text) or hole in said
        plain = html.unescape(re.sub("</?i>", "", reference.html))
        assert plain == reference.text


@given(METADATA, SECOND)
def test_any_file_can_be_read(known: dict[str, Any], second: float | None) -> None:
    """BibTeX has its braces in pairs, RIS a tag a line, CSL-JSON the fields of its schema."""
    episode = one_of(known, second)
    entry = REFERENCE_FILES[CitationStyle.BIBTEX](episode)
    depth = 0
    for character in entry:
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0
    record = REFERENCE_FILES[CitationStyle.RIS](episode)
    lines = record.split("\r\n")
    assert (lines[0], lines[-2:]) == ("TY  - SOUND", ["ER  - ", ""])
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - [^\r\n]*", line) for line in lines[:-1])
    [item] = json.loads(REFERENCE_FILES[CitationStyle.CSL_JSON](episode))
    assert item["type"] == "broadcast"
    assert all(isinstance(v, str) for k, v in item.items() if k not in {"author", "issued"})
    for author in item.get("author", []):
        assert author.keys() <= {"family", "given", "non-dropping-particle", "suffix", "literal"}
        assert all(author.values())
    for text in (entry, record, json.dumps(item)):
        text.encode("utf-8")
