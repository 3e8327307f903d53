"""What an answer depends on: every part of it, and not how a question is typed."""

import ast
import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import IndexedEpisode, canonical_text
from service import answering
from service.answering.answer_key import (
    answer_key,
    files_sha256,
    normalised,
    parts_of,
)
from service.answering.question import Question

HIVES = "How many hives did Ana lose?"


@pytest.mark.parametrize(
    "same",
    [
        "how many hives did ana lose",
        "  How  many hives\tdid Ana lose ?",
        "How many hives did Ana lose??",
        "How many hives did Ana lose...",
        "Please, how many hives did Ana lose?",
    ],
)
def test_what_means_the_same_is_the_same(same: str) -> None:
    """Capitals, white space, the marks at its end, a "please"."""
    assert normalised(same) == normalised(HIVES)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Why didn’t the bees die?", "Why didn't the bees die?"),
        ("Was the weir Ana‘s?", "Was the weir Ana's?"),
        ("¿Quién construyó la presa?", "quién construyó la presa"),
        ("Who was Josiah Fell…", "Who was Josiah Fell?"),
        ("Cafe\u0301s?", "Caf\u00e9s?"),
    ],
)
def test_how_it_is_typed_makes_no_difference(one: str, other: str) -> None:
    """Apostrophes of a phone, marks before it, accents in one or two code points."""
    assert normalised(one) == normalised(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (HIVES, "How many hives did Bo lose?"),
        (HIVES, "How many hives didn't Ana lose?"),
        (HIVES, "How much honey did Ana lose?"),
        ("What happened in 2019?", "What happened in 2018?"),
        ("What is 5?", "What is 5!"),
        ("What is x²?", "What is x2?"),
        ("What is C?", "What is C++?"),
        ("What is C#?", "What is C++?"),
        ("Is it 5%?", "Is it 5?"),
        ("Is it -5?", "Is it 5?"),
        ("What about us?", "What about US?"),
        ("Who is it?", "WHO is it?"),
        ("Wie viele Maße?", "Wie viele Masse?"),
        ("Please Please Me?", "Please Me?"),
        ("Why did the weir go?", "When did the weir go?"),
        ("Did Ana sue Bo?", "Did Bo sue Ana?"),
        ("Was it re-signed?", "Was it resigned?"),
    ],
)
def test_what_means_something_else_is_something_else(one: str, other: str) -> None:
    """A number, a name, a negation, an order, a sign, capitals that make another word."""
    assert normalised(one) != normalised(other)


ANY = st.text(max_size=60)
WORDS = st.lists(st.sampled_from(["the", "US", "ana", "please", ",", "'n", "-", "ß", "İ", "🐝"]))


@given(ANY | WORDS.map(" ".join))
def test_normalising_again_changes_nothing(text: str) -> None:
    """Whatever is written."""
    once = normalised(canonical_text(text))
    assert normalised(once) == once


@given(ANY, ANY)
def test_numbers_and_letters_are_never_dropped(before: str, after: str) -> None:
    """Two questions that differ in a digit, a name or a "not" never become one."""
    kinds = [("1", "7"), ("12", "1 2"), ("Ana", "Bo"), ("not ", ""), ("n't", ""), ("no", "")]
    for one, other in kinds:
        pair = [normalised(f"x{before} {word} {after}x") for word in (one, other)]
        assert pair[0] != pair[1]


@given(ANY)
def test_all_that_is_said_is_still_there(text: str) -> None:
    """Letters and digits, but for a "please" before them."""
    said = [c for c in canonical_text(f"x {text}").lower() if c.isalnum()]
    kept = [c for c in normalised(f"x {text}").lower() if c.isalnum()]
    assert len(kept) <= len(said)
    assert {c for c in said if c.isdigit()} == {c for c in kept if c.isdigit()}


def test_every_part_makes_another_key(winter: IndexedEpisode) -> None:
    """The episode, its build, the question, the one before it."""
    question = Question.of(HIVES)
    keys = {
        answer_key(parts_of(question, winter)),
        answer_key(parts_of(question, replace(winter, id="weir"))),
        answer_key(parts_of(question, replace(winter, build="another"))),
        answer_key(parts_of(Question.of("How many hives did Bo lose?"), winter)),
        answer_key(parts_of(Question.of(HIVES, before="Who is Ana?"), winter)),
        answer_key((*parts_of(question, winter), "model")),
    }
    assert len(keys) == 6
    assert answer_key(("ab", "c")) != answer_key(("a", "bc"))


def test_the_same_again_has_the_same_key(winter: IndexedEpisode) -> None:
    """In another wording that means the same, from another process."""
    key = answer_key(parts_of(Question.of(HIVES), winter))
    assert key == answer_key(parts_of(Question.of("how many hives did ana lose"), winter))
    assert len(key) == 64


def test_other_code_is_another_version(tmp_path: Path) -> None:
    """However small the change; undone, it is the same again."""
    file = tmp_path / "prompt.py"
    file.write_text("RULES = 1\n")
    before = files_sha256([file])
    file.write_text("RULES = 2\n")
    assert files_sha256([file]) != before
    file.write_text("RULES = 1\n")
    assert files_sha256([file]) == before
    assert before == hashlib.sha256(b"RULES = 1\n").hexdigest()


def test_whatever_answers_is_in_the_version() -> None:
    """What answering is made of lies in its own folder and in the indexer's, all of it."""
    files = [file for folder in answering.__path__ for file in Path(folder).rglob("*.py")]
    used = {
        module
        for file in files
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        for module in _modules(node)
        if module.split(".")[0] in {"service", "billing", "indexer"}
    }
    assert files
    assert {m for m in used if not m.startswith(("service.answering", "indexer"))} == set()


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [name.name for name in node.names] if isinstance(node, ast.Import) else []
