"""Tokens as a site signs them, and as it never would."""

import base64
import hashlib
import hmac
import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from service.access.sessions import TokenRefused
from service.access.site_login import SiteLogin
from service.access.site_login_config import SiteLoginConfig
from tests.service.access.clock import NOON, Clock

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


def with_pem(key: PrivateKey = CURVE, *algorithms: str) -> SiteLogin:
    """A site's login whose public key was handed over."""
    config = SiteLoginConfig(ISSUER, AUDIENCE, public_key=pem(key), algorithms=algorithms)
    return SiteLogin(config, Clock())


async def refusal(login: SiteLogin, token: str) -> str:
    """The sentence with which a token is refused."""
    with pytest.raises(TokenRefused) as refused:
        await login.identity_of(token)
    return str(refused.value)
