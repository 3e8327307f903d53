"""From a file to its transcript: what is recognised, and what is refused in words."""

import gzip
import hashlib
from pathlib import Path

import pytest

from indexer.formats import TranscriptRefused, known_formats, read_transcript
from tests.indexer.formats.heard import read

VTT = "WEBVTT\n\n00:01.000 --> 00:02.000\nhello"
SRT = "1\n00:00:01,000 --> 00:00:02,000\nhello"


@pytest.mark.parametrize(
    ("name", "content", "format_name"),
    [
        ("a.vtt", VTT, "WebVTT"),
        ("a.txt", VTT, "WebVTT"),
        ("a.vtt", SRT, "SubRip"),
        ("a", SRT, "SubRip"),
        ("a.vtt", "1\n00:01.000 --> 00:02.000\nhello", "WebVTT"),
        ("a.srt", "1\n00:01.000 --> 00:02.000\nhello", "SubRip"),
        ("a.json", '{"segments": [{"startTime": 1, "body": "hello"}]}', "Podcasting 2.0 JSON"),
        ("a.json", '{"segments": [{"start": 1, "end": 2, "text": "hello"}]}', "Whisper JSON"),
        ("a.txt", "**Ann:** hello", "Markdown"),
        ("a.md", "# Title\n\nhello", "Markdown"),
        ("a.txt", "# 5 is\n\nhello", "plain text"),
        ("a.md", "Ann: hello", "plain text"),
        ("a.txt", "00:00:05 hello", "time-stamped text"),
        ("a.csv", "hello, world", "plain text"),
        ("a.csv", "one, two\nthree, four\nfive, six", "plain text"),
        ("a.csv", "1,2,hello\n2,3,you\n3,4,there\n", "CSV"),
        ("a.txt", "start\tend\ttext\n0\t1\thello\n", "CSV"),
        ("a.html", "<cite>Ann:</cite>\n<time>0:00</time>\n<p>Hello.</p>", "HTML"),
        ("a.markdown", "---\ntitle: x\n---\n<p>AL: Hi.</p>\n<p>BO: Ho.</p>", "HTML"),
        ("a.xml", '<?xml version="1.0"?><tt><p begin="0s">hi</p></tt>', "TTML"),
        ("a.txt", "0:00:01.000,0:00:02.000\nhello\n", "SBV"),
        ("a.txt", "[ti:x]\n[00:01.00]hello\n", "LRC"),
        ("a.lrc", "[00:01.00]hello\n[00:02.00]there\n", "time-stamped text"),
        ("a.json", '{"events": [{"tStartMs": 1, "segs": [{"utf8": "hello"}]}]}', "YouTube json3"),
    ],
)
def test_content_decides_and_then_the_name(
    tmp_path: Path, name: str, content: str, format_name: str
) -> None:
    """A wrong suffix does no harm."""
    (tmp_path / name).write_text(content)
    assert read_transcript(tmp_path / name).format_name == format_name


def test_the_hash_is_that_of_the_bytes(tmp_path: Path) -> None:
    """Not of the text: another encoding is another source."""
    (tmp_path / "a.vtt").write_bytes(VTT.encode())
    assert read_transcript(tmp_path / "a.vtt").sha256 == hashlib.sha256(VTT.encode()).hexdigest()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.html", "<!DOCTYPE html><html><body><p>hi</p>", "is a web page (HTML)"),
        ("a.srt", "<html><body>404 Not Found</body></html>", "is a web page (HTML)"),
        ("a.html", "<html><nav><a href='/'>Ann: home</a></nav></html>", "is a web page (HTML)"),
        ("a.xml", '<?xml version="1.0"?><opml><body/></opml>', "root element <opml>"),
        ("a.xml", '<?xml version="1.0"?><rss><channel/></rss>', "is a podcast's feed"),
        ("a.ttml", '<tt><body><p begin="1s">hi</p>', "looks like XML but"),
        ("a.json", '{"results": {"channels": []}}', 'the keys "results"'),
        ("a.json", '{"segments": [{"startTime": 1, "body": "x"}', "looks like JSON but"),
        ("a.csv", '{"start": 1, "text": "a"\n{"start": 2, "text": "b"}', "looks like JSON but"),
        ("a.ass", "[Script Info]\nTitle: x\n", "looks like SubStation Alpha, but no spoken words"),
        (
            "a.json",
            '{"items": [{"text": "a", "start": 1}, {"text": "b", "start": 9e9}]}',
            "neither",
        ),
        ("a.vtt", "WEBVTT\n\n", "no spoken words"),
        ("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n - \n", "no spoken words"),
        ("a.txt", " \n\t\n", "is empty"),
        ("a.txt", "--- ... ---", "holds no words"),
        ("a.txt", "", "is empty"),
    ],
)
def test_refused_in_words(tmp_path: Path, name: str, content: str, told: str) -> None:
    """The message names the file, what it is, and what to do."""
    with pytest.raises(TranscriptRefused) as refusal:
        read(tmp_path, name, content)
    message = str(refusal.value)
    assert message.startswith(f"{name} ")
    assert told in message
    assert message.endswith(".")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a PNG picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a JPEG picture"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"PK\x03\x04" + b"\x00" * 26 + b"word/document.xml", "a Word document"),
        (b"PK\x03\x04" + b"\x00" * 26 + b"a.vtt", "a ZIP archive"),
        (b"ID3\x04\x00\x00", "an MP3 recording"),
        (b"OggS\x00\x02", "an Ogg recording"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "a WAV recording"),
        (b"\x00\x00\x00\x20ftypM4A ", "an MP4 recording"),
        (gzip.compress(b"hello", mtime=0), "a gzip archive"),
        (b"{\\rtf1 hello}", "an RTF document"),
        (b"hello\x00there", "a binary file"),
        (b"\x01\x02\x03\x04hello", "a binary file"),
    ],
)
def test_what_is_no_text_is_named(tmp_path: Path, content: bytes, told: str) -> None:
    """By its first bytes, whatever it is called."""
    with pytest.raises(TranscriptRefused, match=f"interview.vtt is {told}"):
        read(tmp_path, "interview.vtt", content)


def test_files_that_are_no_files(tmp_path: Path) -> None:
    """Each is told apart."""
    for path, told in ((tmp_path, "is a folder"), (tmp_path / "none.vtt", "does not exist")):
        with pytest.raises(TranscriptRefused, match=told):
            read_transcript(path)


def test_too_large_is_refused_without_reading(tmp_path: Path) -> None:
    """The message states both sizes."""
    (tmp_path / "a.txt").write_text("hello " * 100)
    with pytest.raises(TranscriptRefused, match="600 bytes, where at most 599"):
        read_transcript(tmp_path / "a.txt", max_bytes=599)
    assert read_transcript(tmp_path / "a.txt", max_bytes=600).transcript.word_count == 100


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Café Müller, größer als sonst", "utf-8"),
        ("Café Müller, größer als sonst", "utf-8-sig"),
        ("Café Müller, größer als sonst", "utf-16"),
        ("Café Müller, größer als sonst", "utf-16-le"),
        ("Café Müller, größer als sonst", "utf-16-be"),
        ("Café Müller, größer als sonst", "utf-32"),
        ("Café Müller – it’s “fine”", "cp1252"),
        ("Señor Peña dijo mañana por la mañana", "latin-1"),
        ("Und dann kam der Bär", "latin-1"),
        ("Привет, это подкаст о реках", "cp1251"),
        ("Привет, это подкаст о реках и о погоде", "koi8_r"),
        ("こんにちは、今日はポッドキャストです。", "shift_jis"),
        ("田中: はい、そうです。", "shift_jis"),
        ("こんにちは、今日はポッドキャストです。", "euc_jp"),
        ("你好，欢迎收听我们的播客。", "gb18030"),
        ("Dobrý den, vítejte v pořadu o řekách, příště více", "cp1250"),
        ("Merhaba, bugün ırmaklar hakkında konuşacağız", "cp1254"),
    ],
)
def test_encodings(tmp_path: Path, text: str, encoding: str) -> None:
    """A subtitle file's stamps do not hide what its few letters tell."""
    for content in (text, f"1\n00:00:01,000 --> 00:00:02,000\n{text}\n"):
        heard = read(tmp_path, "a.srt", content.encode(encoding))
        assert heard.text.endswith(text.removeprefix("田中: "))


def test_a_file_cut_off_in_mid_letter_is_still_utf8(tmp_path: Path) -> None:
    """One broken letter does not turn all the others into noise."""
    text = "größer als sonst, " * 20 + "Bär"
    assert read(tmp_path, "a.txt", text.encode()[:-2]).text.startswith("größer")


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends(tmp_path: Path, line_end: str) -> None:
    """Windows' and old Macintoshes' are lines too."""
    assert read(tmp_path, "a.vtt", VTT.replace("\n", line_end)).text == "hello"


def test_every_format_is_found_by_its_module_alone() -> None:
    """A new format needs a new file and nothing else."""
    names = [known.name for known in known_formats()]
    assert len(names) == len(set(names)) == 28
    assert all(suffix.startswith(".") for known in known_formats() for suffix in known.suffixes)
