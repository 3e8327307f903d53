"""Who asks: a visitor, a listener with an account, a frontend or an operator with a key."""

from dataclasses import dataclass
from enum import StrEnum

from indexer import ExplainedError
from service.access.accounts import Account, AccountNotFound, Accounts
from service.access.api_key import ApiKey, Scope, ScopeRefused
from service.access.api_keys import ApiKeys
from service.access.secret_key import SecretKey
from service.access.sessions import Session, Sessions, TokenRefused
from service.access.site_login import SiteLogin

_KEY_PREFIXES = ("ask_live_", "ask_test_")
_SCHEME = "bearer"
_VISITOR_ID_LENGTH = 32
_ONLY_THE_OPERATOR = (
    "Only whoever runs the service may see this: send a key with the scope operator."
)


class CredentialsRefused(ExplainedError):
    """An Authorization header of a kind that is not known here."""


class SignInNeeded(ExplainedError):
    """Something that only a listener who is signed in can do."""


class OperatorNeeded(ExplainedError):
    """Something that only whoever runs the service may see, and nobody said who asks."""


class CodeNeeded(ExplainedError):
    """Something that needs a code typed within the last ten minutes."""


class CallerKind(StrEnum):
    """The kinds of callers."""

    VISITOR = "visitor"
    LISTENER = "listener"
    FRONTEND = "frontend"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks.

    Attributes:
        kind: What kind of caller.
        id: What is counted under; the same for all requests of one caller, and of nobody else.
        address: Where the request came from, as limits count addresses.
        account: A listener's account.
        session: A listener's session, None with a login of the site's own.
        key: A frontend's or an operator's key.
        is_fresh: Whether a listener proved who they are within the last ten minutes.
    """

    kind: CallerKind
    id: str
    address: str
    account: Account | None = None
    session: Session | None = None
    key: ApiKey | None = None
    is_fresh: bool = False

    @property
    def owner(self) -> str | None:
        """Whose the answers are; None where nobody in particular asked."""
        return None if self.kind is CallerKind.VISITOR else self.id

    @property
    def has_transcripts(self) -> bool:
        """Whether it may have what is not published: a key that may read, of a server.

        Whatever a page sends everybody can send, so such a key has what everybody has.
        """
        return self.key is not None and Scope.READ in self.key.scopes and not self.key.origins

    def require(self, scope: Scope) -> None:
        """Lets a caller do what its key is for; listeners and visitors have no key.

        Raises:
            ScopeRefused: The key was not made for that.
        """
        if self.key is not None:
            self.key.require(scope)

    def operates(self) -> None:
        """Lets pass whoever runs the service.

        Raises:
            OperatorNeeded: A visitor asks: a key may help.
            ScopeRefused: A listener asks, or the key was not made for that.
        """
        if self.key is not None:
            self.key.require(Scope.OPERATOR)
        elif self.account is not None:
            raise ScopeRefused(_ONLY_THE_OPERATOR)
        else:
            raise OperatorNeeded(_ONLY_THE_OPERATOR)

    def signed_in(self) -> Account:
        """The account of a listener.

        Raises:
            SignInNeeded: It is not a listener who asks.
        """
        if self.account is None:
            raise SignInNeeded("Sign in first: POST /v1/sign-in with your e-mail address.")
        return self.account

    def freshly_proved(self) -> Account:
        """The account of a listener who has just proved who they are.

        Raises:
            SignInNeeded: It is not a listener who asks.
            CodeNeeded: That was too long ago: a token may have been taken from a browser.
        """
        account = self.signed_in()
        if not self.is_fresh:
            raise CodeNeeded("For this, sign in again: type a code that was just mailed to you.")
        return account


class Callers:
    """Tells callers apart by what they bring."""

    def __init__(
        self,
        accounts: Accounts,
        sessions: Sessions,
        keys: ApiKeys,
        site_login: SiteLogin | None,
        secret_key: SecretKey,
    ) -> None:
        self._accounts = accounts
        self._sessions = sessions
        self._keys = keys
        self._site_login = site_login
        self._secret_key = secret_key

    async def identify(self, authorization: str | None, origin: str | None, address: str) -> Caller:
        """Who sends a request, from its ``Authorization``, its ``Origin`` and its address.

        Raises:
            CredentialsRefused: The header is not ``Bearer`` and a token.
            KeyRefused: The key is not one that may be used now.
            OriginRefused: The key may not be used from a page of that origin.
            TokenRefused: The token says nothing any more.
        """
        if authorization is None:
            return Caller(CallerKind.VISITOR, self._visitor_id(address), address)
        scheme, _, token = authorization.strip().partition(" ")
        token = token.strip()
        if scheme.lower() != _SCHEME or not token:
            raise CredentialsRefused("Send `Authorization: Bearer` and a token or a key.")
        if token.startswith(_KEY_PREFIXES):
            return await self._with_key(token, origin, address)
        if self._site_login is not None and self._site_login.claims_issuer(token):
            return await self._with_site_login(self._site_login, token, address)
        return await self._with_session(token, address)

    def _visitor_id(self, address: str) -> str:
        # Counted in the database and in Redis, where no address is to be read.
        return f"visitor_{self._secret_key.mac('visitor', address)[:_VISITOR_ID_LENGTH]}"

    async def _with_key(self, text: str, origin: str | None, address: str) -> Caller:
        key = await self._keys.authenticate(text, origin)
        kind = CallerKind.OPERATOR if Scope.OPERATOR in key.scopes else CallerKind.FRONTEND
        return Caller(kind, key.caller_id, address, key=key)

    async def _with_site_login(self, login: SiteLogin, token: str, address: str) -> Caller:
        identity = await login.identity_of(token)
        account = await self._accounts.for_login(identity.issuer, identity.subject)
        fresh = self._sessions.is_fresh(identity.proved_at)
        return Caller(CallerKind.LISTENER, account.id, address, account, is_fresh=fresh)

    async def _with_session(self, token: str, address: str) -> Caller:
        session = await self._sessions.session_of(token)
        try:
            account = await self._accounts.get(session.account_id)
        except AccountNotFound as error:
            raise TokenRefused("Your account was deleted. Sign in to make a new one.") from error
        fresh = self._sessions.is_fresh(session.proved_at)
        return Caller(CallerKind.LISTENER, account.id, address, account, session, is_fresh=fresh)
