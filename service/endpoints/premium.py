"""Premium: what is offered, buying it, coming back from that, and managing it."""

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from billing import CheckoutStatus, PageKind, Payer, Plan
from service.access.accounts import Account, AccountNotFound
from service.endpoints.callers import CurrentCaller, not_stored
from service.endpoints.identity import EntitlementDetails, entitlement_details
from service.endpoints.paging import Page
from service.state import ServiceState, State

router = APIRouter(prefix="/v1", tags=["premium"], dependencies=[Depends(not_stored)])


class PlanDetails(BaseModel):
    """A plan: ``amount`` in ``currency`` for each ``interval``; ``questions`` a month."""

    name: str
    amount: str
    currency: str
    interval: str
    questions: int


class ReturnTo(BaseModel):
    """Where Stripe's page leads back to: a page of a registered site, else the service's own."""

    model_config = ConfigDict(extra="forbid")

    return_url: str | None = Field(default=None, max_length=2_000)


class StripePageDetails(BaseModel):
    """A page at Stripe to open: ``checkout``, or ``portal`` for who has a subscription already."""

    kind: PageKind
    url: str


class Returned(BaseModel):
    """The checkout that somebody comes back from: ``checkout`` in the return address."""

    model_config = ConfigDict(extra="forbid")

    session_id: str = Field(pattern="^cs_[A-Za-z0-9_]{1,200}$")


class CheckoutResult(BaseModel):
    """What became of a checkout, and how its buyer stands now."""

    status: CheckoutStatus
    entitlement: EntitlementDetails


@router.get("/plans")
async def list_plans(state: State) -> Page[PlanDetails]:
    """What is offered; nothing where asking is free."""
    return Page(items=[_plan(plan) for plan in state.billing.plans], next=None)


@router.post("/checkout")
async def check_out(body: ReturnTo, state: State, caller: CurrentCaller) -> StripePageDetails:
    """A page of Stripe's on which a listener who is signed in buys, or manages, Premium."""
    account = caller.signed_in()
    await _count(account, state)
    page = await state.billing.buy(_payer(account), await _return_url(body, state))
    await _still_there(account, state)
    if page.kind is PageKind.PORTAL:
        # The portal shows more than a buyer's own page does.
        caller.freshly_proved()
    return StripePageDetails(kind=page.kind, url=page.url)


@router.post("/checkout/return")
async def return_from_checkout(
    body: Returned, state: State, caller: CurrentCaller
) -> CheckoutResult:
    """What became of one's own checkout; what was bought there may be used from now on."""
    account = caller.signed_in()
    await _count(account, state)
    status = await state.billing.returned(account.id, body.session_id)
    entitlement, _ = await state.gate.standing(caller)
    return CheckoutResult(status=status, entitlement=entitlement_details(entitlement))


@router.post("/portal")
async def open_portal(body: ReturnTo, state: State, caller: CurrentCaller) -> StripePageDetails:
    """A page of Stripe's on which a subscription is managed or cancelled."""
    account = caller.freshly_proved()
    await _count(account, state)
    page = await state.billing.manage(account.id, await _return_url(body, state))
    return StripePageDetails(kind=page.kind, url=page.url)


async def _count(account: Account, state: ServiceState) -> None:
    """Limits what one account lets us ask of Stripe, which counts that for all of them together."""
    await state.limits.hit(state.gate.rules.rates["account"], "purchase", account.id)


async def _still_there(account: Account, state: ServiceState) -> None:
    """Makes sure that nobody pays for an account that was deleted while its checkout was made.

    Raises:
        AccountNotFound: It was; the checkout is gone with its customer.
    """
    try:
        await state.accounts.get(account.id)
    except AccountNotFound:
        await state.billing.forget(account.id)
        raise


async def _return_url(body: ReturnTo, state: ServiceState) -> str:
    if body.return_url is None:
        return state.settings.own_url
    await state.sites.check_return_url(body.return_url)
    return body.return_url


def _payer(account: Account) -> Payer:
    return Payer(account.id, account.email)


def _plan(plan: Plan) -> PlanDetails:
    return PlanDetails(
        name=plan.name,
        amount=plan.amount_in_digits,
        currency=plan.currency,
        interval=plan.interval,
        questions=plan.questions,
    )
