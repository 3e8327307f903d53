"""What is said of answers: by those who were given them, for the operator, and gone with them."""

import itertools
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import typer
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner

from indexer import Timing
from service.access.accounts import Accounts
from service.access.api_key import Scope
from service.answering.events import Answer, Check, Citation, Claim, Outcome
from service.command_line import feedback as feedback_command
from service.feedback import ClaimNotInAnswer, Feedback, FeedbackKind, KeptFeedback
from service.housekeeping import tidy
from service.kept_answers import AnswerNotFound, KeptAnswers
from service.wiring import running_service
from tests.service.conftest import roomy_settings, serving
from tests.service.premium_client import HIVES, Listener, Premium, ask, problem_type

HELPFUL, WRONG_TIME = FeedbackKind.HELPFUL, FeedbackKind.WRONG_TIME
SAID = {"kind": "wrong_speaker", "claim": "c1", "comment": "It was Bo, not Ana."}


def claim(number: int) -> Claim:
    citation = Citation(
        episode_id="winter", transcript_sha256="0", start_char=0, end_char=9, quote="So it was.",
        before="", after="", speaker=None, start=None, end=None, timing=Timing.NONE,
    )  # fmt: skip
    return Claim(id=f"c{number}", text="So it was.", check=Check.VERBATIM, citations=(citation,))


def an_answer(answer_id: str = "ans_1", *, episode: str = "winter", days_old: int = 0) -> Answer:
    return Answer(
        id=answer_id,
        episode_id=episode,
        transcript_sha256="0",
        question="How many hives?",
        outcome=Outcome.ANSWERED,
        answered_by="extractive",
        claims=(claim(1), claim(2)),
        created_at=datetime.now(UTC) - timedelta(days=days_old),
    )


@pytest.fixture
def kept(engine: AsyncEngine) -> KeptFeedback:
    """Feedback in an empty database, each said a second after the one before."""
    seconds = itertools.count(1_000)
    return KeptFeedback(engine, lambda: next(seconds))


async def kept_answer(engine: AsyncEngine, asked_by: str | None, **told: Any) -> Answer:
    answer = an_answer(**told)
    await KeptAnswers(engine).keep(answer, asked_by)
    return answer


async def test_what_is_said_is_listed_newest_first(engine: AsyncEngine, kept: KeptFeedback) -> None:
    """With the question, the claim's words and the comment; no more than is asked for."""
    answer = await kept_answer(engine, "acc_1")
    await kept.keep(answer, Feedback(HELPFUL), "acc_1")
    await kept.keep(answer, Feedback(WRONG_TIME, "c2", "Ten seconds late."), "acc_1")
    newest, older = await kept.newest(10)
    assert (newest.kind, newest.question, newest.claim, newest.comment) == (
        WRONG_TIME, "How many hives?", "So it was.", "Ten seconds late.",
    )  # fmt: skip
    assert (older.kind, older.claim, older.comment) == (HELPFUL, None, None)
    assert await kept.newest(1) == [newest]


async def test_only_one_episodes_can_be_listed(engine: AsyncEngine, kept: KeptFeedback) -> None:
    """Those of the others are left out."""
    for number, episode in enumerate(("winter", "weir")):
        answer = await kept_answer(engine, None, answer_id=f"ans_{number}", episode=episode)
        await kept.keep(answer, Feedback(HELPFUL), None)
    assert [given.episode_id for given in await kept.newest(10, "weir")] == ["weir"]


async def test_who_thinks_better_of_it_is_heard_once(
    engine: AsyncEngine, kept: KeptFeedback
) -> None:
    """What is said of the same again takes its place; other claims and other callers stay."""
    answer = await kept_answer(engine, None)
    for caller in (None, "acc_1"):
        for about in (None, "c1"):
            await kept.keep(answer, Feedback(FeedbackKind.OTHER, about, "Hm."), caller)
    await kept.keep(answer, Feedback(HELPFUL, "c1"), None)
    said = [(given.kind, given.claim, given.comment) for given in await kept.newest(10)]
    assert len(said) == 4
    assert said[0] == (HELPFUL, "So it was.", None)


async def test_a_comment_is_kept_as_text_that_every_database_and_terminal_takes(
    engine: AsyncEngine, kept: KeptFeedback
) -> None:
    """Without control characters, of which a terminal obeys some and PostgreSQL refuses one."""
    answer = await kept_answer(engine, None)
    await kept.keep(answer, Feedback(HELPFUL, comment=" Wrong\x00 \x1b[31mword\ud800\n🐝 "), None)
    await kept.keep(answer, Feedback(HELPFUL, "c1", "\x00"), None)
    assert [given.comment for given in await kept.newest(10)] == [None, "Wrong [31mword 🐝"]


@pytest.mark.parametrize("about", ["c3", "", "C1"])
async def test_a_claim_that_the_answer_does_not_have_is_refused(
    engine: AsyncEngine, kept: KeptFeedback, about: str
) -> None:
    """The sentence says which there are."""
    answer = await kept_answer(engine, None)
    with pytest.raises(ClaimNotInAnswer, match=r"no such claim. Its claims are c1, c2\.$"):
        await kept.keep(answer, Feedback(HELPFUL, about), None)
    assert await kept.newest(10) == []


async def test_nothing_is_kept_of_an_answer_that_was_deleted_meanwhile(
    engine: AsyncEngine, kept: KeptFeedback
) -> None:
    """Its account may just have been deleted in another tab."""
    answer = await kept_answer(engine, "acc_1")
    await KeptAnswers(engine).delete_of("acc_1")
    with pytest.raises(AnswerNotFound):
        await kept.keep(answer, Feedback(HELPFUL), "acc_1")


async def test_feedback_goes_with_its_answer(engine: AsyncEngine, kept: KeptFeedback) -> None:
    """When the answer has been kept for long enough."""
    for days_old in (31, 29):
        answer = await kept_answer(engine, None, answer_id=f"ans_{days_old}", days_old=days_old)
        await kept.keep(answer, Feedback(HELPFUL), None)
    await KeptAnswers(engine).delete_older(30)
    assert [given.answer_id for given in await kept.newest(10)] == ["ans_29"]


async def test_what_an_account_said_goes_with_it(engine: AsyncEngine, kept: KeptFeedback) -> None:
    """Whosever answer it spoke of; what others said of that stays."""
    answer = await kept_answer(engine, None)
    for caller in ("acc_1", None):
        await kept.keep(answer, Feedback(HELPFUL), caller)
    await kept.delete_of("acc_1")
    assert len(await kept.newest(10)) == 1


async def test_what_was_said_while_an_account_was_deleted_goes_too(
    engine: AsyncEngine, kept: KeptFeedback
) -> None:
    """At the next tidying; what accounts, keys and visitors said stays."""
    answer = await kept_answer(engine, None)
    account = await Accounts(engine).for_email("ana@example.org")
    for caller in ("acc_gone", account.id, "key_1", None):
        await kept.keep(answer, Feedback(HELPFUL, comment=f"{caller}"), caller)
    await kept.delete_orphans()
    said = {given.comment for given in await kept.newest(10)}
    assert said == {account.id, "key_1", "None"}


def feedback_of(http: httpx.Client, answer_id: str, **said: Any) -> httpx.Response:
    return http.post(f"/v1/answers/{answer_id}/feedback", json=SAID | said)


def heard(premium: Premium, answer_id: str) -> int:
    """How much is kept of what was said of an answer."""
    query = "SELECT count(*) FROM answer_feedback WHERE answer_id = :answer"
    return int(premium.value(query, answer=answer_id))


def test_who_was_given_an_answer_says_what_is_wrong_with_it(
    premium: Premium, subscriber: Listener, answered: str
) -> None:
    """204: it is kept, and there is nothing to tell."""
    response = feedback_of(subscriber.http, answered)
    assert (response.status_code, response.content) == (204, b"")
    assert heard(premium, answered) == 1


def test_nobody_else_speaks_of_an_answer(
    premium: Premium, subscriber: Listener, answered: str
) -> None:
    """Another listener, a visitor and a key are told that there is none, as of one that is not."""
    others = premium.sign_in().http, premium.client(), premium.client(premium.make_key(Scope.ASK))
    for http in others:
        assert problem_type(feedback_of(http, answered)) == (404, "answer-not-found")
    missing = feedback_of(subscriber.http, "ans_none")
    assert problem_type(missing) == (404, "answer-not-found")
    assert heard(premium, answered) == 0


def test_a_key_that_may_not_ask_may_not_speak(premium: Premium, answered: str) -> None:
    """Its scope is to read."""
    reading = premium.client(premium.make_key(Scope.READ))
    assert problem_type(feedback_of(reading, answered)) == (403, "scope-refused")


def test_a_frontend_passes_on_what_its_listeners_say(premium: Premium) -> None:
    """Of the answers that its key was given."""
    http = premium.client(premium.make_key(Scope.ASK))
    answer_id = ask(http).json()["id"]
    assert feedback_of(http, answer_id).status_code == 204


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"claim": "c9"}, "claim-not-in-answer"),
        ({"kind": "rude"}, "invalid-request"),
        ({"comment": "x" * 1_001}, "invalid-request"),
        ({"rating": 5}, "invalid-request"),
    ],
)
def test_what_cannot_be_said_is_refused_in_a_sentence(
    subscriber: Listener, answered: str, said: dict[str, Any], kind: str
) -> None:
    """422, without a word of the comment."""
    refused = feedback_of(subscriber.http, answered, **said)
    assert problem_type(refused) == (422, kind)
    assert "xxx" not in refused.text


def test_deleting_an_account_leaves_nothing_of_what_it_said(premium: Premium) -> None:
    """Neither of its answers nor of a visitor's."""
    listener = premium.subscriber()
    own, account = ask(listener.http).json()["id"], listener.account_id
    visitors = ask(listener.http).json()["id"]
    premium.change("UPDATE answers SET asked_by = NULL WHERE id = :id", id=visitors)
    for answer_id in (own, visitors):
        feedback_of(listener.http, answer_id).raise_for_status()
        assert heard(premium, answer_id) == 1
    assert listener.http.delete("/v1/me").status_code == 204
    query = "SELECT count(*) FROM answer_feedback WHERE caller = :account"
    assert premium.value(query, account=account) == 0
    assert heard(premium, own) == heard(premium, visitors) == 0


async def test_what_was_said_by_who_is_gone_goes_as_time_goes_by(tmp_path: Path) -> None:
    """The housekeeping looks for it."""
    async with running_service(roomy_settings(data_dir=tmp_path)) as state:
        answer = await kept_answer(state.engine, None)
        await state.feedback.keep(answer, Feedback(HELPFUL), "acc_gone")
        await tidy(state)
        assert await state.feedback.newest(10) == []


def test_a_comment_is_never_logged(
    subscriber: Listener, answered: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Whether it is taken or refused."""
    with caplog.at_level(logging.INFO):
        feedback_of(subscriber.http, answered, comment="a word of mine")
        feedback_of(subscriber.http, answered, comment="a word of mine", claim="c9")
        feedback_of(subscriber.http, answered, comment="a word of mine", kind="rude")
    assert "/feedback" in caplog.text
    assert "a word of mine" not in caplog.text


@pytest.fixture(scope="module")
def free(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A service that is free, lets an address ask five times a day, and its folder."""
    folder = tmp_path_factory.mktemp("free")
    for name in ("episodes", "encoders"):
        (folder / name).symlink_to(data / name)
    with serving(roomy_settings(data_dir=folder, address_rate="5/day")) as url:
        yield url, folder


def test_an_operator_lists_what_a_visitor_said_until_it_is_too_much(
    free: tuple[str, Path],
) -> None:
    """An address may speak as often as it may ask, and both are counted apart."""
    url, folder = free
    with httpx.Client(base_url=url, timeout=30) as http:
        answer = ask(http).json()
        said = [feedback_of(http, answer["id"]) for _ in range(6)]
        assert [one.status_code for one in said] == [204] * 5 + [429]
        assert said[-1].headers["ratelimit-policy"] == '"feedback";q=5;w=86400'
        assert ask(http).status_code == 201
    listed = json.loads(listing(folder, "--json"))
    assert len(listed) == 1
    assert listed[0]["comment"] == SAID["comment"]
    shown = listing(folder, "--episode", "winter", "--limit", "1")
    day = f"{datetime.fromtimestamp(listed[0]['given_at'], UTC):%Y-%m-%d}"
    for part in (day, "winter", "wrong speaker", HIVES["question"], answer["claims"][0]["text"]):
        assert part in shown
    [cited] = answer["claims"][0]["citations"]
    [moment] = listed[0]["moments"]
    assert moment == {name: cited[name] for name in ("speaker", "start", "quote")}
    assert f"{cited['speaker']}, 0:08: “{cited['quote']}”" in shown
    assert SAID["comment"] in shown
    assert listing(folder, "--episode", "weir") == (
        "Nobody has said anything of an answer about weir yet.\n"
    )


def listing(folder: Path, *arguments: str) -> str:
    """What the command prints."""
    app = typer.Typer()
    feedback_command.add_commands(app)
    result = CliRunner().invoke(app, [*arguments, "--data", str(folder)])
    assert result.exit_code == 0, result.output
    return result.output
