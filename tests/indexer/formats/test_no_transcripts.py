"""What is refused, since its numbers would be said."""

from pathlib import Path

import pytest

from indexer.formats import TranscriptRefused, no_transcripts
from indexer.formats.registry import Likeness
from tests.indexer.formats.heard import read

REFUSED = {
    "RTTM": "SPEAKER ep1 1 0.00 3.50 <NA> <NA> speaker_0 <NA> <NA>\n",
    "CTM": "".join(f"ep1 1 {at}.00 0.30 word 0.99\n" for at in range(4)),
    "MicroDVD": "{0}{90}One.\n{100}{190}Two.\n",
    "MPL2": "[0][39] One.\n[40][79] Two.\n",
    "SAMI": "<SAMI><HEAD></HEAD><BODY><SYNC Start=0><P Class=ENCC>One.\n</BODY></SAMI>",
    "SubViewer": "[INFORMATION]\n[TITLE]x\n[SUBTITLE]\n00:00:00.00,00:00:04.00\nOne.\n",
    "TextGrid": 'File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0\n',
}


@pytest.mark.parametrize("kind", REFUSED)
def test_other_files_are_refused_by_their_name(tmp_path: Path, kind: str) -> None:
    """Whatever the file is called; the sentence says what to give."""
    with pytest.raises(TranscriptRefused, match=rf"{kind}.*(?:Give|Open)"):
        read(tmp_path, "episode.txt", REFUSED[kind])


@pytest.mark.parametrize(
    "text", ["[1][2] they say.\nAnd so on.", "SPEAKER one is here", "He is {1}{2}\n"]
)
def test_what_only_opens_alike_is_not_refused(text: str) -> None:
    """Only what is certain."""
    assert no_transcripts.likeness(text) is Likeness.NONE
