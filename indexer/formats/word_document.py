"""Word documents (DOCX): their paragraphs as lines of text, which is then read as text is.

What people transcribe by hand often comes so: a name and a time above each paragraph, or a table
with a row a turn. What an editor inserted with changes tracked is text, what was struck out is not.
"""

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import Any

from indexer.formats.labels import looks_like_name
from indexer.formats.registry import Container, TranscriptRefused
from indexer.formats.xml_tree import local_name, xml_root

MOST_UNPACKED_BYTES = 100_000_000
"""Of the text of a document; more is no transcript, or a trap."""

_ZIP = b"PK\x03\x04"
_MAIN_PART, _PARTS = "word/document.xml", "_rels/.rels"
_ANY_MAIN_PART = b"word/document"
_SHOWN_ONCE_MORE = {"moveFrom", "Fallback"}
"""Where a passage stood that was moved, and what older programs show in place of a text box."""
_BROKEN = (
    "is a Word document (docx) that cannot be opened: {}. Save it again, or export it as text."
)
_HEADINGS = ("heading", "title", "subtitle", "berschrift", "titre", "ttulo")
_MOST_OF_THE_WORDS = 0.7
_FEWEST_COLUMNS = 2


def opens(data: bytes) -> bool:
    """Whether a file's bytes are a Word document's."""
    return data.startswith(_ZIP) and _ANY_MAIN_PART in data


def unpack(data: bytes) -> str:
    """A document's paragraphs, each on a line of its own; or the table that most of it is, as CSV.

    Raises:
        TranscriptRefused: It is damaged, locked, or unpacks to far more than a transcript.
    """
    root = xml_root(_main_part(data).decode("utf-8", errors="replace"))
    for again in [one for one in root.iter() if local_name(one.tag) in _SHOWN_ONCE_MORE]:
        again.getparent().remove(again)
    body = next((one for one in root if local_name(one.tag) == "body"), root)
    table = _main_table(body)
    return _as_csv(table) if table is not None else "\n".join(_lines(body))


def _main_part(data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            part = archive.getinfo(_main_name(archive))
            refusal = _refusal(part)
            content = b"" if refusal else archive.read(part)
    except Exception as error:
        raise TranscriptRefused(_BROKEN.format("it is damaged")) from error
    if refusal:
        raise TranscriptRefused(refusal)
    return content


def _main_name(archive: zipfile.ZipFile) -> str:
    """What a document calls its main part; some services number it."""
    if _MAIN_PART in archive.namelist() or archive.getinfo(_PARTS).file_size > MOST_UNPACKED_BYTES:
        return _MAIN_PART
    related = xml_root(archive.read(_PARTS).decode("utf-8", errors="replace"))
    mains = [one for one in related if str(one.get("Type")).endswith("/officeDocument")]
    return str(mains[0].get("Target")).lstrip("/")


def _refusal(part: zipfile.ZipInfo) -> str | None:
    if part.flag_bits & 1:
        return _BROKEN.format("it is locked by a password")
    if part.file_size > MOST_UNPACKED_BYTES:
        return (
            f"is a Word document that unpacks to {part.file_size:,} bytes, where at most "
            f"{MOST_UNPACKED_BYTES:,} are read. Export the transcript as text."
        )
    return None


def _lines(body: Any) -> Iterator[str]:  # noqa: ANN401 - an element of lxml
    """The paragraphs in order, those of tables with them; headings where they name who speaks."""
    paragraphs = [one for one in body.iter() if local_name(one.tag) == "p" and not _is_in_one(one)]
    headings = Counter(_text(one).strip() for one in paragraphs if _is_heading(one))
    speakers = {name for name, count in headings.items() if count > 1 and looks_like_name(name)}
    for paragraph in paragraphs:
        text = _text(paragraph)
        if not _is_heading(paragraph):
            yield from text.split("\n")
            yield ""
        elif text.strip() in speakers:
            yield f"{text.strip()}:"


def _main_table(body: Any) -> Any:  # noqa: ANN401 - elements of lxml
    """The table that holds most of the words; None where there is none."""
    whole = len(_text(body).split())
    tables = [one for one in body.iter() if local_name(one.tag) == "tbl"]
    for table in tables:
        columns = max((len(_cells(row)) for row in _rows(table)), default=0)
        if columns >= _FEWEST_COLUMNS and len(_text(table).split()) >= whole * _MOST_OF_THE_WORDS:
            return table
    return None


def _as_csv(table: Any) -> str:  # noqa: ANN401 - an element of lxml
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerows([" ".join(_text(cell).split()) for cell in _cells(row)] for row in _rows(table))
    return written.getvalue()


def _rows(table: Any) -> list[Any]:  # noqa: ANN401 - elements of lxml
    return [one for one in table.iter() if local_name(one.tag) == "tr"]


def _cells(row: Any) -> list[Any]:  # noqa: ANN401 - elements of lxml
    return [one for one in row.iter() if local_name(one.tag) == "tc"]


def _text(element: Any) -> str:  # noqa: ANN401 - an element of lxml
    """The words of an element; paragraphs inside it and line breaks end lines."""
    pieces = []
    for one in element.iter():
        name = local_name(one.tag)
        if name == "t":
            pieces.append(one.text or "")
        elif name == "noBreakHyphen":
            pieces.append("-")
        elif name == "tab":
            pieces.append("\t")
        elif name in {"br", "cr"} or (name == "p" and pieces):
            pieces.append("\n")
    return "".join(pieces)


def _is_in_one(paragraph: Any) -> bool:  # noqa: ANN401 - an element of lxml
    """Whether a paragraph is a text box's, whose words are those of the paragraph around, too."""
    return any(local_name(one.tag) == "p" for one in paragraph.iterancestors())


def _is_heading(paragraph: Any) -> bool:  # noqa: ANN401 - an element of lxml
    styles = (one for one in paragraph.iter() if local_name(one.tag) == "pStyle")
    style = next(styles, None)
    value = "" if style is None else next(iter(style.attrib.values()), "")
    return any(heading in str(value).lower() for heading in _HEADINGS)


CONTAINER = Container("Word", (".docx",), opens, unpack)
