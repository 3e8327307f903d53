"""What an operator types while the service runs: billing and accounts, as real commands."""

import itertools
import json

import httpx
import pytest

from tests.premium.listener import HOW_MANY, Listener, never_asked
from tests.premium.services import QUESTIONS, Deployment

_NUMBERS = itertools.count(1)


@pytest.fixture
def deployment(over_postgresql: Deployment) -> Deployment:
    """Commands do not care what they stand on: once is enough."""
    return over_postgresql


@pytest.fixture
def cleo(deployment: Deployment) -> Listener:
    """Somebody who is signed in."""
    cleo = deployment.listener(f"cleo-{next(_NUMBERS)}@example.org")
    cleo.sign_in()
    return cleo


def test_a_check_tells_that_nothing_is_wrong(deployment: Deployment) -> None:
    """Price, portal, webhook and inbox: what is set here is what Stripe says."""
    checked = deployment.run("billing", "check")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "Stripe is in test. Premium is 9.99 USD a month." in checked.stdout
    assert f"Webhooks are sent to {deployment.services[0].url}/v1/stripe/webhook" in checked.stdout
    assert "Events not handled yet: 0, tried in vain: 0" in checked.stdout
    assert checked.stdout.endswith("Nothing is wrong.\n")


def test_a_check_tells_what_is_wrong(deployment: Deployment) -> None:
    """Each fault in a sentence that says what to do, and an exit code for a script."""
    wrong = {"ASK_PREMIUM_PRICE": "4.99", "STRIPE_WEBHOOK_SECRET": ""}
    checked = deployment.run("billing", "check", **wrong)
    assert checked.returncode == 1
    price, webhook = checked.stderr.splitlines()
    assert "offered at 4.99 USD a month" in price
    assert "is 9.99 USD a month. Set ASK_PREMIUM_PRICE" in price
    assert webhook.startswith("STRIPE_WEBHOOK_SECRET is not set")


@pytest.mark.parametrize(
    "command", [("billing", "reconcile"), ("accounts", "sync", "{email}")], ids=" ".join
)
def test_what_no_webhook_told_is_found(
    deployment: Deployment, cleo: Listener, command: tuple[str, ...]
) -> None:
    """A cancellation whose every event was lost: by reconciling all, or syncing one account."""
    cleo.subscribe()
    deployment.stripe.settle()
    deployment.stripe.settings(paused=True)
    cleo.manage("cancel")
    assert deployment.stripe.drop() > 0
    deployment.stripe.settings(paused=False)
    assert cleo.state == "active"
    done = deployment.run(*(part.format(email=cleo.email) for part in command))
    assert (done.returncode, done.stderr) == (0, "")
    assert cleo.state == "canceling"


def test_an_account_is_shown_as_it_stands(deployment: Deployment, cleo: Listener) -> None:
    """In words for a person, in JSON for a program: the subscription, and what was asked."""
    cleo.subscribe()
    assert cleo.ask(never_asked()).status_code == httpx.codes.CREATED
    subscription = cleo.subscription()["id"]
    shown = deployment.run("accounts", "show", cleo.email)
    assert shown.returncode == 0, shown.stderr
    words = shown.stdout.split()
    assert {cleo.me()["account"]["id"], cleo.email, subscription, "active,"} <= set(words)
    assert f"1 of {QUESTIONS} this month" in shown.stdout
    told = json.loads(deployment.run("accounts", "show", cleo.email, "--json").stdout)
    assert told["entitlement"]["state"] == "active"
    assert told["used"] == 1
    assert told["record"]["state"]["subscriptions"][0]["id"] == subscription


def test_premium_is_given_for_days(deployment: Deployment, cleo: Listener) -> None:
    """The listener asks without paying, and no longer when they are over."""
    granted = deployment.run("accounts", "grant", cleo.email, "--days", "2")
    assert (granted.returncode, granted.stdout) == (0, "")
    assert granted.stderr == f"{cleo.email} has Premium for 2 days.\n"
    assert (cleo.state, cleo.ask(HOW_MANY).status_code) == ("granted", httpx.codes.CREATED)
    deployment.advance(2)
    assert (cleo.state, cleo.ask(HOW_MANY).status_code) == ("none", httpx.codes.PAYMENT_REQUIRED)


def test_premium_that_was_given_is_taken_back(deployment: Deployment, cleo: Listener) -> None:
    """At once."""
    assert deployment.run("accounts", "grant", cleo.email).returncode == 0
    assert cleo.state == "granted"
    assert deployment.run("accounts", "grant", cleo.email, "--revoke").returncode == 0
    assert cleo.state == "none"


def test_an_account_is_deleted(deployment: Deployment, cleo: Listener) -> None:
    """Its subscription ends, its tokens are refused; afterwards there is nothing to show."""
    cleo.subscribe()
    subscription = cleo.subscription()["id"]
    deleted = deployment.run("accounts", "delete", cleo.email, "--yes")
    assert deleted.returncode == 0, deleted.stderr
    at_stripe = {one["id"]: one["status"] for one in deployment.stripe.objects("subscription")}
    assert at_stripe[subscription] == "canceled"
    assert cleo.send("GET", "/v1/me").status_code == httpx.codes.UNAUTHORIZED
    shown = deployment.run("accounts", "show", cleo.email)
    assert (shown.returncode, shown.stdout) == (1, "")
    assert shown.stderr.startswith(f"No account has the address {cleo.email}.")
