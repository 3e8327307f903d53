"""Signing in and out over HTTP, and what the service says of a caller."""

from service.access.api_key import Scope
from tests.service.premium_client import Premium, ask, new_address, problem_type


def test_a_mailed_code_signs_in(premium: Premium) -> None:
    """A code is mailed, typed, and gives a pair of tokens that says who asks."""
    email = new_address()
    sent = premium.client().post("/v1/sign-in", json={"email": email})
    assert (sent.status_code, sent.json()) == (202, {"expires_in": 900})
    code = premium.mailbox.code_for(email)
    pair = premium.client().post("/v1/sign-in/verify", json={"email": email, "code": code})
    tokens = pair.json()
    assert pair.status_code == 200
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 600)
    me = premium.client(tokens["access_token"]).get("/v1/me").json()
    assert (me["kind"], me["account"]["email"]) == ("listener", email)


def test_an_address_is_one_account_however_it_is_typed(premium: Premium) -> None:
    """Case and space around it do not matter, in another browser either."""
    first = premium.sign_in()
    code = premium.code_for(first.email)
    typed = {"email": f" {first.email.upper()} ", "code": f"{code[:3]} {code[3:]}"}
    tokens = premium.client().post("/v1/sign-in/verify", json=typed).json()
    me = premium.client(tokens["access_token"]).get("/v1/me").json()
    assert me["account"] == first.me()["account"]


def test_a_session_goes_on_by_its_refresh_token(premium: Premium) -> None:
    """Within a minute the refresh token stays; later it is replaced, and access goes on."""
    listener = premium.sign_in()
    at_once = listener.refresh(premium.client()).json()
    assert at_once["refresh_token"] == listener.refresh_token
    premium.let_rotation_age(listener, 61)
    later = listener.refresh(premium.client()).json()
    assert later["refresh_token"] != listener.refresh_token
    assert premium.client(later["access_token"]).get("/v1/me").json() == listener.me()


def test_signing_out_ends_one_session(premium: Premium) -> None:
    """The other browser of the same listener stays signed in."""
    here = premium.sign_in()
    there = premium.sign_in(here.email)
    assert here.http.post("/v1/sign-out", json={}).status_code == 204
    assert problem_type(here.http.get("/v1/me")) == (401, "token-refused")
    assert there.me()["kind"] == "listener"


def test_signing_out_everywhere_ends_all_sessions(premium: Premium) -> None:
    """With a code that was just typed."""
    here = premium.sign_in()
    there = premium.sign_in(here.email)
    assert there.http.post("/v1/sign-out", json={"everywhere": True}).status_code == 204
    assert [one.http.get("/v1/me").status_code for one in (here, there)] == [401, 401]


def test_a_visitor_is_told_what_is_not_included(premium: Premium) -> None:
    """No account, nothing bought, no free question."""
    me = premium.client().get("/v1/me").json()
    assert (me["kind"], me["account"]) == ("visitor", None)
    assert me["entitlement"]["is_premium"] is False
    assert (me["quota"]["limit"], me["quota"]["left"]) == (0, 0)


def test_a_subscriber_sees_what_is_left(premium: Premium) -> None:
    """The questions of the month that was paid, and when they are counted anew."""
    listener = premium.subscriber()
    assert ask(listener.http).status_code == 201
    me = listener.me()
    assert (me["quota"]["limit"], me["quota"]["used"], me["quota"]["left"]) == (300, 1, 299)
    entitlement = me["entitlement"]
    assert (entitlement["state"], entitlement["renews"]) == ("active", True)
    assert me["quota"]["renews_at"] == entitlement["until"]


def test_a_key_is_a_caller_of_its_own(premium: Premium) -> None:
    """A frontend has a quota and no account; an operator is told apart."""
    frontend = premium.client(premium.make_key(Scope.ASK, monthly_questions=7)).get("/v1/me").json()
    assert (frontend["kind"], frontend["account"]) == ("frontend", None)
    assert frontend["quota"]["left"] == 7
    operator = premium.client(premium.make_key(Scope.OPERATOR)).get("/v1/me").json()
    assert operator["kind"] == "operator"


def test_a_deleted_account_is_gone_here_and_at_stripe(premium: Premium) -> None:
    """Its subscription ends, its answers are gone, and signing in again makes a new account."""
    listener = premium.subscriber()
    account, answer = listener.account_id, ask(listener.http).headers["location"]
    assert account in accounts_at_stripe(premium)
    assert listener.http.delete("/v1/me").status_code == 204
    assert account not in accounts_at_stripe(premium)
    again = premium.sign_in(listener.email)
    assert again.account_id != account
    assert again.http.get(answer).status_code == 404
    assert again.me()["entitlement"]["is_premium"] is False


def accounts_at_stripe(premium: Premium) -> set[str]:
    """The accounts that Stripe's customers were made for."""
    customers = premium.stripe.objects("customer")
    return {one["metadata"]["account_id"] for one in customers if one.get("metadata")}


def test_what_is_told_of_somebody_is_never_stored_on_the_way(premium: Premium) -> None:
    """Tokens, accounts and answers carry no-store, for proxies and browsers alike."""
    listener = premium.subscriber()
    answer = ask(listener.http)
    told = [
        listener.refresh(premium.client()),
        listener.http.get("/v1/me"),
        listener.http.post("/v1/portal", json={}),
        answer,
        listener.http.get(answer.headers["location"]),
    ]
    assert [one.headers.get("cache-control") for one in told] == ["no-store"] * len(told)
