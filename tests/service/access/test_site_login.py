"""A site's own login is believed when the site signed it, for this service, for now."""

import asyncio
import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import example, given
from hypothesis import strategies as st

from service.access.sessions import TokenRefused
from service.access.site_login import Identity, SiteLogin
from service.access.site_login_config import SiteLoginConfig, SiteLoginRefused
from tests.service.access.clock import NOON, Clock
from tests.service.access.site_tokens import (
    AUDIENCE,
    CURVE,
    EDWARDS,
    ISSUER,
    MINUTE,
    OTHER,
    RSA,
    SECRET,
    PrivateKey,
    encoded,
    made_by_hand,
    pem,
    refusal,
    signed,
    with_pem,
)


@pytest.mark.parametrize(
    ("key", "algorithm"), [(RSA, "RS256"), (CURVE, "ES256"), (EDWARDS, "EdDSA")]
)
async def test_a_token_says_who_its_bearer_is(key: PrivateKey, algorithm: str) -> None:
    """By the site's name for them, and since when that is known."""
    token = signed(key, algorithm)
    assert await with_pem(key).identity_of(token) == Identity(ISSUER, "visitor 7", NOON - 1)
    earlier = signed(key, algorithm, auth_time=NOON - 3600)
    assert (await with_pem(key).identity_of(earlier)).proved_at == NOON - 3600


async def test_a_shared_secret_signs_too() -> None:
    """Where it was set as such."""
    config = SiteLoginConfig(ISSUER, AUDIENCE, shared_secret=SECRET)
    login = SiteLogin(config, Clock())
    assert (await login.identity_of(signed(SECRET, "HS256"))).subject == "visitor 7"
    assert "not a token that the site signed" in await refusal(login, signed("x" * 40, "HS256"))
    assert "a way that is not allowed" in await refusal(login, signed(CURVE))
    assert SECRET not in repr(config)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"aud": "another"}, "it is for another audience"),
        ({"iss": "https://evil.example"}, "it is of another issuer"),
        ({"exp": NOON - MINUTE}, "it has expired"),
        ({"iat": NOON + MINUTE + 1}, "its iat is in the future"),
        ({"nbf": NOON + MINUTE + 1}, "its nbf is in the future"),
        ({"auth_time": NOON + MINUTE + 1}, "its auth_time is in the future"),
        ({"exp": "tomorrow"}, "its exp is not a time"),
        ({"exp": float("inf")}, "its exp is not a time"),
        ({"iat": True}, "its iat is not a time"),
        ({"auth_time": [1]}, "its auth_time is not a time"),
        ({"sub": ""}, "its subject is not a name"),
        ({"sub": "x" * 501}, "its subject is not a name"),
        ({"sub": "a\x00b"}, "its subject is not a name"),
        ({"sub": 7}, "it is not a token that the site signed"),
        *(({name: None}, f"say its {name}") for name in ("exp", "iat", "iss", "aud", "sub")),
    ],
)
async def test_a_token_for_somebody_or_sometime_else_is_refused(
    changes: dict[str, Any], why: str
) -> None:
    """With what is wrong about it, for whoever makes them."""
    assert why in await refusal(with_pem(), signed(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": NOON - MINUTE + 1, "iat": NOON + MINUTE, "nbf": NOON + MINUTE},
        {"aud": ["another", AUDIENCE], "sub": "x" * 500, "iat": NOON - 0.5},
    ],
)
async def test_clocks_may_differ_by_a_minute(changes: dict[str, Any]) -> None:
    """And what the standard leaves open is taken."""
    assert (await with_pem().identity_of(signed(**changes))).issuer == ISSUER


@pytest.mark.parametrize(
    "token",
    [
        signed(OTHER),
        signed(RSA, "RS256"),
        made_by_hand({"alg": "none"}),
        made_by_hand({"alg": "None"}),
        made_by_hand({"alg": ""}),
        made_by_hand({"typ": "JWT"}),
        made_by_hand({"alg": "HS256"}, pem(CURVE).encode()),
        made_by_hand({"alg": "HS256"}, pem(CURVE).strip().encode()),
        made_by_hand({"alg": "ES256", "crit": ["x"]}, b"x"),
        signed()[:-8],
        *("", "x", "..", "a.b.c", "\ud800.\ud800.\ud800"),
    ],
)
async def test_a_token_that_the_site_did_not_sign_is_refused(token: str, login: SiteLogin) -> None:
    """Nor does the public key pass for a shared secret, or a token for one that needs none."""
    for reader in (with_pem(), with_pem(CURVE, "ES256"), login):
        assert "Sign in there again" in await refusal(reader, token)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
READER = with_pem()


@given(st.text() | st.tuples(*[(ANYTHING.map(json.dumps))] * 3))
@example((json.dumps({"alg": "ES256"}), "[" * 50_000, ""))
@example(("[" * 50_000, "[" * 50_000, ""))
def test_no_text_is_more_than_refused(token: str | tuple[str, str, str]) -> None:
    """Whatever comes as a token, it is no unexpected error."""
    if not isinstance(token, str):
        token = ".".join(encoded(part.encode()) for part in token)
    assert not READER.claims_issuer(token)
    with pytest.raises(TokenRefused):
        asyncio.run(READER.identity_of(token))


CLAIM = st.sampled_from(["exp", "iat", "nbf", "auth_time", "iss", "aud", "sub", "jti"])


@given(st.dictionaries(CLAIM, ANYTHING | st.just(NOON), max_size=4))
def test_no_claim_is_more_than_refused(changes: dict[str, Any]) -> None:
    """Whatever a site signs, it is an identity that can be kept, or a refusal."""
    times = {"iat": NOON, "exp": NOON + 1}
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "visitor 7", **times, **changes}
    token = jwt.PyJWS().encode(json.dumps(claims).encode(), CURVE, "ES256")
    try:
        identity = asyncio.run(READER.identity_of(token))
    except TokenRefused:
        assert changes
    else:
        assert 1 <= len(identity.subject.encode()) <= 2000
        assert "\x00" not in identity.subject
        assert identity.proved_at <= NOON + MINUTE


def test_a_token_says_which_site_made_it() -> None:
    """So that it can be told from one of our own before anything is checked."""
    assert with_pem().claims_issuer(signed(OTHER, exp=1))
    assert not with_pem().claims_issuer(signed(iss="https://other.example"))
    assert not with_pem().claims_issuer("ask_rt_0")


@pytest.mark.filterwarnings("ignore:The RSA key is 1024 bits long")
async def test_a_key_that_can_be_broken_is_not_believed() -> None:
    """A short one is as good as none."""
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    assert "Sign in there again" in await refusal(with_pem(short), signed(short, "RS256"))


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({}, "needs one of these"),
        ({"public_key": pem(CURVE), "shared_secret": SECRET}, "needs one of these"),
        ({"public_key": pem(CURVE), "algorithms": ("HS256",)}, "'HS256'"),
        ({"jwks_url": "https://a.example/k", "algorithms": ("ES256", "HS512")}, "'HS512'"),
        ({"jwks_url": "https://a.example/k", "algorithms": ("none",)}, "'none'"),
        ({"shared_secret": SECRET, "algorithms": ("none",)}, "'none'"),
        ({"shared_secret": SECRET, "algorithms": ("RS256",)}, "'RS256'"),
        ({"shared_secret": "short"}, "32 bytes"),
        ({"shared_secret": pem(CURVE)}, "PEM form is none"),
        ({"jwks_url": "http://a.example/keys"}, "https://"),
        ({"jwks_url": "http://127.0.0.1.a.example/keys"}, "https://"),
        ({"jwks_url": "file:///etc/keys"}, "https://"),
        ({"jwks_url": "https://[a"}, "https://"),
        ({"public_key": "-----BEGIN PUBLIC KEY-----"}, "PEM form, from"),
        ({"public_key": pem(CURVE), "issuer": ""}, "issuer"),
        ({"public_key": pem(CURVE), "audience": " \n"}, "audience"),
    ],
)
def test_settings_that_would_not_be_safe_are_refused(settings: dict[str, Any], why: str) -> None:
    """When the service starts, with a sentence."""
    whole = {"issuer": ISSUER, "audience": AUDIENCE, **settings}
    with pytest.raises(SiteLoginRefused, match=why):
        SiteLogin(SiteLoginConfig(**whole))
