"""What is said of answers: by those who were given them, and listed for the operator."""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import typer
from typer.testing import CliRunner

from service.access.api_key import Scope
from service.command_line import feedback as feedback_command
from tests.service.conftest import roomy_settings, serving
from tests.service.premium_client import HIVES, Listener, Premium, ask, problem_type

SAID = {"kind": "wrong_speaker", "claim": "c1", "comment": "It was Bo, not Ana."}


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
