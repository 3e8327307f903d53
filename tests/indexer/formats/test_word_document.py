"""Word documents: paragraphs, tables, and what only looks like one."""

import io
import zipfile
from pathlib import Path

import docx
import pytest

from indexer.formats import ReadTranscript, TranscriptRefused, read_transcript
from tests.indexer.formats.heard import said, times


def saved(folder: Path, document: object) -> ReadTranscript:
    path = folder / "interview.docx"
    document.save(str(path))  # type: ignore[attr-defined]
    return read_transcript(path)


def test_paragraphs_with_names_and_times(tmp_path: Path) -> None:
    """As people type them, below a title; a line break in a paragraph is a line."""
    document = docx.Document()
    document.add_heading("Episode one", 0)
    for head, text in (("Ann Lee (00:00:05):", "Hello."), ("Bo (00:01:02):", "Yes, “indeed”.")):
        document.add_paragraph(f"{head}\n{text}")
    read = saved(tmp_path, document)
    assert read.format_name == "Word, time-stamped text"
    assert said(read.transcript) == [("Ann Lee", "Hello."), ("Bo", "Yes, “indeed”.")]
    assert times(read.transcript)[1][0] == 62.0


def test_names_in_bold(tmp_path: Path) -> None:
    """What is emphasised is text all the same."""
    document = docx.Document()
    for name, text in (("Ann", "Hello there."), ("Bo", "Yes."), ("Ann", "So: good.")):
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{name}: ").bold = True
        paragraph.add_run(text)
    assert said(saved(tmp_path, document).transcript) == [
        ("Ann", "Hello there."), ("Bo", "Yes."), ("Ann", "So: good."),
    ]  # fmt: skip


def test_a_table_is_read_as_one(tmp_path: Path) -> None:
    """A row a turn, below a head."""
    document = docx.Document()
    table = document.add_table(rows=0, cols=3)
    for row in (
        ("Time", "Speaker", "Text"),
        ("0:05", "Ann", "Hello, there."),
        ("0:09", "Bo", "Yes."),
    ):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    read = saved(tmp_path, document)
    assert read.format_name == "Word, CSV"
    assert said(read.transcript) == [("Ann", "Hello, there."), ("Bo", "Yes.")]


def test_tracked_changes_and_content_controls(tmp_path: Path) -> None:
    """What was inserted is text, what was struck out is not; a control's words are words."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    run = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>"
    paragraphs = (
        run.format("Ann: Hello ") + f"<w:ins>{run.format('my ')}</w:ins>"
        "<w:del><w:r><w:delText>old </w:delText></w:r></w:del>"
        f"<w:sdt><w:sdtContent>{run.format('friend.')}</w:sdtContent></w:sdt>",
        run.format("Bo: Yes."),
    )
    inside = "".join(f"<w:p>{one}</w:p>" for one in paragraphs)
    control = f"<w:sdt><w:sdtContent><w:p>{run.format('Ann: Bye.')}</w:p></w:sdtContent></w:sdt>"
    main = f"<w:document {space}><w:body>{inside}{control}</w:body></w:document>"
    (tmp_path / "a.docx").write_bytes(packed({"word/document.xml": main.encode()}))
    assert said(read_transcript(tmp_path / "a.docx").transcript) == [
        ("Ann", "Hello my friend."),
        ("Bo", "Yes."),
        ("Ann", "Bye."),
    ]


def test_a_table_below_a_title_is_still_a_table(tmp_path: Path) -> None:
    """And a name above each paragraph may be a heading."""
    document = docx.Document()
    document.add_paragraph("Interview")
    table = document.add_table(rows=0, cols=3)
    head = ("Time", "Speaker", "Text")
    rows = (head, ("0:05", "Ann", 'Hello, "there.'), ("0:09", "Bo", "Yes, I was there in June."))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    assert said(saved(tmp_path, document).transcript) == [
        ("Ann", 'Hello, "there.'), ("Bo", "Yes, I was there in June."),
    ]  # fmt: skip
    document = docx.Document()
    for name, text in (("Ann", "Hello there."), ("Bo", "Yes."), ("Ann", "So."), ("Bo", "Bye.")):
        document.add_heading(name, 3)
        document.add_paragraph(text)
    assert said(saved(tmp_path, document).transcript)[:2] == [
        ("Ann", "Hello there."),
        ("Bo", "Yes."),
    ]


def packed(parts: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (packed({"word/document.xml": b"<a>"}), "looks like XML but"),
        (packed({"word/document.xml": bytes(101_000_000)}), "unpacks to 101,000,000 bytes"),
        (packed({"word/document.xml": b"<a/>"})[:-30], "it is damaged"),
        (packed({"letter.txt": b"x"}), "a ZIP archive"),
    ],
)
def test_what_cannot_be_opened_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    """Before it is unpacked, where it would fill the memory."""
    (tmp_path / "a.docx").write_bytes(content)
    with pytest.raises(TranscriptRefused, match=told):
        read_transcript(tmp_path / "a.docx")


def test_a_document_without_words(tmp_path: Path) -> None:
    """It holds nothing to index."""
    with pytest.raises(TranscriptRefused, match="holds no words"):
        saved(tmp_path, docx.Document())


def opened(folder: Path, body: str, main: str = "word/document.xml") -> str:
    """What is read of a document with this body, below this name in the archive."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    related = f'<Relationships><Relationship Type="{kind}" Target="/{main}"/></Relationships>'
    document = f'<w:document xmlns:w="w"><w:body>{body}</w:body></w:document>'
    path = folder / "packed.docx"
    path.write_bytes(packed({"_rels/.rels": related.encode(), main: document.encode()}))
    return read_transcript(path).transcript.text


RUN = "<w:r><w:t>well-known</w:t></w:r>"
BOX = f"<Choice><w:p>{RUN}</w:p></Choice><Fallback><w:p>{RUN}</w:p></Fallback>"
MARKUP = {
    "a hyphen": "<w:p><w:r><w:t>well</w:t><w:noBreakHyphen/><w:t>known</w:t></w:r></w:p>",
    "what was moved": f"<w:p><w:moveFrom>{RUN}</w:moveFrom><w:moveTo>{RUN}</w:moveTo></w:p>",
    "a text box": f"<w:p><w:r><Alternate>{BOX}</Alternate></w:r></w:p>",
}


@pytest.mark.parametrize("body", MARKUP.values(), ids=MARKUP)
def test_what_a_reader_sees_once_is_read_once(tmp_path: Path, body: str) -> None:
    """Though the document holds it twice, or as no letter."""
    assert opened(tmp_path, body) == "well-known"


def test_the_main_part_is_found_whatever_it_is_called(tmp_path: Path) -> None:
    """Its relationship says so."""
    assert opened(tmp_path, f"<w:p>{RUN}</w:p>", "word/document2.xml") == "well-known"
