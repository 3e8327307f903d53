"""Pretending to be Stripe: what Stripe did not sign, just now, is refused and leaves nothing."""

import hashlib
import hmac
import json
import time
from typing import Any

import httpx
import pytest

from tests.service.premium_client import WEBHOOK, WEBHOOK_SECRET, Premium, problem_type
from tests.waiting import eventually

LARGEST_EVENT = 1024 * 1024
TOLERANCE = 300


def event(identity: str, **about: Any) -> bytes:
    """An event as Stripe writes it."""
    return json.dumps(
        {
            "id": identity,
            "object": "event",
            "type": "invoice.paid",
            "created": int(time.time()),
            "livemode": False,
            "data": {"object": {"object": "invoice", "customer": None, **about}},
        }
    ).encode()


def signature(payload: bytes, secret: str = WEBHOOK_SECRET, age: int = 0) -> str:
    """The Stripe-Signature header of a body that was signed so many seconds ago."""
    moment = int(time.time()) - age
    signed = hmac.new(secret.encode(), f"{moment}.".encode() + payload, hashlib.sha256)
    return f"t={moment},v1={signed.hexdigest()}"


def send(premium: Premium, payload: bytes, header: str | None, **more: str) -> httpx.Response:
    """Sends a webhook."""
    headers = {"Stripe-Signature": header} if header is not None else {}
    return premium.client(**more).post(WEBHOOK, content=payload, headers=headers)


def kept(premium: Premium, identity: str) -> int:
    """How often an event is in the inbox."""
    query = "SELECT count(*) FROM stripe_events WHERE id = :id"
    found: int = premium.value(query, id=identity)
    return found


def test_what_stripe_signed_is_kept_once(premium: Premium) -> None:
    """The proof that the refusals below are not of everything: the same webhook twice is one."""
    payload = event("evt_signed")
    header = signature(payload)
    assert [send(premium, payload, header).status_code for _ in range(2)] == [200, 200]
    assert kept(premium, "evt_signed") == 1


PAYLOAD = event("evt_forged")
HEADERS = {
    "none": None,
    "empty": "",
    "no scheme": "nonsense",
    "no signature": f"t={int(time.time())}",
    "another secret": signature(PAYLOAD, "whsec_of_a_stranger"),
    "the empty secret": signature(PAYLOAD, ""),
    "another body": signature(event("evt_another")),
    "only the old scheme": signature(PAYLOAD).replace("v1=", "v0="),
    "no time": signature(PAYLOAD).partition(",")[2],
    "not a time": f"t=now,{signature(PAYLOAD).partition(',')[2]}",
}


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS.keys())
def test_what_stripe_did_not_sign_is_refused(premium: Premium, header: str | None) -> None:
    """400, and nothing is stored: not even the claim that there was such an event."""
    refused = send(premium, PAYLOAD, header)
    assert problem_type(refused) == (400, "signature-refused")
    assert kept(premium, "evt_forged") == 0


def test_a_webhook_that_was_overheard_is_of_no_use_later(premium: Premium) -> None:
    """After five minutes its signature is too old; a second before, it is good."""
    payload = event("evt_old")
    late = send(premium, payload, signature(payload, age=TOLERANCE + 1))
    assert problem_type(late) == (400, "signature-refused")
    assert kept(premium, "evt_old") == 0
    assert send(premium, payload, signature(payload, age=TOLERANCE - 5)).status_code == 200


def test_an_old_time_cannot_be_made_new(premium: Premium) -> None:
    """The time is signed too."""
    payload = event("evt_renewed")
    old = signature(payload, age=3600)
    renewed = f"t={int(time.time())},{old.partition(',')[2]}"
    assert send(premium, payload, renewed).status_code == 400
    assert kept(premium, "evt_renewed") == 0


@pytest.mark.parametrize(
    "content_type", ["application/json", "text/plain", "application/x-www-form-urlencoded", "x"]
)
def test_a_content_type_changes_nothing(premium: Premium, content_type: str) -> None:
    """The raw body is read, whatever it is called."""
    payload = event(f"evt_{len(content_type)}")
    typed = {"Content_Type": content_type}
    assert send(premium, payload, signature(payload), **typed).status_code == 200
    assert send(premium, payload, "t=1,v1=00", **typed).status_code == 400


@pytest.mark.parametrize("payload", [b"", b"null", b"[]", b"{}", b"\xff", b'{"id": "evt_1"}'])
def test_a_signed_body_that_is_no_event_is_refused(premium: Premium, payload: bytes) -> None:
    """With a sentence, not a fault."""
    refused = send(premium, payload, signature(payload))
    assert problem_type(refused) == (400, "signature-refused")


def test_an_event_of_a_mebibyte_is_taken(premium: Premium) -> None:
    """Stripe's objects may be large; one byte more is refused before its signature is read."""
    without = len(event("evt_large", note=""))
    largest = event("evt_large", note="x" * (LARGEST_EVENT - without))
    assert len(largest) == LARGEST_EVENT
    assert send(premium, largest, signature(largest)).status_code == 200
    larger = event("evt_larger", note="x" * (LARGEST_EVENT - without))
    assert problem_type(send(premium, larger, signature(larger))) == (413, "body-too-large")
    assert (kept(premium, "evt_large"), kept(premium, "evt_larger")) == (1, 0)


def test_elsewhere_a_body_has_64_kib(premium: Premium) -> None:
    """The webhook's room is the webhook's alone."""
    body = b'{"email": "' + b"a" * (64 * 1024 - 13) + b'"}'
    headers = {"Content-Type": "application/json"}
    for extra, status in ((0, 422), (1, 413)):
        sent = premium.client().post("/v1/sign-in", content=body + b" " * extra, headers=headers)
        assert sent.status_code == status


def test_a_body_that_does_not_say_how_long_it_is_has_the_same_limit(premium: Premium) -> None:
    """It is counted as it comes, and read no further than that."""
    pieces = (b" " * 1024 for _ in range(65))
    headers = {"Content-Type": "application/json"}
    sent = premium.client().post("/v1/sign-in", content=pieces, headers=headers)
    assert problem_type(sent) == (413, "body-too-large")


def test_a_signed_event_is_no_proof_of_payment(premium: Premium) -> None:
    """Of an event only its customer is believed; what they have is asked of Stripe."""
    listener = premium.sign_in()
    listener.check_out()
    query = "SELECT customer FROM stripe_customers WHERE account_id = :account"
    customer = premium.value(query, account=listener.account_id)
    paid = event("evt_lie", customer=customer, status="paid", amount_paid=999)
    assert send(premium, paid, signature(paid)).status_code == 200
    handled = "SELECT handled_at FROM stripe_events WHERE id = 'evt_lie'"
    eventually(lambda: premium.value(handled) is not None)
    assert listener.me()["entitlement"]["is_premium"] is False
