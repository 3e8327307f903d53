"""Adverts are no evidence, unless they are what is asked about, or nothing else answers. Pure."""

import re
from weakref import WeakKeyDictionary

from indexer import Encoder, IndexedEpisode, terms_of, without_adverts
from service.answering.answerability import is_answerable
from service.answering.question import Question
from service.answering.retrieve import Retrieved, retrieve
from service.answering.sentence_scores import sentence_scores

_ASKS_ABOUT_SELLING = re.compile(
    r"\b(?:ads?|advert\w*|commercials?|sponsor\w*|promo\w*|coupons?|discounts?|brought\s+to\s+you"
    r"|werbung|sponsoren|publicité|patrocinador\w*)\b",
    re.IGNORECASE,
)
_INNER_NAME = re.compile(r"(?<=[\w,;:] )[A-Z]\w+")

_ASIDE: WeakKeyDictionary[IndexedEpisode, IndexedEpisode] = WeakKeyDictionary()


def found(
    question: Question, episode: IndexedEpisode, encoder: Encoder | None
) -> tuple[IndexedEpisode, Retrieved]:
    """What is near a question, and in what: the episode as ``searched``, or else all of it.

    What was taken for an advert may be none. So before an answer says that nobody said it, the
    adverts are searched, too; where they do not answer either, they are left aside.
    """
    view = searched(question, episode)
    retrieved = retrieve(question, view, encoder)
    if view is episode or _answers(question, view, retrieved):
        return view, retrieved
    whole = retrieve(question, episode, encoder)
    return (episode, whole) if _answers(question, episode, whole) else (view, retrieved)


def _answers(question: Question, episode: IndexedEpisode, retrieved: Retrieved) -> bool:
    if question.wants_overview:
        return True
    scores = sentence_scores(question, episode, retrieved)
    return is_answerable(question, episode, retrieved, scores)


def searched(question: Question, episode: IndexedEpisode) -> IndexedEpisode:
    """What is searched for a question: the episode without its adverts, or with them if they count.

    They do where the question asks about sponsors, or names what only an advert names.
    """
    if not episode.adverts or _ASKS_ABOUT_SELLING.search(question.whole):
        return episode
    rest = adverts_aside(episode)
    terms = question.content_terms(episode.manifest.language)
    unsaid = {term for term in terms if term not in rest.index.sentences.vocabulary}
    return episode if unsaid and unsaid & _names_sold(episode) else rest


def adverts_aside(episode: IndexedEpisode) -> IndexedEpisode:
    """The episode without its adverts, made once for as long as it is open."""
    if not episode.adverts:
        return episode
    known = _ASIDE.get(episode)
    if known is None:
        known = without_adverts(episode)
        # A value that is its own key would never be let go of.
        if known is not episode:
            _ASIDE[episode] = known
    return known


def _names_sold(episode: IndexedEpisode) -> set[str]:
    """The terms of the names in adverts: what has a capital letter inside a sentence."""
    language = episode.manifest.language
    positions = (
        at for advert in episode.adverts for at in range(advert.first_sentence, advert.end_sentence)
    )
    return {
        term
        for position in positions
        for name in _INNER_NAME.findall(episode.sentence_text(position))
        for term in terms_of(name, language)
    }
