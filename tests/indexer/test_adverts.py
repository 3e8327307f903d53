"""Adverts: found by what is said, cut off from what is not one, and set aside."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import Chapter, Library, index_transcript, terms_of
from indexer.adverts import find_adverts
from indexer.assembly import assemble
from indexer.indexed_episode import IndexedEpisode
from indexer.segment import Segment
from indexer.sentence import split_sentences
from indexer.transcript import Timing
from indexer.without_adverts import without_adverts
from tests.fakes import WordEncoder

HOST, GUEST = "Ana", "Bo"


def adverts_in(*turns: tuple[str | None, str], chapters: tuple[Chapter, ...] = ()) -> list[str]:
    """The words of each advert."""
    segments = [Segment(text, who, 60.0 * n, 60.0 * n + 50) for n, (who, text) in enumerate(turns)]
    transcript = assemble(segments, Timing.PARAGRAPH)
    sentences = split_sentences(transcript, "en", lambda _text: True)
    return [
        transcript.text[
            sentences[one.first_sentence].start_char : sentences[one.end_sentence - 1].end_char
        ]
        for one in find_adverts(transcript, sentences, chapters)
    ]


READ = (
    "This episode is brought to you by Kettle and Lamp. They make stoves for small boats. "
    "I took one to the islands last spring, and it lit at once in the rain. "
    "Go to kettleandlamp.com/boots and use the code BOOTS for ten percent off. "
    "Thank you to Kettle and Lamp for supporting the show."
)


def test_an_advert_lasts_from_its_announcement_to_the_thanks() -> None:
    """What is told in between sells, too; what stands around it does not."""
    turn = f"So that was the weir. {READ} Now, back to the fish ladder."
    assert adverts_in((HOST, turn), (GUEST, "It took two years.")) == [READ]


def test_one_voice_reads_it() -> None:
    """A guest who answers ends it."""
    announced = "This portion of the show is brought to you by Kettle and Lamp."
    turns = (HOST, announced), (GUEST, "Right."), (HOST, "Use the code BOOTS at checkout.")
    assert adverts_in(*turns)[0] == announced


@pytest.mark.parametrize(
    "text",
    [
        "Support for this podcast comes from the Mill Trust.",
        "And now a word from our sponsor. Visit millhouse.org to find out more.",
        "Today's sponsor is Mill House. Get started for free at millhouse.org.",
        "Diese Folge wird präsentiert von Mühlenhaus.",
        "Cet épisode est sponsorisé par la Maison du Moulin.",
        "Use the promo code MILL today. You get twenty percent off at checkout.",
        "They have a free trial. Sign up today.",
        "This podcast is supported by the Mill Trust.",
        "The programme was supported by Mill House. Get started at millhouse.org.",
        "Our sponsor is Mill House. Learn more at millhouse.org.",
        "This message comes from our sponsor Mill House.",
        "They partnered with us to give you twenty percent off. It lasts if you sign up now.",
        "It really helps support the show.",
    ],
)
def test_ways_to_sell(text: str) -> None:
    """Announced, or sold twice within a few sentences."""
    found = adverts_in((HOST, f"We walked on. {text}"), (GUEST, "The river rose again."))
    assert len(found) == 1
    assert "walked" not in found[0]


@pytest.mark.parametrize(
    "text",
    [
        "We had sponsors for the race, and sponsors want a return. Sponsorship is a trade.",
        "Our free trial runs for two weeks. After the free trial they pay.",
        "He gave me a code, and with it I got ten percent off the next one.",
        "The museum is supported by the town. It was made possible by the mayor.",
        "Thank you to everybody for supporting the project.",
        "You can go to the archive and check it out.",
        "Advertising pays for most newspapers, and adverts have to be honest.",
        "We gave away a free trial. Students got 20 percent off. A guarantee came next.",
        "Go to rivers.org and read. Then go to maps.org and sign up for free at the desk.",
        "The program was supported by Mill House. Mill House paid for the tank. Mill House left.",
        "The show was sponsored by Mill House in the fifties. Mill House chose what was said.",
        "This video was presented by Cy Fell. The segment is presented by two scientists.",
        "The program is supported by evidence. This message comes from the king himself.",
        "Support for the program comes from both parties. Our sponsor is a bank.",
        "This episode of the war was made possible by cheap coal.",
        "The grant helps support our program. Volunteers help support this program, too.",
        "I want to thank you all for supporting the show over ten years.",
        "In 2008 we gave every user a free trial. To join you had to go to rivers.org and wait.",
        "We offered a 14-day free trial. Then customers could sign up today or tomorrow.",
        "People turn back at checkout. So we told them to visit rivers.org and compare.",
        "They lose you at checkout. You get started at the bottom of the hill.",
        "Shops offer a free trial and you forget it. You go to rivers.org and cannot leave.",
        "The radio said this program is brought to you by a mill. It was the first one.",
    ],
)
def test_to_speak_of_selling_is_no_advert(text: str) -> None:
    """Most episodes on business would be one."""
    assert adverts_in((HOST, text), (GUEST, "I see.")) == []


def test_an_announcement_does_not_reach_for_an_address_far_away() -> None:
    """Who thanks patrons and goes on may name an address minutes later."""
    matter = "The river rose in the night and took the bridge with it. " * 12
    found = adverts_in(
        (None, f"This episode is supported by our patrons. {matter} Go to rivers.org.")
    )
    assert found == ["This episode is supported by our patrons."]


def test_what_may_announce_does_only_beside_what_sells() -> None:
    """What is said later of an address is something else."""
    matter = "The river rose in the night and took the bridge with it. " * 4
    hint = "The program was supported by Mill House."
    assert adverts_in((HOST, f"{hint} {matter} Visit rivers.org.")) == []


def test_a_sponsor_who_is_spoken_of_on_is_no_advert() -> None:
    """Only the little that follows at once is taken to belong to it."""
    said = "Then Kettle and Lamp came to the valley with forty people and a plan. " * 20
    (found,) = adverts_in((HOST, f"{READ} {said}"))
    assert len(found.split()) < len(READ.split()) + 61


def test_where_no_speakers_are_told_less_may_lie_between() -> None:
    """One voice would be the whole episode; the sponsor's name carries an advert on."""
    announced, sold = "This episode is brought to you by Lampworks.", "Use code BOOTS at checkout."
    matter, read = (
        "The river rose and took the bridge. " * 12,
        "Lampworks made it. It burns. " * 14,
    )
    assert adverts_in((None, f"{announced} {matter}{sold}")) == [announced]
    assert adverts_in((None, f"{announced} {read}{sold}")) == [f"{announced} {read}{sold}"]
    assert adverts_in((HOST, f"{announced} {matter}{sold}")) == [f"{announced} {matter}{sold}"]


SOLD = "Ad|ADS|Sponsor: Mill House|A word from our sponsors|Mid-roll|Anzeige – Mill|Our sponsor"
TOLD = """Ad hoc networks|Ad astra|Advertising in the 1950s|Sponsors of the arts|Werbung im Radio|\
Adverts and us|Publicidad y democracia"""


@pytest.mark.parametrize(
    ("title", "sold"),
    [*((one, True) for one in SOLD.split("|")), *((one, False) for one in TOLD.split("|"))],
)
def test_chapters_that_sell(title: str, sold: bool) -> None:
    """By all of their title, not by how it begins."""
    chapters = (Chapter(start=0, title=title), Chapter(start=60, title="The repairs"))
    found = adverts_in((HOST, "Lovely stoves."), (GUEST, "So, the repairs."), chapters=chapters)
    assert bool(found) == sold


def test_a_chapter_that_is_called_so() -> None:
    """All that is said in it, whatever it says."""
    chapters = (Chapter(start=0, title="The weir"), Chapter(start=60, title="Sponsor: Mill House"),
                Chapter(start=120, title="Ad hoc repairs"))  # fmt: skip
    turns = (HOST, "The weir."), (HOST, "Lovely stoves."), (GUEST, "So, the repairs.")
    assert adverts_in(*turns, chapters=chapters) == ["Lovely stoves."]
    last = (Chapter(start=0, title="The weir"), Chapter(start=120, title="Sponsor"))
    assert adverts_in(*turns, chapters=last) == ["So, the repairs."]


@pytest.fixture
def episode(tmp_path: Path) -> IndexedEpisode:
    """The weir and its fish, with an advert in the midst of a turn."""
    text = f"{HOST}: The weir came down in June. {READ} The salmon came back in autumn.\n\n"
    path = tmp_path / "weir.txt"
    path.write_text(text + f"{GUEST}: Nobody had counted salmon before.\n\n{HOST}: Not one.\n")
    library = Library(tmp_path / "data")
    report = index_transcript(path, library, WordEncoder())
    return library.episode(report.episode_id)


def test_no_passage_goes_over_the_border_of_an_advert(episode: IndexedEpisode) -> None:
    """It is set aside as a whole."""
    (advert,) = episode.adverts
    borders = {advert.first_sentence, advert.end_sentence}
    for passage in episode.passages:
        assert borders.isdisjoint(range(passage.first_sentence + 1, passage.end_sentence))


def test_without_adverts_the_rest_is_found_as_before(episode: IndexedEpisode) -> None:
    """Sentences, passages, their words, vectors and tokens: the same, but for the advert's."""
    rest = without_adverts(episode)
    kept = [at for at in range(len(episode.sentences)) if episode.sentences[at] in rest.sentences]
    assert [rest.sentence_text(at) for at in range(len(rest.sentences))] == [
        episode.sentence_text(at) for at in kept
    ]
    assert not any("Kettle" in rest.sentence_text(at) for at in range(len(rest.sentences)))
    assert [one.id for one in rest.passages] == [
        one.id for one in episode.passages if one.id in {other.id for other in rest.passages}
    ]
    dense, whole = rest.index.dense, episode.index.dense
    assert dense is not None
    assert whole is not None
    question = WordEncoder().read_question("when did the salmon come back")
    assert np.array_equal(
        dense.sentence_cosines(question.vector), whole.sentence_cosines(question.vector)[kept]
    )
    assert np.array_equal(
        dense.sentence_vectors(0, len(kept)),
        whole.sentence_vectors(0, len(episode.sentences))[kept],
    )
    for place, passage in enumerate(rest.passages):
        before = next(at for at, one in enumerate(episode.passages) if one.id == passage.id)
        assert np.array_equal(
            dense.tokens.cosines(question.tokens, [place]),
            whole.tokens.cosines(question.tokens, [before]),
        )
    assert "kettl" in episode.index.sentences.vocabulary
    assert "kettl" not in rest.index.sentences.vocabulary
    terms = terms_of("salmon autumn", "en")
    assert np.array_equal(
        rest.index.sentences.scores(terms), episode.index.sentences.scores(terms)[kept]
    )


def test_rarities_count_what_is_kept(episode: IndexedEpisode) -> None:
    """A word of the advert alone is as rare as one that nobody says."""
    rest = without_adverts(episode)
    assert rest.index.dense is not None
    read = WordEncoder().read_question("islands zebra")
    islands, zebra = rest.index.dense.tokens.rarities(read.token_ids)
    assert islands == zebra


def test_an_episode_that_only_sells_is_left_whole(tmp_path: Path) -> None:
    """There is nothing else to ask it."""
    path, library = tmp_path / "a.txt", Library(tmp_path / "data")
    path.write_text(f"{HOST}: {READ}\n")
    episode = library.episode(index_transcript(path, library, WordEncoder()).episode_id)
    assert episode.adverts
    assert without_adverts(episode) is episode


@given(st.lists(st.sampled_from([*READ.split(". "), "Nothing is sold.", "Well?"]), max_size=12))
def test_adverts_are_in_order_and_apart(texts: list[str]) -> None:
    """Whatever is said."""
    transcript = assemble([Segment(f"{text}.", HOST) for text in texts], Timing.PARAGRAPH)
    sentences = split_sentences(transcript, "en", lambda _text: True)
    end = -1
    for advert in find_adverts(transcript, sentences, ()):
        assert end < advert.first_sentence < advert.end_sentence <= len(sentences)
        end = advert.end_sentence
