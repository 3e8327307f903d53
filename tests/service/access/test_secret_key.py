"""The service's one secret: made once, read by nobody else, and never shown."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.access.secret_key import SecretKey, SecretKeyRefused, read_secret_key

GIVEN = "correct horse battery staple, twice"
PARTS = st.lists(st.text(max_size=4), max_size=4).map(tuple)


@given(PARTS, PARTS)
@example(("ab", "c"), ("a", "bc"))
@example(("a", ""), ("a",))
@example(("a", "b"), ("a\x00b",))
def test_no_two_inputs_share_a_mac(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    """However the parts are cut, only the same parts have the same MAC."""
    key = SecretKey(b"secret")
    mac = key.mac("purpose", *one)
    assert key.matches(mac, "purpose", *other) == (one == other)


def test_what_is_made_for_one_purpose_is_good_for_no_other() -> None:
    """Neither for another purpose, nor as a signing key, nor with another secret."""
    key = SecretKey(b"secret")
    mac = key.mac("code", "123456")
    assert len(mac) == 64
    assert key.matches(mac, "code", "123456")
    assert not key.matches(mac, "address", "123456")
    assert not key.matches(mac, "codes", "123456")
    assert not SecretKey(b"another").matches(mac, "code", "123456")
    assert len(key.signing_key("access")) == 32
    assert key.signing_key("access").hex() not in (key.mac("access"), key.signing_key("r").hex())


def test_a_hostile_text_is_a_wrong_mac_and_no_fault() -> None:
    """Half a surrogate pair and letters beyond ASCII are compared like anything else."""
    key = SecretKey(b"secret")
    assert not key.matches("é" * 64, "code", "\ud800")
    assert key.matches(key.mac("code", "\ud800"), "code", "\ud800")


def test_the_secret_is_in_no_repr() -> None:
    """A log of the object tells nothing."""
    assert "secret" not in repr(SecretKey(b"secret")).removeprefix("SecretKey")


def test_the_data_folder_keeps_the_secret_it_was_given_first(tmp_path: Path) -> None:
    """It is made once, for its owner alone, and nothing else is left beside it."""
    folder = tmp_path / "data"
    made = read_secret_key(None, folder)
    assert read_secret_key(None, folder) == made
    assert [path.name for path in folder.iterdir()] == ["secret_key"]
    assert (folder / "secret_key").stat().st_mode & 0o777 == 0o600
    assert read_secret_key(None, tmp_path / "other") != made


def test_the_file_can_be_given_to_another_machine(tmp_path: Path) -> None:
    """Its characters as ASK_SECRET_KEY are the same secret."""
    made = read_secret_key(None, tmp_path)
    content = (tmp_path / "secret_key").read_text().strip()
    assert read_secret_key(content, tmp_path / "elsewhere") == made


def test_a_secret_that_is_given_leaves_no_file(tmp_path: Path) -> None:
    """An operator who sets it keeps it in a place of their own."""
    assert read_secret_key(GIVEN, tmp_path) == read_secret_key(GIVEN, tmp_path / "other")
    assert not list(tmp_path.iterdir())


def test_a_secret_that_could_be_guessed_is_refused(tmp_path: Path) -> None:
    """With how long it has to be, and without the secret."""
    with pytest.raises(SecretKeyRefused, match="at least 32") as refused:
        read_secret_key("hunter2", tmp_path)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    """The sentence has the command that mends it, and not the secret."""
    read_secret_key(None, tmp_path)
    path = tmp_path / "secret_key"
    path.chmod(mode)
    with pytest.raises(SecretKeyRefused, match=f"chmod 600 {path}") as refused:
        read_secret_key(None, tmp_path)
    assert path.read_text().strip() not in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"abc", b"f" * 63, b"f" * 65, b"\xff" * 64, b"F" * 64])
def test_a_damaged_file_is_refused(tmp_path: Path, content: bytes) -> None:
    """A shorter secret would be a weaker one."""
    path = tmp_path / "secret_key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(SecretKeyRefused, match="damaged"):
        read_secret_key(None, tmp_path)


def test_those_who_start_at_once_share_one_secret(tmp_path: Path) -> None:
    """Whoever comes second reads what the first one wrote, whole."""
    starts = 8
    barrier = threading.Barrier(starts)

    def start(folder: Path) -> str:
        barrier.wait()
        return read_secret_key(None, folder).mac("same")

    with ThreadPoolExecutor(starts) as pool:
        for number in range(20):
            folder = tmp_path / str(number)
            assert len(set(pool.map(start, [folder] * starts))) == 1
            assert len(list(folder.iterdir())) == 1
