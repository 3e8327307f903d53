"""What a search shows of a transcript that is not for everybody: a sentence of few passages."""

from dataclasses import dataclass

from indexer import IndexedEpisode, Passage
from service.answering.citation import alone, cite
from service.answering.events import Citation
from service.answering.question import Question
from service.answering.retrieve import Retrieved
from service.answering.sentence_scores import sentence_scores

LONGEST_EXCERPT = 240
"""Characters. Sentences are seldom so long, but a transcript may have no full stops."""

MOST_EXCERPTS = 5


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage that was found, and what is shown of it."""

    passage: Passage
    citation: Citation


def excerpts(question: Question, episode: IndexedEpisode, retrieved: Retrieved) -> list[Excerpt]:
    """The nearest sentence of each of the nearest passages, without the words around it."""
    scores = sentence_scores(question, episode, retrieved)
    nearest = [episode.passages[int(position)] for position in retrieved.ranked[:MOST_EXCERPTS]]
    return [
        Excerpt(passage, _shown(episode, passage.first_sentence + int(within.argmax())))
        for passage in nearest
        for within in [scores[passage.first_sentence : passage.end_sentence]]
    ]


def _shown(episode: IndexedEpisode, position: int) -> Citation:
    sentence, text = episode.sentences[position], episode.sentence_text(position)
    return alone(cite(episode, sentence.start_char, sentence.start_char + room_for(text)))


def room_for(text: str) -> int:
    """How many characters of a sentence are shown: to the end of a word, where it is longer."""
    if len(text) <= LONGEST_EXCERPT:
        return len(text)
    end = text.rfind(" ", 0, LONGEST_EXCERPT + 1)
    return end if end > 0 else LONGEST_EXCERPT
