"""What pages show, made of what was indexed: turns, chapters, what search engines read."""

import json
from dataclasses import replace
from itertools import cycle, pairwise
from pathlib import Path
from typing import Any

import pytest

from indexer import (
    Advert,
    Chapter,
    EpisodeMetadata,
    IndexedEpisode,
    Library,
    Person,
    Timing,
)
from service.pages import EpisodePage, Place, episode_page, render, wording
from service.pages.transcript import Turn, turns_of

ESTIMATED = "inside one they are estimated."
PARTLY = "Some words have no times."
HERE = Place("https://ask.example", "/v1/episodes/winter/audio")


@pytest.fixture
def weir(data: Path) -> IndexedEpisode:
    return Library(data).episode("weir")


def told(episode: IndexedEpisode, **changes: Any) -> IndexedEpisode:
    """The episode with other metadata."""
    return replace(episode, metadata=episode.metadata.model_copy(update=changes))


def page_of(
    episode: IndexedEpisode,
    typed: str = "",
    place: Place = HERE,
    *,
    is_public: bool = True,
    is_searched: bool = True,
) -> EpisodePage:
    return episode_page(episode, place, typed, is_public=is_public, is_searched=is_searched)


def structured(episode: IndexedEpisode, place: Place = HERE) -> dict[str, Any]:
    """What search engines read of an episode."""
    read: dict[str, Any] = json.loads(page_of(episode, place=place).structured_data)
    return read


@pytest.mark.parametrize("name", ["weir", "winter"])
def test_turns_have_every_word_and_the_seconds_of_the_transcript(data: Path, name: str) -> None:
    """A turn's sentences, with what stands between them, are its utterance; times are the same."""
    episode = Library(data).episode(name)
    shown_sentences = [sentence for turn in turns_of(episode) for sentence in turn.sentences]
    shown_text = "".join(shown.gap + shown.text for shown in shown_sentences)
    assert shown_text == "".join(utterance.text for utterance in episode.transcript.utterances)
    seconds = [sentence.second for sentence in shown_sentences]
    for sentence, shown in zip(episode.sentences, seconds, strict=True):
        offset = episode.transcript.starts[sentence.utterance]
        start, _ = episode.utterance_of(episode.sentences.index(sentence)).times_of(
            sentence.start_char - offset, sentence.end_char - offset
        )
        assert shown == (None if start is None else wording.second(start))


def test_a_chapter_stands_before_the_turn_it_begins_with(winter: IndexedEpisode) -> None:
    """Each stands once, where its words are; what begins after the last of them stands nowhere."""
    late = (*winter.metadata.chapters, Chapter(start=500, title="Too late"))
    begun = [
        (turn.clock, mark.title)
        for turn in turns_of(told(winter, chapters=late))
        for mark in turn.chapters
    ]
    assert begun == [("0:01", "Welcome"), ("0:14", "Mites and frost")]


def test_a_chapter_that_begins_inside_a_turn_parts_it(weir: IndexedEpisode) -> None:
    """Before the sentence with which it begins; nothing of the turn is lost."""
    [longest] = sorted(turns_of(told(weir, chapters=())), key=lambda turn: len(turn.sentences))[-1:]
    sentence = max(longest.sentences[1:], key=lambda one: len(one.text))
    chapters = (Chapter(start=float(sentence.second or 0), title="Inside"),)
    turns = list(turns_of(told(weir, chapters=chapters)))
    [parted] = [turn for turn in turns if turn.chapters]
    before = turns[turns.index(parted) - 1]
    assert before.sentences + parted.sentences == longest.sentences
    assert parted.sentences[0] == sentence
    assert (parted.second, parted.goes_on) == (sentence.second, True)
    assert parted.speaker == before.speaker == longest.speaker


@pytest.mark.parametrize(
    ("audio", "address"),
    [("/v1/episodes/winter/audio", "/v1/episodes/winter/audio#t=500"), (None, None)],
)
def test_no_chapter_leads_to_where_nothing_is(
    winter: IndexedEpisode, audio: str | None, address: str | None
) -> None:
    """One that stands nowhere among the words plays, or is no link; one without a name is none."""
    chapters = (
        *winter.metadata.chapters,
        Chapter(start=500, title="Too late"),
        Chapter(start=3, title=" "),
    )
    page = page_of(told(winter, chapters=chapters), place=Place("https://ask.example", audio))
    assert [link.address for link in page.chapters] == ["#t=0", "#t=14", address]
    html = render("episode", page=page)
    for link in page.chapters[:2]:
        assert f'id="{str(link.address).removeprefix("#")}"' in html


def test_without_a_known_address_pages_name_themselves_by_their_path(weir: IndexedEpisode) -> None:
    """Nobody outside can follow an address of this machine."""
    page = page_of(weir, place=Place("", "/v1/episodes/weir/audio"))
    html = render("episode", page=page)
    assert '<link rel="canonical" href="/episodes/weir">' in html
    assert "og:url" not in html
    assert "127.0.0.1" not in html


@pytest.mark.parametrize(
    ("timings", "said"),
    [
        ("word", "Times are exact to the word."),
        ("word cue", "Some times are exact to the word, others are estimated."),
        ("cue none", f"Times are exact to the caption; {ESTIMATED} {PARTLY}"),
        ("paragraph none", f"Times are exact to the paragraph; {ESTIMATED} {PARTLY}"),
        ("cue paragraph", f"Times are exact to the caption or the paragraph; {ESTIMATED}"),
        ("none", "The transcript has no times."),
    ],
)
def test_how_exact_times_are_is_said_as_it_is(
    winter: IndexedEpisode, timings: str, said: str
) -> None:
    """Whatever a transcript mixes."""
    transcript = winter.transcript
    utterances = tuple(
        replace(utterance, timing=Timing(timing))
        for utterance, timing in zip(transcript.utterances, cycle(timings.split()), strict=False)
    )
    mixed = replace(winter, transcript=replace(transcript, utterances=utterances))
    assert page_of(mixed).exactness == said


def test_a_speaker_is_named_when_the_speaker_changes(weir: IndexedEpisode) -> None:
    """Two turns of one speaker have the name once."""
    turns = list(turns_of(weir))
    for before, turn in pairwise(turns):
        assert turn.goes_on == (turn.speaker == before.speaker)
    assert not turns[0].goes_on


def sizes(turns: list[Turn]) -> set[str]:
    return {turn.size for turn in turns}


def test_turns_say_how_long_they_are(weir: IndexedEpisode) -> None:
    """So that a browser need not lay out what is far away, and still knows its height."""
    assert sizes(list(turns_of(weir))) == {"xs", "s", "m"}


def test_an_advert_parts_the_turn_in_which_it_is_read(weir: IndexedEpisode) -> None:
    """It is marked, and nothing else is."""
    first = weir.sentences[0]
    end = next(at for at, one in enumerate(weir.sentences) if one.utterance != first.utterance) - 1
    assert end > 1
    sold = replace(weir, adverts=(Advert(1, end),))
    marked = [(turn.sells, len(turn.sentences)) for turn in turns_of(sold)][:3]
    assert marked == [(False, 1), (True, end - 1), (False, 1)]
    assert sum(len(turn.sentences) for turn in turns_of(sold)) == len(weir.sentences)
    assert not any(turn.sells for turn in turns_of(weir))
    page = render("episode", page=page_of(sold))
    assert page.count(">Advert<") == 1


def test_what_is_not_public_is_not_in_the_page(weir: IndexedEpisode) -> None:
    """Neither words nor what was found; the page says so."""
    page = page_of(weir, "weir", is_public=False)
    assert (page.words, page.terms, page.typed) == (None, (), "")
    html = render("episode", page=page)
    assert "is not published" in html
    assert "There was a heron" not in html
    assert 'name="q"' not in html


def test_words_that_are_not_searched_are_read_all_the_same(weir: IndexedEpisode) -> None:
    """All of them are there, and nothing to type into."""
    page = page_of(weir, "weir", is_searched=False)
    assert (page.terms, page.typed) == ((), "")
    html = render("episode", page=page)
    assert "There was a heron" in html
    assert 'name="q"' not in html
    assert "<mark" not in html
    assert '<a href="#transcript">read the transcript</a>' in html


def test_without_audio_times_are_no_links(weir: IndexedEpisode) -> None:
    """There is nothing that they could play, and no player."""
    html = render("episode", page=page_of(weir, place=Place("https://ask.example", None)))
    assert "<audio" not in html
    assert '<a class="at"' not in html
    assert '<span class="at">0:00</span>' in html


def test_what_an_episode_says_of_itself_is_never_markup(weir: IndexedEpisode) -> None:
    """Titles, names and descriptions are text wherever they stand, in the JSON-LD too."""
    evil = "</script><img src=x onerror=alert(1)>\"'&"
    people = (Person(name=evil, role=evil),)
    chapters = (Chapter(start=0, title=evil),)
    changed = told(
        weir,
        title=evil,
        publisher=evil,
        show=evil,
        description=evil,
        people=people,
        chapters=chapters,
    )
    html = render("episode", page=page_of(changed, evil))
    assert "<img" not in html
    assert html.count("</script>") == 3
    assert structured(changed)["name"] == evil


def test_search_engines_are_told_of_the_episode(winter: IndexedEpisode) -> None:
    """A PodcastEpisode with its series, its people, its audio, and a clip for each chapter."""
    read = structured(told(winter, duration=3_725.0))
    assert read["@type"] == "PodcastEpisode"
    assert read["url"] == "https://ask.example/episodes/winter"
    assert read["partOfSeries"] == {"@type": "PodcastSeries", "name": "Hive Talk"}
    assert (read["datePublished"], read["duration"]) == ("2026-03-01", "PT1H2M5S")
    assert [person["name"] for person in read["author"]] == ["Ana Černá"]
    assert [person["name"] for person in read["actor"]] == ["Bo Lind"]
    assert read["associatedMedia"]["encodingFormat"] == "audio/mpeg"
    audio = read["associatedMedia"]["contentUrl"]
    assert audio == "https://ask.example/v1/episodes/winter/audio"
    clips = [(c["name"], c["startOffset"], c["endOffset"], c["url"]) for c in read["hasPart"]]
    assert clips == [
        ("Welcome", 0, 14, "https://ask.example/episodes/winter#t=0"),
        ("Mites and frost", 14, 3_725, "https://ask.example/episodes/winter#t=14"),
    ]


def test_search_engines_are_told_nothing_that_is_not_known(winter: IndexedEpisode) -> None:
    """Without chapters there are no clips, without audio no recording."""
    bare = replace(winter, metadata=EpisodeMetadata())
    read = structured(bare, Place("https://ask.example", None))
    assert sorted(read) == [
        "@context", "@id", "@type", "duration", "inLanguage", "name", "url",
    ]  # fmt: skip
    assert read["name"] == "winter"


def test_a_recording_elsewhere_keeps_its_address(winter: IndexedEpisode) -> None:
    """It is not made a path of the service."""
    place = Place("https://ask.example", "https://cdn.example/a.mp3?x=1")
    audio = structured(replace(winter, audio_file=None), place)["associatedMedia"]
    assert audio["contentUrl"] == "https://cdn.example/a.mp3?x=1"
    assert audio["encodingFormat"] == "audio/mpeg"
    place = Place("https://ask.example", "https://cdn.example/a.m4a")
    audio = structured(replace(winter, audio_file=None), place)["associatedMedia"]
    assert audio["encodingFormat"] == "audio/mp4"
