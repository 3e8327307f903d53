"""From a file's bytes to its text, or to the name of what is no text."""

import codecs
import re

from charset_normalizer import from_bytes

from indexer.formats.registry import TranscriptRefused

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    # UTF-32's mark begins with UTF-16's, so it is looked for first.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_MAGIC_NUMBERS = (
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF-", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"(\xb5/\xfd", "a zstandard archive"),
    (b"Rar!\x1a", "a RAR archive"),
    (b"ID3\x02", "an MP3 recording"),
    (b"ID3\x03", "an MP3 recording"),
    (b"ID3\x04", "an MP3 recording"),
    (b"\xff\xfb", "an MP3 recording"),
    (b"\xff\xf3", "an MP3 recording"),
    (b"\xff\xf2", "an MP3 recording"),
    (b"\xff\xf1", "an AAC recording"),
    (b"\xff\xf9", "an AAC recording"),
    (b"OggS", "an Ogg recording"),
    (b"fLaC", "a FLAC recording"),
    (b"\x1aE\xdf\xa3", "a Matroska or WebM recording"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x7fELF", "a program"),
)

# The encodings that transcripts without a mark are found in, in the order in which they are
# believed where they fit alike. Left alone, the guess also weighs the code pages of DOS and of
# old Macintoshes, which short texts often fit by chance.
_LATIN_ENCODINGS = ("cp1252", "cp1254", "cp1250")
_OTHER_ENCODINGS = (
    *("cp1251", "cp932", "euc_jp", "gb18030", "big5", "cp949", "koi8_r"),
    *("cp1253", "cp1255", "cp1256"),
)
_GUESS_FROM_BYTES = 64_000
_SEQUENCE = re.compile(rb"[\xc0-\xff]")
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_LONELY_LETTER = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")
_JAPANESE_LEAD = re.compile(rb"[\x81-\x84]")
_SIGN_IN_WORD = re.compile(r"[^\W\d_][¹³¾¿¼]|[¹³¾¼][^\W\d_]|[šžŠŽ]")
_SNIFFED_BYTES = 64_000
_MOST_CONTROL = 0.01
_SEQUENCES_PER_FAULT = 20
"""Sound UTF-8 sequences for each broken one, from which a text still counts as UTF-8."""


def decoded(data: bytes) -> str:
    r"""The text of a file: no byte order mark, lines ended by ``\n``.

    Raises:
        TranscriptRefused: The bytes are no text; the message goes on after the file's name.
    """
    text = _text_of(data)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _text_of(data: bytes) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], encoding)
    _refuse_binary(data)
    if b"\x00" in data:
        return _unmarked_utf16(data)
    if len(_CONTROL.findall(data[:_SNIFFED_BYTES])) > len(data[:_SNIFFED_BYTES]) * _MOST_CONTROL:
        raise _binary()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _damaged_utf8(data) or _guessed(data)


def _marked(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise TranscriptRefused(
            f"begins as {encoding.upper()} text but is broken at byte {error.start:,}. "
            "Save it again as UTF-8."
        ) from error
    if "\x00" in text:
        raise _binary()
    return text


def _refuse_binary(data: bytes) -> None:
    found = next((what for magic, what in _MAGIC_NUMBERS if data.startswith(magic)), None)
    found = found or _container(data)
    if found:
        raise TranscriptRefused(
            f"is {found}, not a transcript. Give a WebVTT, SRT, JSON, Markdown or text file."
        )


def _container(data: bytes) -> str | None:
    """What files are that say in their middle what they hold."""
    if data.startswith(b"RIFF") and data[8:12] in {b"WAVE", b"AVI ", b"WEBP"}:
        return {b"WAVE": "a WAV recording", b"AVI ": "an AVI film", b"WEBP": "a WebP picture"}[
            data[8:12]
        ]
    if data[4:8] == b"ftyp":
        return "an MP4 recording or film"
    if not data.startswith(b"PK\x03\x04"):
        return None
    return "an OpenDocument file" if b"opendocument" in data[:200] else "a ZIP archive"


def _binary() -> TranscriptRefused:
    return TranscriptRefused(
        "is a binary file, not a transcript: it holds bytes that no text has. "
        "Give a WebVTT, SRT, JSON, Markdown or text file."
    )


def _unmarked_utf16(data: bytes) -> str:
    """In Western text as UTF-16 every other byte is NUL; the side tells the byte order."""
    head = data[:4_000]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) < len(head) * 0.3 or min(even, odd) > len(head) * 0.01:
        raise _binary()
    return _marked(data, "utf-16-be" if even > odd else "utf-16-le")


def _damaged_utf8(data: bytes) -> str | None:
    """UTF-8 with a stray byte, such as a file cut off in mid-letter; None if it is not that."""
    text = data.decode("utf-8", errors="replace")
    faults = text.count("\ufffd")
    sound = len(_SEQUENCE.findall(data)) - faults
    return text if sound >= faults * _SEQUENCES_PER_FAULT else None


def _guessed(data: bytes) -> str:
    telling = _telling_lines(data)
    for encoding in _guesses(telling):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TranscriptRefused(
        "is text in no encoding that can be told, or no text at all. Save it again as UTF-8."
    )


def _telling_lines(data: bytes) -> bytes:
    """The lines with letters beyond ASCII: they alone tell one encoding from another."""
    telling, length = [], 0
    for line in data.splitlines():
        if not line.isascii():
            telling.append(line[:_GUESS_FROM_BYTES])
            length += len(line)
        if length >= _GUESS_FROM_BYTES:
            break
    return b"\n".join(telling)


def _guesses(telling: bytes) -> list[str]:
    """The encodings that fit, best first."""
    believed = _believed(telling)
    matches = from_bytes(telling, cp_isolation=list(believed))
    fit: dict[str, tuple[float, float, int]] = {}
    for match in matches:
        for encoding in match.could_be_from_charset:
            if encoding in believed:
                order = believed.index(encoding)
                fit[encoding] = (match.chaos, -match.coherence, order)
    return sorted(fit, key=lambda encoding: fit[encoding])


def _believed(telling: bytes) -> tuple[str, ...]:
    if not _is_mostly_latin(telling):
        return _OTHER_ENCODINGS
    return ("cp1250",) if _is_central_european(telling) else _LATIN_ENCODINGS


def _is_mostly_latin(telling: bytes) -> bool:
    """Whether letters beyond ASCII stand alone, as accented ones do.

    Other alphabets come in runs. So do East Asian letters, but for some Japanese ones, which
    stand behind bytes (0x81 to 0x84) that Latin encodings hardly use.
    """
    beyond = len(_BEYOND_ASCII.findall(telling))
    lonely = len(_LONELY_LETTER.findall(telling))
    return lonely >= beyond * 0.25 and len(_JAPANESE_LEAD.findall(telling)) <= beyond * 0.1


def _is_central_european(telling: bytes) -> bool:
    """Whether cp1252 would make signs in mid-word, or carons that no Western language has."""
    return bool(_SIGN_IN_WORD.search(telling.decode("cp1252", errors="replace")))
