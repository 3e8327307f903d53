"""A site's own login is believed when the site signed it, for this service, for now."""

import asyncio
import base64
import contextlib
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import example, given
from hypothesis import strategies as st
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from service.access.published_keys import PublishedKeysMissing
from service.access.sessions import TokenRefused
from service.access.site_login import Identity, SiteLogin
from service.access.site_login_config import SiteLoginConfig, SiteLoginRefused
from tests.service.access.clock import NOON, Clock
from tests.waiting import eventually

ISSUER, AUDIENCE = "https://podcast.example", "ask-episode"
SECRET = "a shared secret that is random enough"
MINUTE = 60

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey

RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CURVE = ec.generate_private_key(ec.SECP256R1())
EDWARDS = ed25519.Ed25519PrivateKey.generate()
OTHER = ec.generate_private_key(ec.SECP256R1())


def pem(key: PrivateKey) -> str:
    """The public half of a key, as a site would hand it out."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()


def published(**keys: PrivateKey) -> bytes:
    """A set of public keys, by their ids."""
    found = []
    for key_id, key in keys.items():
        public: Any = key.public_key()
        algorithm: Any = OKPAlgorithm
        if isinstance(key, rsa.RSAPrivateKey):
            algorithm = RSAAlgorithm
        elif isinstance(key, ec.EllipticCurvePrivateKey):
            algorithm = ECAlgorithm
        found.append({**algorithm.to_jwk(public, as_dict=True), "kid": key_id, "use": "sig"})
    return json.dumps({"keys": found}).encode()


def signed(
    key: PrivateKey | str = CURVE,
    algorithm: str = "ES256",
    headers: dict[str, Any] | None = None,
    **changes: Any,
) -> str:
    """A token as the site makes it; ``changes`` are other claims, None leaves one out."""
    times = {"iat": NOON - 1, "exp": NOON + 5 * MINUTE}
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "visitor 7", **times, **changes}
    left = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(left, key, algorithm, headers)


def encoded(part: bytes) -> str:
    """A part of a token."""
    return base64.urlsafe_b64encode(part).decode().rstrip("=")


def made_by_hand(header: dict[str, Any], key: bytes = b"") -> str:
    """A token that a library would not make: unsigned, or signed by HMAC with some bytes."""
    payload = signed().split(".")[1]
    signing = f"{encoded(json.dumps(header).encode())}.{payload}"
    signature = hmac.new(key, signing.encode(), hashlib.sha256).digest() if key else b""
    return f"{signing}.{encoded(signature)}"


class KeyServer(ThreadingHTTPServer):
    """A site's server that publishes keys, and misbehaves as it is told."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/jwks.json"
        self.body = published(one=CURVE)
        self.status = 200
        self.asked: list[str] = []
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.drips = False


class _Handler(BaseHTTPRequestHandler):
    server: KeyServer

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        if not self.server.drips:
            self.server.may_answer.wait()
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            while not self.server.may_answer.wait(0.02):
                self.wfile.write(b" ")
            self.wfile.write(self.server.body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def server() -> Iterator[KeyServer]:
    with KeyServer() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.may_answer.set()
        running.shutdown()
        thread.join()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def login(server: KeyServer, clock: Clock) -> SiteLogin:
    """A site's login whose keys are published."""
    return SiteLogin(SiteLoginConfig(ISSUER, AUDIENCE, jwks_url=server.url), clock)


def with_pem(key: PrivateKey = CURVE, *algorithms: str) -> SiteLogin:
    """A site's login whose public key was handed over."""
    config = SiteLoginConfig(ISSUER, AUDIENCE, public_key=pem(key), algorithms=algorithms)
    return SiteLogin(config, Clock())


async def refusal(login: SiteLogin, token: str) -> str:
    """The sentence with which a token is refused."""
    with pytest.raises(TokenRefused) as refused:
        await login.identity_of(token)
    return str(refused.value)


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


async def test_published_keys_are_fetched_once_in_five_minutes(
    login: SiteLogin, server: KeyServer, clock: Clock
) -> None:
    """Twenty tokens at once cost one request, and so do those of the next minutes."""
    token = signed(headers={"kid": "one"}, exp=NOON + 3600)
    found = await asyncio.gather(*(login.identity_of(token) for _ in range(20)))
    assert {identity.subject for identity in found} == {"visitor 7"}
    clock.advance(5 * MINUTE - 1)
    await login.identity_of(token)
    assert len(server.asked) == 1
    clock.advance(1)
    await login.identity_of(token)
    assert len(server.asked) == 2


async def test_a_new_key_is_known_at_once(
    login: SiteLogin, server: KeyServer, clock: Clock
) -> None:
    """A site may change its key at any time; the old one is then refused."""
    await login.identity_of(signed(headers={"kid": "one"}))
    server.body = published(two=OTHER)
    clock.advance(10)
    await login.identity_of(signed(OTHER, headers={"kid": "two"}))
    assert "does not publish" in await refusal(login, signed(headers={"kid": "one"}))


async def test_unknown_keys_are_asked_for_once_in_ten_seconds(
    login: SiteLogin, server: KeyServer, clock: Clock
) -> None:
    """Made-up tokens do not make this service flood the site."""
    made_up = [signed(OTHER, headers={"kid": f"made up {n}"}) for n in range(20)]
    await login.identity_of(signed(headers={"kid": "one"}))
    for _ in range(2):
        sentences = await asyncio.gather(*(refusal(login, token) for token in made_up))
        assert all("does not publish" in sentence for sentence in sentences)
    assert len(server.asked) == 1
    clock.advance(10)
    await asyncio.gather(*(refusal(login, token) for token in made_up))
    assert len(server.asked) == 2


async def test_a_token_that_names_no_key_is_checked_with_the_only_one(
    login: SiteLogin, server: KeyServer, clock: Clock
) -> None:
    """With several it is not guessed which one was meant."""
    await login.identity_of(signed())
    server.body = published(one=CURVE, two=OTHER)
    clock.advance(5 * MINUTE)
    assert "does not publish" in await refusal(login, signed(exp=NOON + 3600))


@pytest.mark.parametrize("status", [500, 404, 302])
async def test_the_last_good_keys_are_kept_while_there_are_no_newer_ones(
    login: SiteLogin, server: KeyServer, clock: Clock, status: int
) -> None:
    """Not for a redirect either; once there are, they are taken."""
    token = signed(headers={"kid": "one"}, exp=NOON + 3600)
    await login.identity_of(token)
    server.status = status
    for _ in range(3):
        clock.advance(5 * MINUTE)
        await login.identity_of(token)
    assert server.asked == ["/jwks.json"] * 4
    server.status, server.body = 200, published(one=OTHER)
    clock.advance(10)
    assert "not a token that the site signed" in await refusal(login, token)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b'{"keys": []}',
        b'{"keys": 7}',
        b'{"keys": [{"kty": "EC", "alg": []}]}',
        published(one=CURVE).replace(b'"one"', b"[]"),
        json.dumps({"keys": [{"kty": "oct", "kid": "one", "k": encoded(b"x" * 32)}]}).encode(),
        published(one=CURVE).replace(b'"sig"', b'"enc"'),
        published(one=CURVE)[:-1] + b" " * 1_000_000 + b"}",
    ],
)
async def test_what_is_no_set_of_keys_is_not_taken_for_one(
    login: SiteLogin, server: KeyServer, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """The operator is told; the visitor is asked to try again, since the token may be good."""
    server.body = body
    with pytest.raises(PublishedKeysMissing, match="Try again"):
        await login.identity_of(signed(headers={"kid": "one"}))
    assert f"The keys at {server.url} cannot be had" in caplog.text


async def test_a_server_that_hangs_holds_up_no_known_key(
    login: SiteLogin, server: KeyServer, clock: Clock
) -> None:
    """One request waits for newer keys; those beside it go on with the ones that are known."""
    token = signed(headers={"kid": "one"}, exp=NOON + 3600)
    await login.identity_of(token)
    clock.advance(5 * MINUTE)
    server.may_answer.clear()
    waiting = asyncio.create_task(login.identity_of(token))
    await asyncio.to_thread(eventually, lambda: len(server.asked) == 2)
    found = await asyncio.gather(*(login.identity_of(token) for _ in range(5)))
    assert len(found) == 5
    assert not waiting.done()
    server.may_answer.set()
    await waiting
    assert len(server.asked) == 2


@pytest.mark.parametrize("drips", [False, True])
async def test_a_server_that_hangs_is_given_up(
    login: SiteLogin, server: KeyServer, monkeypatch: pytest.MonkeyPatch, drips: bool
) -> None:
    """After three seconds, here a tenth of one, even if a byte comes now and then."""
    monkeypatch.setattr("service.access.published_keys._TIMEOUT", 0.1)
    server.may_answer.clear()
    server.drips = drips
    with pytest.raises(PublishedKeysMissing):
        await asyncio.wait_for(login.identity_of(signed(headers={"kid": "one"})), timeout=5)


@pytest.mark.filterwarnings("ignore:The RSA key is 1024 bits long")
async def test_a_key_that_can_be_broken_is_not_believed() -> None:
    """A short one is as good as none."""
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    assert "Sign in there again" in await refusal(with_pem(short), signed(short, "RS256"))


async def test_a_token_cannot_say_where_its_key_is(login: SiteLogin, server: KeyServer) -> None:
    """Addresses and keys in its header are not looked at."""
    own_key = json.loads(published(one=OTHER))["keys"][0]
    elsewhere = server.url.replace("jwks.json", "evil.json")
    headers = {"kid": "one", "jku": elsewhere, "x5u": elsewhere, "jwk": own_key}
    assert "not a token that the site signed" in await refusal(
        login, signed(OTHER, headers=headers)
    )
    await login.identity_of(signed(headers=headers))
    assert server.asked == ["/jwks.json"]


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
