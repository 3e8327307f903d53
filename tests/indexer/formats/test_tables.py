"""CSV and TSV, with a head or without."""

import pytest

from indexer.formats import TranscriptRefused, csv_table
from indexer.repairs import Repair
from indexer.transcript import Timing
from tests.indexer.formats.heard import said, spans, times


def test_a_head_in_any_order() -> None:
    """Quoted commas and line ends are part of what was said."""
    text = 'Text,End Time,Speaker,Start Time\n"Hello,\nthere.",0:04,Ann,0:01\nYes.,0:06,Bo,0:05\n'
    transcript = csv_table.parse(text)
    assert said(transcript) == [("Ann", "Hello, there."), ("Bo", "Yes.")]
    assert times(transcript) == [(1.0, 4.0), (5.0, 6.0)]


def test_remarks_are_no_speech() -> None:
    """A third column tells what an editor thought; it is counted."""
    text = "Speaker,Transcript,Commentary\nAL,Hello.,really?\nNV,Yes.,\n,Everybody.,\n"
    transcript = csv_table.parse(text)
    assert said(transcript) == [("AL", "Hello."), ("NV", "Yes."), (None, "Everybody.")]
    assert transcript.repairs == {Repair.REMARKS: 1}
    assert transcript.utterances[0].timing is Timing.NONE


def test_speakers_only_where_they_change() -> None:
    """Where most rows name nobody, whoever was named goes on."""
    rows = "".join(f"{n * 2},{n * 2 + 2},{name},words {n}\n"
                   for n, name in enumerate(("Ann", "", "", "Bo", "", "")))  # fmt: skip
    transcript = csv_table.parse("start,end,speaker,text\n" + rows)
    assert said(transcript) == [
        ("Ann", "words 0 words 1 words 2"),
        ("Bo", "words 3 words 4 words 5"),
    ]


def test_without_a_head_the_cells_tell() -> None:
    """Rows that are counted, times, names that come back, and the longest words."""
    rows = [("1", "0:00:01", "Ann", "Hello there to you."), ("2", "0:00:05", "Bo", "So nice."),
            ("3", "0:00:09", "Ann", "Yes, it is."), ("4", "0:00:12", "Bo", "Bye.")]  # fmt: skip
    text = "\n".join(";".join(row) for row in rows)
    transcript = csv_table.parse(text)
    assert said(transcript)[1] == ("Bo", "So nice.")
    assert times(transcript)[1] == (5.0, 9.0)
    assert transcript.utterances[0].timing is Timing.CUE


def test_names_longer_than_the_words_are_still_names() -> None:
    """They come back, where a table has a row for each word."""
    words = ["so", "we", "went", "down", "to", "the", "weir"]
    rows = "".join(f"0:{n:02},Annabel Lee,{word}\n" for n, word in enumerate(words))
    assert said(csv_table.parse(rows)) == [("Annabel Lee", " ".join(words))]


def test_whisper_tables_count_milliseconds() -> None:
    """The head does not say so; the pace does."""
    text = (
        "start\tend\ttext\n0\t2500\tHello there to all of you.\n2500\t5000\tYes, to all of you.\n"
    )
    assert [span[1:] for span in spans(csv_table.parse(text))] == [(0.0, 2.5), (2.5, 5.0)]


@pytest.mark.parametrize("separator", ["\t", ","])
@pytest.mark.parametrize(
    "lines",
    [
        ["Hello there Ann.", "Hello Bo.", "Ready to go?", "Yes I am."],
        ["Right.", "Mm-hm.", "Really?", "The weir."],
        ["This is the trailer of a show about rivers and about those who live beside them."],
    ],
)
def test_ends_tell_milliseconds_where_lines_are_short(separator: str, lines: list[str]) -> None:
    """Nobody takes 1,500 seconds to say "Right."."""
    table = [("start", "end", "text")]
    table += [(str(n * 2000), str(n * 2000 + 1500), line) for n, line in enumerate(lines)]
    heard = spans(csv_table.parse("\n".join(map(separator.join, table))))
    assert [one[1:] for one in heard] == [(n * 2.0, n * 2.0 + 1.5) for n in range(len(lines))]


@pytest.mark.parametrize(
    "head",
    [
        ("start_time_ms", "end_time_ms"),
        ("Start time in milliseconds", "End time in milliseconds"),
        ("Start [ms]", "End [ms]"),
        ("Start Time (s)", "End Time (s)"),
        ("Start (hh:mm:ss)", "End (hh:mm:ss)"),
        ("Time In", "Time Out"),
        ("TC In", "TC Out"),
    ],
)
def test_heads_that_explain_their_times(head: tuple[str, str]) -> None:
    """The unit is no part of the name, and is believed."""
    in_milliseconds = "ms" in head[0].split(":")[0].lower() or "milli" in head[0]
    cells = ("1000", "1200") if in_milliseconds else ("0:01", "0:01.2")
    text = f"{head[0]},{head[1]},Character,Dialogue\n{cells[0]},{cells[1]},Ann,Yes.\n"
    transcript = csv_table.parse(text)
    assert (said(transcript), times(transcript)) == ([("Ann", "Yes.")], [(1.0, 1.2)])


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        ("Line,Speaker,Text", ("1,Ann,Hello.", "2,Bo,Yes.")),
        ("Words,Text,Speaker", ("1,Hello.,Ann", "1,Yes.,Bo")),
        ("Name,Speaker,Text", ("ep1.wav,Ann,Hello.", "ep1.wav,Bo,Yes.")),
        ("Speaker,Speaker Name,Caption", ("0,Ann,Hello.", "1,Bo,Yes.")),
    ],
)
def test_columns_that_could_mean_the_same(head: str, cells: tuple[str, str]) -> None:
    """The better name wins, and words win over numbers."""
    transcript = csv_table.parse("\n".join((head, *cells)))
    assert said(transcript) == [("Ann", "Hello."), ("Bo", "Yes.")]


def test_separators_that_nobody_quoted() -> None:
    """They are part of what was said, where that stands last."""
    text = "speaker,text\nAnn,Well, I think so, yes\nBo,Right\nAnn,Good,,\n"
    assert said(csv_table.parse(text))[:2] == [("Ann", "Well, I think so, yes"), ("Bo", "Right")]
    assert said(csv_table.parse(text))[2] == ("Ann", "Good")
    nameless = "speaker,text\nAnn,Hello,a\nBo,Yes,b\n"
    assert said(csv_table.parse(nameless)) == [("Ann", "Hello"), ("Bo", "Yes")]


def test_a_quotation_mark_that_is_never_closed() -> None:
    """It is part of its own row, and swallows none of those below."""
    text = 'start,text\n1,"so he said\n2,and went\n3,away\n'
    assert [span[0] for span in spans(csv_table.parse(text))] == ["so he said", "and went", "away"]


@pytest.mark.parametrize("text", ["1,2\n3,4\n5,6\n", "a,b\nc,d\ne,f\n", ""])
def test_tables_of_something_else_are_refused(text: str) -> None:
    """They have no column that could be speech."""
    with pytest.raises(TranscriptRefused, match="without a column"):
        csv_table.parse(text)


@pytest.mark.parametrize(
    ("clocks", "seconds"),
    [
        (("00:00:05:12", "01:00:09:01"), (5.0, 3609.0)),
        (("0:05", "1:02:03.5"), (5.0, 3723.5)),
        (("1m5s", "1h2m3s"), (65.0, 3723.0)),
        (("1.5s", "3600s"), (1.5, 3600.0)),
        (("0:60.00", "1:02:60"), (60.0, 3780.0)),
    ],
)
def test_a_clock_says_its_own_unit(clocks: tuple[str, str], seconds: tuple[float, float]) -> None:
    """However slowly people speak; frames of a second are left out."""
    text = f"start,speaker,text\n{clocks[0]},Ann,Hello.\n{clocks[1]},Bo,Yes.\n"
    assert tuple(start for start, _ in times(csv_table.parse(text))) == seconds


def test_a_table_of_few_words_proves_nothing() -> None:
    """Titles far apart are no captions in milliseconds."""
    rows = "0,Weir\n1200,The ladder\n2400,Salmon\n3600,Farewell\n"
    starts = [start for start, _ in times(csv_table.parse(f"start,text\n{rows}"))]
    assert starts[1:3] == [1200.0, 2400.0]


def test_words_without_spaces_are_counted_by_their_letters() -> None:
    """A sentence of Japanese is no single word, and is not spoken in no time."""
    said = "川の堰が六月に取り壊されて、鮭が秋に戻ってきました。" * 8
    rows = "".join(f"00:{n:02}:00,{said}{n}\n" for n in range(20))
    plain = "".join(f"{n * 60},{said}{n}\n" for n in range(20))
    for text in (rows, plain):
        transcript = csv_table.parse(f"start,text\n{text}")
        assert times(transcript)[1][0] == 60.0
        assert transcript.utterances[0].timing is Timing.PARAGRAPH


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\nStart;Ende;Sprecher;Text\n1,5;4,2;Anna;Guten Tag.\n5,0;6,5;Bo;Ja.\n",
        "Début,Fin,Locuteur,Texte\n[0:01.5],[0:04.200000],Anna,Guten Tag.\n0:05,0:06.5,Bo,Ja.\n",
        "Anna,0:01.5,0:04.2,Guten Tag.\nBo,0:05,0:06.5,Ja.\nAnna,0:07,0:08,Gut.\n",
    ],
)
def test_spreadsheets_of_other_countries(text: str) -> None:
    """Decimal commas, heads in other languages, Excel's hint, and no head at all."""
    transcript = csv_table.parse(text)
    assert said(transcript)[:2] == [("Anna", "Guten Tag."), ("Bo", "Ja.")]
    assert times(transcript)[:2] == [(1.5, 4.2), (5.0, 6.5)]
