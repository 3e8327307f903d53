"""Signing in with a code, staying signed in, and what the service knows of a caller."""

from datetime import UTC, datetime
from http import HTTPStatus

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field

from billing import Entitlement
from service.access.admission import Quota
from service.access.caller import Caller, CallerKind
from service.access.sessions import Tokens
from service.access.sign_in import CODE_SECONDS
from service.account_deletion import delete_account
from service.endpoints.callers import Address, CurrentCaller, Site, not_stored
from service.state import State

router = APIRouter(prefix="/v1", tags=["identity"], dependencies=[Depends(not_stored)])


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SignInRequest(_Body):
    """Where a code is to be mailed to."""

    email: str = Field(max_length=1_000)


class CodeSent(BaseModel):
    """A code is on its way; it is good for so many seconds. The same for every address."""

    expires_in: int = CODE_SECONDS


class VerifyRequest(_Body):
    """The address, and the code that was mailed to it."""

    email: str = Field(max_length=1_000)
    code: str = Field(max_length=50)


class RefreshRequest(_Body):
    """The refresh token of a session."""

    refresh_token: str = Field(max_length=500)


class SignOutRequest(_Body):
    """Which sessions are to end: this one, or all of the account."""

    everywhere: bool = False


class TokenPair(BaseModel):
    """What a session is continued with; ``expires_in`` is the access token's, in seconds."""

    access_token: str
    refresh_token: str
    token_type: str = "Bearer"  # noqa: S105 - the kind of a token is no secret
    expires_in: int


class AccountDetails(BaseModel):
    """An account; ``email`` is null where a site's own login vouches for it."""

    id: str
    email: str | None
    created_at: datetime


class EntitlementDetails(BaseModel):
    """How a caller stands; ``until`` is when that ends or renews, ``reason`` why not Premium."""

    state: str
    is_premium: bool
    until: datetime | None
    renews: bool
    reason: str | None


class QuotaDetails(BaseModel):
    """The questions of a month."""

    limit: int
    used: int
    left: int
    renews_at: datetime


class Me(BaseModel):
    """Who a caller is to the service, and what it may do; ``quota`` is null where nobody counts."""

    kind: CallerKind
    account: AccountDetails | None
    entitlement: EntitlementDetails
    quota: QuotaDetails | None


@router.post("/sign-in", status_code=HTTPStatus.ACCEPTED)
async def sign_in(body: SignInRequest, state: State, address: Address, site: Site) -> CodeSent:  # noqa: ARG001 - only registered sites may send mails
    """Mail a six-digit code to an address, whether or not it has an account."""
    await state.limits.hit(state.sign_in_rate, "sign-in", address)
    await state.sign_in.send_code(body.email)
    return CodeSent()


@router.post("/sign-in/verify")
async def verify(body: VerifyRequest, state: State, address: Address, site: Site) -> TokenPair:
    """Sign in with the code; the account is made at the first time."""
    await state.limits.hit(state.sign_in_rate, "sign-in", address)
    await state.sign_in.verify(body.email, body.code)
    account = await state.accounts.for_email(body.email)
    return _pair(await state.sessions.begin(account.id, site))


@router.post("/token/refresh")
async def refresh(body: RefreshRequest, state: State, site: Site) -> TokenPair:
    """Continue a session: a new pair of tokens for its refresh token."""
    return _pair(await state.sessions.refresh(body.refresh_token, site))


@router.post("/sign-out", status_code=HTTPStatus.NO_CONTENT)
async def sign_out(body: SignOutRequest, state: State, caller: CurrentCaller) -> Response:
    """End this session, or all sessions of the account."""
    if body.everywhere:
        await state.sessions.end_all(caller.freshly_proved().id)
    elif caller.session is not None:
        await state.sessions.end(caller.session.id)
    else:
        caller.signed_in()
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.get("/me")
async def get_me(state: State, caller: CurrentCaller) -> Me:
    """Who the caller is, what is included, and what is left of it."""
    entitlement, quota = await state.gate.standing(caller)
    return Me(
        kind=caller.kind,
        account=_account(caller),
        entitlement=entitlement_details(entitlement),
        quota=_quota(quota) if quota else None,
    )


@router.delete("/me", status_code=HTTPStatus.NO_CONTENT)
async def delete_me(state: State, caller: CurrentCaller) -> Response:
    """Delete the account, what it asked, and its subscription."""
    await delete_account(caller.freshly_proved(), state)
    return Response(status_code=HTTPStatus.NO_CONTENT)


def entitlement_details(entitlement: Entitlement) -> EntitlementDetails:
    """An entitlement as it is told."""
    return EntitlementDetails(
        state=entitlement.state,
        is_premium=entitlement.is_premium,
        until=_time(entitlement.until) if entitlement.until else None,
        renews=entitlement.renews,
        reason=entitlement.reason,
    )


def _pair(tokens: Tokens) -> TokenPair:
    return TokenPair(
        access_token=tokens.access_token,
        refresh_token=tokens.refresh_token,
        expires_in=tokens.expires_in,
    )


def _account(caller: Caller) -> AccountDetails | None:
    account = caller.account
    if account is None:
        return None
    return AccountDetails(id=account.id, email=account.email, created_at=_time(account.created_at))


def _quota(quota: Quota) -> QuotaDetails:
    return QuotaDetails(
        limit=quota.limit, used=quota.used, left=quota.left, renews_at=_time(quota.period_end)
    )


def _time(moment: int) -> datetime:
    return datetime.fromtimestamp(moment, UTC)
