"""The words of an episode in HTML. Turns without marks are made once for each build."""

from dataclasses import dataclass
from weakref import WeakKeyDictionary

from markupsafe import Markup

from indexer import IndexedEpisode
from service.pages.finding import Terms
from service.pages.marking import Marking, Moment
from service.pages.templates import render_turn
from service.pages.transcript import Turn, turns_of

_Turns = tuple[tuple[Turn, Markup], ...]
_PLAIN: WeakKeyDictionary[IndexedEpisode, dict[str | None, _Turns]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Words:
    """A transcript in HTML, and what was found in it.

    ``chapters`` are the seconds of those that have a heading here. ``found`` counts sentences, of
    which ``moments`` are the first.
    """

    html: Markup
    chapters: frozenset[str]
    found: int = 0
    moments: tuple[Moment, ...] = ()


def words_of(episode: IndexedEpisode, audio: str | None, terms: Terms | None) -> Words:
    """The words of an episode, whose times play ``audio``, with the terms marked."""
    turns = _plain_turns(episode, audio)
    chapters = frozenset(mark.second for turn, _ in turns for mark in turn.chapters)
    if terms is None:
        return Words(Markup().join(html for _, html in turns), chapters)
    marking = Marking(terms)
    marked = [_rendered(marking.marked(turn), turn, html, audio) for turn, html in turns]
    return Words(Markup().join(marked), chapters, marking.sentences, tuple(marking.moments))


def _plain_turns(episode: IndexedEpisode, audio: str | None) -> _Turns:
    known = _PLAIN.setdefault(episode, {})
    if audio not in known:
        known[audio] = tuple((turn, render_turn(turn, audio)) for turn in turns_of(episode))
    return known[audio]


def _rendered(marked: Turn, turn: Turn, html: Markup, audio: str | None) -> Markup:
    return html if marked is turn else render_turn(marked, audio)
