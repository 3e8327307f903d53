"""Getting in with a token that a site's own login did not make, or not for this service."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.service.premium_client import Premium, ask, problem_type, sqlite_premium

ISSUER, AUDIENCE = "https://podcast.example", "ask-episode"
KEY, STRANGERS = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
PUBLIC = (
    KEY.public_key()
    .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    .decode()
)
REFUSED = (401, "token-refused")


@pytest.fixture(scope="module")
def site(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Premium]:
    """A service that believes a site's login."""
    login = {"login_issuer": ISSUER, "login_audience": AUDIENCE, "login_public_key": PUBLIC}
    with sqlite_premium(data, tmp_path_factory.mktemp("site"), free_questions=5, **login) as made:
        yield made


def claims(**changes: Any) -> dict[str, Any]:
    """What the site's tokens say; None leaves a claim out."""
    now = int(time.time())
    usual = {"iss": ISSUER, "aud": AUDIENCE, "sub": "visitor 7", "iat": now, "exp": now + 300}
    return {name: value for name, value in (usual | changes).items() if value is not None}


def signed(key: ec.EllipticCurvePrivateKey = KEY, **changes: Any) -> str:
    """A token as the site makes it."""
    return jwt.encode(claims(**changes), key, "ES256")


def part(value: bytes) -> str:
    """A part of a token."""
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def by_hand(header: dict[str, Any], secret: bytes | None = None) -> str:
    """A token that no library would make: unsigned, or signed by HMAC with some bytes."""
    signing = f"{part(json.dumps(header).encode())}.{part(json.dumps(claims()).encode())}"
    made = hmac.new(secret, signing.encode(), hashlib.sha256).digest() if secret else b""
    return f"{signing}.{part(made)}"


def test_whom_the_site_vouches_for_is_a_listener(site: Premium) -> None:
    """The proof that the refusals below are not of everybody."""
    http = site.client(signed())
    me = http.get("/v1/me").json()
    assert (me["kind"], me["account"]["email"]) == ("listener", None)
    assert ask(http).status_code == 201
    assert site.client(signed()).get("/v1/me").json()["account"] == me["account"]


HOURS_AGO = int(time.time()) - 7_200
FORGERIES: dict[str, Callable[[], str]] = {
    "no signature": lambda: by_hand({"alg": "none"}),
    "the public key as a secret": lambda: by_hand({"alg": "HS256"}, PUBLIC.encode()),
    "a stranger's key": lambda: signed(STRANGERS),
    "a key of its own in the header": lambda: jwt.encode(
        claims(),
        STRANGERS,
        "ES256",
        {"jwk": jwt.algorithms.ECAlgorithm.to_jwk(STRANGERS.public_key(), as_dict=True)},
    ),
    "another audience": lambda: signed(aud="another-service"),
    "another issuer": lambda: signed(iss="https://evil.example"),
    "expired": lambda: signed(iat=HOURS_AGO, exp=HOURS_AGO + 300),
    "from the future": lambda: signed(iat=int(time.time()) + 3_600),
    "no end": lambda: signed(exp=None),
    "no audience": lambda: signed(aud=None),
    "no subject": lambda: signed(sub=None),
    "an empty subject": lambda: signed(sub=""),
    "a payload of brackets": lambda: f"{part(b'{}')}.{part(b'[' * 9_000)}.x",
    "a header of brackets": lambda: f"{part(b'[' * 9_000)}.{part(b'{}')}.x",
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES.keys())
def test_what_the_site_did_not_sign_for_us_is_refused(
    site: Premium, forge: Callable[[], str]
) -> None:
    """Whatever its header says of how it was signed."""
    assert problem_type(site.client(forge()).get("/v1/me")) == REFUSED


def test_a_login_long_ago_is_no_proof_for_what_costs_most(site: Premium) -> None:
    """The site says when its visitor signed in; a new token of an old sign-in is not fresh."""
    old = site.client(signed(auth_time=HOURS_AGO, sub="visitor 8"))
    assert problem_type(old.delete("/v1/me")) == (403, "code-needed")
    assert problem_type(old.post("/v1/portal", json={})) == (403, "code-needed")
    fresh = site.client(signed(auth_time=int(time.time()), sub="visitor 8"))
    assert fresh.delete("/v1/me").status_code == 204


def test_an_address_in_a_sites_token_opens_nobodys_account(site: Premium) -> None:
    """An address is proved by a code that was mailed there, and by nothing else."""
    owner = site.sign_in()
    claimed = site.client(signed(sub="visitor 9", email=owner.email, email_verified=True))
    assert claimed.get("/v1/me").json()["account"]["id"] != owner.account_id


def test_an_account_named_in_a_sites_token_is_not_opened(site: Premium) -> None:
    """A subject is a name on the site; one that looks like an id of ours is still that."""
    owner = site.sign_in()
    claimed = site.client(signed(sub=owner.account_id, sid="x")).get("/v1/me").json()
    assert claimed["account"]["id"] != owner.account_id
