"""Text beyond the sixteen bits of JavaScript's characters is quoted as exactly as any other."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from indexer import BuildOptions, Library, OnnxEncoder, index_transcript
from tests.widget.embedding import ask, open_bare, until
from tests.widget.sites import free_site

BEFORE = "Hello 🐝🐝 from the 👩🏽‍🌾 Šmarje apiary 🇸🇮, said in 𝔣𝔯𝔞𝔨𝔱𝔲𝔯 once."
QUOTE = "The old queen 👑 was painted green 🟢 by Ana Černá in May."
AFTER = "Nobody 🤷 has seen her since then 🐝."
SAID = [("Ana Černá", BEFORE), ("Bor 🧔", QUOTE), ("Ana Černá", AFTER)]


@pytest.fixture
def astral(encoders: Path, minilm: OnnxEncoder, tmp_path: Path) -> Iterator[str]:
    """A service with an episode in which much lies beyond the sixteen bits of JavaScript."""
    (tmp_path / "encoders").symlink_to(encoders)
    path = tmp_path / "astral.vtt"
    cues = [
        f"00:0{number}:00.000 --> 00:0{number}:08.000\n<v {speaker}>{text}\n\n"
        for number, (speaker, text) in enumerate(SAID)
    ]
    path.write_text("WEBVTT\n\n" + "".join(cues), encoding="utf-8")
    index_transcript(path, Library(tmp_path), minilm, BuildOptions("astral"))
    with free_site(tmp_path, tmp_path) as url:
        yield url


def test_an_emoji_before_a_quotation_does_not_shift_it(page: Page, astral: str) -> None:
    """What is marked is exactly what was said, and its surroundings are joined to it."""
    widget = open_bare(page, astral, episode="astral")
    ask(page, "Who painted the old queen green?")
    until(page, "answered")
    widget.locator("[part~=citation]", has_text="1:00").click()
    mark = widget.locator("mark:visible")
    expect(mark).to_have_text(QUOTE)
    shown = widget.locator("blockquote:visible").inner_text()
    assert QUOTE in shown
    assert " ".join(shown.split()) in f"{BEFORE} {QUOTE} {AFTER}"
