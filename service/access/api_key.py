"""What an API key is, without its secret."""

from dataclasses import dataclass, replace
from enum import StrEnum

from indexer import ExplainedError
from service.access.key_text import new_key_text
from service.access.origins import normalised_origin
from service.access.rate_limits import parse_rate

_LONGEST_NAME = 100
_MOST_QUESTIONS = 1_000_000_000
_SHOWN = 4


class ScopeRefused(ExplainedError):
    """A key that does not allow what was asked of it."""


class KeyInvalid(ExplainedError):
    """A key that cannot be made as it was asked for; the message says what is wrong."""


class Scope(StrEnum):
    """What a key allows. None includes another."""

    ASK = "ask"
    READ = "read"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """What a key is to be. It ends after ``lifetime`` seconds; without one, never."""

    name: str
    scopes: frozenset[Scope]
    monthly_questions: int
    origins: tuple[str, ...] = ()
    rate: str | None = None
    lifetime: int | None = None
    test: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """What is known of a key, without its secret. Times are seconds since 1970.

    A key and those that replaced it are one ``family``. ``origins`` are those whose pages may send
    it: as a rule none, since keys are for servers.
    """

    id: str
    family: str
    name: str
    last_four: str
    test: bool
    scopes: frozenset[Scope]
    origins: tuple[str, ...]
    monthly_questions: int
    rate: str | None
    created_at: int
    expires_at: int | None
    revoked_at: int | None
    last_used_at: int | None

    @property
    def caller_id(self) -> str:
        """Whom questions are counted for; rotating a key does not double its quota."""
        return f"key_{self.family}"

    def require(self, scope: Scope) -> None:
        """Lets pass a key that has a scope.

        Raises:
            ScopeRefused: It has not.
        """
        if scope not in self.scopes:
            raise ScopeRefused(f"This key does not allow this: it lacks the scope {scope}.")


def first_key(new: NewKey, now: int) -> tuple[ApiKey, str]:
    """A key as it was asked for, and its text.

    Raises:
        KeyInvalid: It cannot be made like that.
        OriginInvalid: One of its origins is none.
        RateRefused: Its rate cannot be read.
    """
    _check(new)
    key_id, text = new_key_text(test=new.test)
    key = ApiKey(
        id=key_id,
        family=key_id,
        name=new.name,
        last_four=text[-_SHOWN:],
        test=new.test,
        scopes=new.scopes,
        origins=tuple(map(normalised_origin, new.origins)),
        monthly_questions=new.monthly_questions,
        rate=new.rate and new.rate.strip(),
        created_at=now,
        expires_at=None if new.lifetime is None else now + new.lifetime,
        revoked_at=None,
        last_used_at=None,
    )
    return key, text


def next_key(old: ApiKey, now: int) -> tuple[ApiKey, str]:
    """A key that replaces another one of its family and lives as long, and its text."""
    key_id, text = new_key_text(test=old.test)
    # Later than the one before even within a second: the newest of a family has to be known.
    created_at = max(now, old.created_at + 1)
    lifetime = None if old.expires_at is None else old.expires_at - old.created_at
    new = replace(
        old,
        id=key_id,
        last_four=text[-_SHOWN:],
        created_at=created_at,
        expires_at=None if lifetime is None else created_at + lifetime,
        last_used_at=None,
    )
    return new, text


def _check(new: NewKey) -> None:
    named = new.name.strip() and new.name.isprintable() and len(new.name) <= _LONGEST_NAME
    if not named:
        raise KeyInvalid(
            f"A key needs a name of one line and at most {_LONGEST_NAME} characters that says "
            "who uses it."
        )
    if not new.scopes:
        raise KeyInvalid(f"A key needs a scope: {', '.join(Scope)}.")
    if new.origins and Scope.OPERATOR in new.scopes:
        raise KeyInvalid(
            "A key of the scope operator is for servers alone: everybody who opens a page can read "
            "the keys that it sends. Leave the origin out."
        )
    if not 0 <= new.monthly_questions <= _MOST_QUESTIONS:
        raise KeyInvalid(f"A key can have 0 to {_MOST_QUESTIONS:,} questions a month.")
    if new.lifetime is not None and new.lifetime <= 0:
        raise KeyInvalid("A key has to live longer than that: it would have ended already.")
    if new.rate is not None:
        parse_rate(new.rate)
