"""Web pages: Podcasting 2.0's, pages made from a transcript, and pages that hold none."""

import pytest

from indexer.formats import TranscriptRefused, html_page
from indexer.transcript import Timing
from tests.indexer.formats.heard import Heard, said, times

PODCASTING = """
<cite>Ann Lee:</cite>
<time>0:00</time>
<p>Hello &amp; welcome, it&#39;s good <b>to</b> be here.</p>
<p>Two paragraphs.</p>
<cite>Bo:</cite>
<time datetime="PT1M2S">1:02</time>
<p>Yes.<br>Indeed.</p>
"""


def test_podcasting_html() -> None:
    """A name and a time stand before one paragraph or more."""
    transcript = html_page.parse(PODCASTING)
    assert said(transcript) == [
        ("Ann Lee", "Hello & welcome, it's good to be here. Two paragraphs."),
        ("Bo", "Yes. Indeed."),
    ]
    assert times(transcript) == [(0.0, 62.0), (62.0, None)]
    assert transcript.utterances[0].timing is Timing.PARAGRAPH


@pytest.mark.parametrize(
    "page",
    [
        "<!DOCTYPE html><html><head><title>x</title></head><body>{}</body></html>",
        "<html><body><nav>Home: here</nav><main>{}</main><footer>Ann: (c)</footer></body></html>",
        "<div id='menu'><a href='/'>Back</a></div><div class='episode-transcript'>{}</div>",
        "---\ntitle: One\n---\n<h1>{{{{ page.title }}}}</h1>\n<a href='/'>Back</a>\n{}",
    ],
)
def test_what_stands_around_a_transcript_is_no_speech(page: str) -> None:
    """Titles, menus, footers, front matter and links alone."""
    assert said(html_page.parse(page.format(PODCASTING))) == said(html_page.parse(PODCASTING))


def test_names_and_times_in_one_element() -> None:
    """A class tells what they are."""
    page = """<div class="speaker-timestamp">Ann Lee (00:00:05)</div><p>Hello there &lt;3.</p>
    <div class="speaker-timestamp">Bo (00:01:02)</div><p>Yes. <laughs> No.</p>"""
    transcript = html_page.parse(page)
    assert said(transcript) == [("Ann Lee", "Hello there <3."), ("Bo", "Yes. <laughs> No.")]
    assert times(transcript)[1][0] == 62.0


def test_labels_and_stamps_in_the_text() -> None:
    """Paragraphs are read as text is."""
    labelled = html_page.parse("<p>WS: Hello\nthere.</p><p>LA: Yes.</p><p>WS: So, then.</p>")
    assert said(labelled) == [("WS", "Hello there."), ("LA", "Yes."), ("WS", "So, then.")]
    stamped = html_page.parse("<p>[00:05] Hello.</p><p>[00:09] Yes.</p><p>[00:12] Bye.</p>")
    assert times(stamped)[0][0] == 5.0


def test_headings_are_names_where_they_come_back() -> None:
    """Others are titles, which nobody said."""
    turns = [("Ann", "One."), ("Bo", "Two."), ("Ann", "Three."), ("Bo", "Four.")]
    page = "".join(f"<h3>{name}</h3><p>{text}</p>" for name, text in turns)
    assert said(html_page.parse("<h2>Part one</h2>" + page)) == turns


def test_long_text_without_names_or_times_is_a_transcript() -> None:
    """A short one is an error page or a menu."""
    paragraph = f"<p>{'word ' * 80}</p>"
    assert html_page.parse(f"<html><body>{paragraph * 2}</body></html>").word_count == 160
    with pytest.raises(TranscriptRefused, match="without a transcript in it"):
        html_page.parse("<html><body><h1>404</h1><p>Not found.</p></body></html>")


def test_a_page_is_read_to_its_end_or_not_at_all() -> None:
    """Elements that are never closed are one inside the other."""
    turn = "<div><cite>Ann:</cite><time>0:05</time><p>words of it {}</p>"
    page = "".join(turn.format(n) for n in range(600))
    assert html_page.parse(page).word_count == 2_400
    with pytest.raises(TranscriptRefused, match="never closed"):
        html_page.parse("".join(turn.format(n) for n in range(6_000)))


@pytest.mark.parametrize(
    ("page", "heard"),
    [
        ("<cite>Ann:</cite><p>I read <cite>War and Peace</cite> last year.</p>",
         [("Ann", "I read War and Peace last year.")]),
        ("<p><b>Ann:</b> <time>0:05</time> Hello.</p><p><b>Bo:</b> <time>0:09</time> Yes.</p>",
         [("Ann", "Hello."), ("Bo", "Yes.")]),
        ("<cite>Ann</cite><p><a href='#t=3'>we came down to the river</a></p>",
         [("Ann", "we came down to the river")]),
        ("<h2>Ann</h2><p>One.</p><h2>Bo</h2><p>Yes?</p><h2>Ann</h2><p>No.</p>",
         [("Ann", "One."), ("Bo", "Yes?"), ("Ann", "No.")]),
        ("<form><cite>Ann:</cite><p>Hello.</p><button>Send</button></form>", [("Ann", "Hello.")]),
    ],
)  # fmt: skip
def test_pages_as_people_make_them(page: str, heard: list[tuple[str, str]]) -> None:
    """A work in mid-sentence, a name and a time in bold, words that are links, one short turn."""
    assert said(html_page.parse(page)) == heard


TURNS: Heard = [("Ann", "Hello there."), ("Bo", "Yes, the old weir."), ("Ann", "Bye, then.")]
ROWS = [
    f"<tr><td><a href='#t={at}'>0:{at:02}</a></td><td>{name}</td><td>{text}</td></tr>"
    for at, (name, text) in zip((5, 9, 14), TURNS, strict=True)
]
HEAD = "<tr><th>{}</th><th>{}</th><th>{}</th></tr>"


@pytest.mark.parametrize(
    "page",
    [
        "<table>{rows}</table>",
        "<table><thead>{head}</thead><tbody>{rows}</tbody></table>",
        "<table><caption>Weir</caption>{strange}{rows}</table>",
        "<table>{head}{first}</table><h2>Part two</h2><table>{head}{later}</table>",
        "<table><tr><td><p>Weir</p><table>{rows}</table></td></tr></table>",
        "<table>{rows}<tr><td colspan=3>Part two</td></tr></table>",
    ],
)
def test_tables_of_times_names_and_words(page: str) -> None:
    """With a head or without, in one table or several, or in one that only lays out the page."""
    filled = page.format(
        rows="".join(ROWS),
        head=HEAD.format("Time", "Speaker", "Text"),
        strange=HEAD.format("Uhr", "Wer", "Was"),
        first=ROWS[0],
        later="".join(ROWS[1:]),
    )
    transcript = html_page.parse(f"<!doctype html><html><body><h1>One</h1>{filled}</body></html>")
    assert said(transcript) == TURNS
    assert times(transcript) == [(5.0, 9.0), (9.0, 14.0), (14.0, None)]


def test_a_table_beside_a_transcript_is_not_taken_for_it() -> None:
    """It holds few of the words."""
    table = "<table><tr><th>Time</th><th>Text</th></tr><tr><td>0:05</td><td>Intro</td></tr></table>"
    transcript = html_page.parse(f"{table}{PODCASTING}")
    assert said(transcript)[-1] == ("Bo", "Yes. Indeed.")


def test_cells_hold_what_a_reader_sees() -> None:
    """Buttons are not read aloud, and a line end parts words."""
    rows = "".join(
        f"<tr><td>0:0{n}<button>Play</button></td><td>Ann</td><td>a <b>we</b>ir,<br>no</td></tr>"
        for n in range(3)
    )
    assert html_page.parse(f"<table>{rows}</table>").text == " ".join(["a weir, no"] * 3)


def test_a_list_of_terms_that_come_back_is_a_conversation() -> None:
    """Terms that are explained come once: they are text like all other."""
    turns = [("Ann Lee", "Hello."), ("Bo", "Yes."), ("Ann Lee", "So.")]
    page = "".join(f"<dt>{who}:</dt><dd>{what}</dd>" for who, what in turns)
    assert said(html_page.parse(f"<dl>{page}</dl>")) == turns
    terms = f"<dl><dt>Weir</dt><dd>A low dam.</dd></dl><p>{'It fell. ' * 80}</p>"
    assert html_page.parse(terms).text.startswith("Weir\nA low dam.\nIt fell.")
