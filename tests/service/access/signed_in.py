"""Sessions of one site, and whether their tokens are still good."""

from service.access.secret_key import SecretKey
from service.access.sessions import Sessions, TokenRefused, Tokens

SITE = "https://podcast.example"
MINUTE = 60
DAY = 24 * 60 * MINUTE
KEY = SecretKey(b"k" * 32)


async def is_refused(kept: Sessions, tokens: Tokens, origin: str | None = SITE) -> bool:
    """Whether a refresh token gets nothing any more."""
    try:
        await kept.refresh(tokens.refresh_token, origin)
    except TokenRefused:
        return True
    return False
