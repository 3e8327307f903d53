"""What peers find is scored where it was said, and they are asked for enough of it."""

from indexer import Segment, Timing, assemble
from tests.benchmarks.rag_peers.material import Labelled
from tests.benchmarks.rag_peers.systems import Given
from tests.benchmarks.rag_peers.worker import enough

_TRANSCRIPT = assemble(
    [
        Segment("The weir came down.", "Maren"),
        Segment("Who paid?", "Tom"),
        Segment("The county did.", "Maren"),
    ],
    Timing.PARAGRAPH,
)


def _said_in(part: str) -> str:
    labelled = Labelled.of(_TRANSCRIPT)
    start = labelled.text.index(part)
    low, high = labelled.canonical((start, start + len(part)))
    return _TRANSCRIPT.text[low:high].strip()


def test_a_chunk_is_scored_by_the_words_that_were_said() -> None:
    assert _said_in("Maren: The weir") == "The weir"
    assert _said_in("weir came") == "weir came"
    assert _said_in("down.\nTom: Who") == "down.\nWho"
    assert _said_in("Tom: Who paid?") == "Who paid?"
    assert _said_in("paid?\nMaren: ") == "paid?"
    assert _said_in(Labelled.of(_TRANSCRIPT).text) == _TRANSCRIPT.text


def test_a_chunk_of_names_alone_says_nothing() -> None:
    assert _said_in("Tom: ") == ""


def test_as_many_chunks_are_found_as_fill_the_words_whichever_they_are() -> None:
    chunks = [(0, 3), (4, 7), (8, 19), (20, 31)]
    text = "a b c d aa bb cc dd ee ff gg hh"
    assert enough(1, Given("", text, (), fill=4), chunks) == 2
    assert enough(1, Given("", text, (), fill=5), chunks) == 3
    assert enough(3, Given("", text, (), fill=1), chunks) == 3
    assert enough(2, Given("", text, (), fill=99), chunks) == 4
