"""Word documents (DOCX): their paragraphs as lines of text, which is then read as text is.

What people transcribe by hand often comes so: a name and a time above each paragraph, or a table
with a row a turn.
"""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from indexer.formats.registry import Container, TranscriptRefused

MOST_UNPACKED_BYTES = 100_000_000
"""Of all parts of a document, pictures included; more is no transcript, or a trap."""

_ZIP = b"PK\x03\x04"
_MAIN_PART = "word/document.xml"
_BROKEN = (
    "is a Word document (docx) that cannot be opened: {}. Save it again, or export it as text."
)


def opens(data: bytes) -> bool:
    """Whether a file's bytes are a Word document's."""
    return data.startswith(_ZIP) and _MAIN_PART.encode() in data


def unpack(data: bytes) -> str:
    """A document's paragraphs, each on a line of its own; a table's cells with tabs between them.

    Raises:
        TranscriptRefused: It is damaged, or unpacks to far more than a transcript.
    """
    _refuse_traps(data)
    import docx

    try:
        document = docx.Document(io.BytesIO(data))
        lines = list(_lines(document))
    except Exception as error:
        raise TranscriptRefused(_BROKEN.format("it is damaged")) from error
    return "\n".join(lines)


def _refuse_traps(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
            encrypted = any(part.flag_bits & 1 for part in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise TranscriptRefused(_BROKEN.format("it is damaged")) from error
    if encrypted:
        raise TranscriptRefused(_BROKEN.format("it is locked by a password"))
    if unpacked > MOST_UNPACKED_BYTES:
        raise TranscriptRefused(
            f"is a Word document that unpacks to {unpacked:,} bytes, where at most "
            f"{MOST_UNPACKED_BYTES:,} are read. Export the transcript as text."
        )


def _lines(document: Any) -> Iterator[str]:  # noqa: ANN401 - a document of python-docx
    from docx.table import Table

    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from _rows(block)
        elif not _is_heading(block):
            # What was begun anew with a line break inside a paragraph is a line here, too.
            yield from block.text.split("\n")
            yield ""


def _rows(table: Any) -> Iterator[str]:  # noqa: ANN401 - a table of python-docx
    for row in table.rows:
        cells = (" ".join(cell.text.split()) for cell in row.cells)
        yield "\t".join(cells)


def _is_heading(paragraph: Any) -> bool:  # noqa: ANN401 - a paragraph of python-docx
    name = paragraph.style.name if paragraph.style is not None else ""
    return (name or "").startswith(("Heading", "Title", "Subtitle"))


CONTAINER = Container("Word", (".docx",), opens, unpack)
