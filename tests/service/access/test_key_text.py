"""A key is known by its shape: one with a lost or wrong character is told before any query."""

from hypothesis import given
from hypothesis import strategies as st

from service.access.key_text import id_in_key, new_key_text

_, KEY = new_key_text(test=False)


def test_a_key_tells_its_kind_and_its_id() -> None:
    """It begins as scanners expect it, and always has the same length."""
    for test, prefix in ((False, "ask_live_"), (True, "ask_test_")):
        key_id, text = new_key_text(test=test)
        assert text.startswith(prefix + key_id)
        assert (len(key_id), len(text)) == (8, 55)
        assert id_in_key(text) == key_id


def test_no_two_keys_are_alike() -> None:
    """Neither their ids nor their secrets repeat."""
    made = [new_key_text(test=False) for _ in range(1_000)]
    assert len({key_id for key_id, _ in made}) == 1_000
    assert len({text[17:] for _, text in made}) == 1_000


@given(st.integers(0, 54), st.characters())
def test_one_wrong_character_is_told(place: int, character: str) -> None:
    """The checksum finds any one that is mistyped."""
    text = KEY[:place] + character + KEY[place + 1 :]
    assert (id_in_key(text) is not None) == (text == KEY)


@given(st.integers(0, 54), st.integers(1, 55))
def test_a_lost_piece_is_told(start: int, length: int) -> None:
    """Whatever was not copied, at the end or in between."""
    assert id_in_key(KEY[:start] + KEY[start + length :]) is None


@given(st.text())
def test_anything_else_is_no_key(text: str) -> None:
    """Nor does it raise."""
    assert id_in_key(text) is None
    assert id_in_key(KEY + (text or "\n")) is None
