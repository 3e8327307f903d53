"""Commands for payments: billing check, reconcile."""

import asyncio

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from billing import (
    API_VERSION,
    EVENT_TYPES,
    BillingError,
    Inbox,
    InboxCounts,
    Reconciled,
    StripeGateway,
    WebhookEndpoint,
    price_fault,
)
from service.billing_setup import WEBHOOK_PATH, billing_for
from service.command_line.common import (
    REFUSED,
    DataOption,
    explained,
    output,
    say_error,
    settings_for,
)
from service.command_line.database import in_database
from service.settings import Settings, SettingsRefused


def add_commands(app: typer.Typer) -> None:
    """Adds this module's commands to the command line."""
    billing = typer.Typer(help="Look after payments.", no_args_is_help=True, rich_markup_mode=None)
    for command in (check, reconcile):
        billing.command()(command)
    app.add_typer(billing, name="billing")


def check(data: DataOption = None) -> None:
    """Compare what is set here with what Stripe says: price, portal, webhook, missed events."""
    with explained():
        settings = _selling(settings_for(data))
        faults = asyncio.run(_faults(settings))
        counts = in_database(settings, lambda engine: Inbox(engine).counts())
    output.print(_counted(counts), markup=False)
    for fault in faults:
        say_error(fault)
    if faults or counts.failing:
        raise typer.Exit(REFUSED)
    output.print("Nothing is wrong.")


def reconcile(data: DataOption = None) -> None:
    """Find whatever was missed, by asking Stripe about everybody."""
    with explained():
        settings = _selling(settings_for(data))

        async def reconciled(engine: AsyncEngine) -> Reconciled:
            async with billing_for(settings, engine) as billing:
                return await billing.reconcile()

        found = in_database(settings, reconciled)
    output.print(
        f"Events tried again: {found.retried}. Events that no webhook had brought: "
        f"{found.missed}. Customers asked about: {found.synced}, in vain: {found.failed}."
    )
    if found.failed:
        raise typer.Exit(REFUSED)


def _selling(settings: Settings) -> Settings:
    if not settings.takes_payments:
        raise SettingsRefused("STRIPE_SECRET_KEY is not set: this service takes no payments.")
    return settings


async def _faults(settings: Settings) -> list[str]:
    """Prints what Stripe says; what of it does not fit, in sentences."""
    gateway = StripeGateway(settings.stripe)
    try:
        return [
            *await _price_faults(gateway, settings),
            *await _portal_faults(gateway),
            *await _webhook_faults(gateway, settings),
        ]
    finally:
        await gateway.aclose()


async def _price_faults(gateway: StripeGateway, settings: Settings) -> list[str]:
    plan = settings.offer.plan
    mode = "live: real money" if gateway.livemode else "test"
    output.print(f"Stripe is in {mode}. {plan.name} is {plan.sentence}.", markup=False)
    fault = price_fault(plan, await gateway.price(plan.price))
    return [fault] if fault else []


async def _portal_faults(gateway: StripeGateway) -> list[str]:
    try:
        if await gateway.has_portal():
            return []
    except BillingError as error:
        return [f"Whether the customer portal is set up cannot be seen. {error}"]
    said = (
        "The customer portal is not set up, so nobody could cancel: save its settings once at "
        "https://dashboard.stripe.com/settings/billing/portal."
    )
    return [said]


async def _webhook_faults(gateway: StripeGateway, settings: Settings) -> list[str]:
    faults = []
    if not settings.offer.webhook_secrets:
        faults.append("STRIPE_WEBHOOK_SECRET is not set: every webhook is refused until it is.")
    try:
        endpoints = await gateway.webhook_endpoints()
    except BillingError as error:
        return [*faults, f"The webhook endpoints cannot be seen. {error}"]
    mine = [one for one in endpoints if one.url.endswith(WEBHOOK_PATH) and one.enabled]
    if not mine:
        faults.append(
            "Stripe has no webhook endpoint of this service: add one at the service's address "
            f"and {WEBHOOK_PATH}. Until then changes are found when somebody comes back from "
            "a checkout, and by reconciling every ten minutes."
        )
    return [*faults, *(fault for one in mine for fault in _endpoint_faults(one))]


def _endpoint_faults(endpoint: WebhookEndpoint) -> list[str]:
    output.print(f"Webhooks are sent to {endpoint.url}.", markup=False)
    faults = []
    missing = sorted(set(EVENT_TYPES) - set(endpoint.events))
    if missing and "*" not in endpoint.events:
        faults.append(f"The endpoint is not told of: {', '.join(missing)}.")
    if endpoint.api_version not in (None, API_VERSION):
        faults.append(
            f"The endpoint's API version is {endpoint.api_version}; make it with {API_VERSION}."
        )
    return faults


def _counted(counts: InboxCounts) -> str:
    return (
        f"Events not handled yet: {counts.waiting}, tried in vain: {counts.failing}, of Stripe's "
        f"other mode: {counts.other_mode}."
    )
