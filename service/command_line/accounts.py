"""Commands for listeners' accounts: accounts show, grant, sync, delete."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from billing import Billing, BillingRecord, Entitlement, Payer
from service.access.accounts import Account, AccountNotFound, Accounts
from service.access.gate import Gate
from service.access.leases import Leases
from service.access.question_ledger import QuestionLedger
from service.access.rate_limits import RateLimits
from service.account_deletion import delete_account
from service.billing_setup import billing_for
from service.command_line.common import (
    DataOption,
    JsonOption,
    day,
    explained,
    messages,
    output,
    print_json,
    settings_for,
)
from service.command_line.database import in_database
from service.feedback import KeptFeedback
from service.kept_answers import KeptAnswers
from service.model_spending import ModelSpending
from service.settings import Settings
from service.streams.idempotency import IdempotencyKeys

Result = TypeVar("Result")

EmailArgument = Annotated[
    str, typer.Argument(metavar="EMAIL", help="The account's e-mail address, or its id (acc_…).")
]
_FOR_EVER = 253_402_214_400
"""The last day of the year 9999, in seconds since 1970."""
_MOST_DAYS = 36_500


@dataclass(frozen=True, slots=True)
class _Kept:
    """All that is kept of accounts."""

    settings: Settings
    billing: Billing
    accounts: Accounts
    kept_answers: KeptAnswers
    feedback: KeptFeedback
    ledger: QuestionLedger
    idempotency_keys: IdempotencyKeys
    spending: ModelSpending

    async def account(self, email: str) -> Account:
        """The account with an address or an id.

        Raises:
            AccountNotFound: There is none.
        """
        if _is_id(email):
            return await self.accounts.get(email)
        found = await self.accounts.by_email(email)
        if found is None:
            raise AccountNotFound(f"No account has the address {email}. Whoever signs in has one.")
        return found


@dataclass(frozen=True, slots=True)
class _Standing:
    """What `accounts show` shows: so many questions ``used`` of ``limit``, None where uncounted."""

    account: Account
    entitlement: Entitlement
    used: int
    limit: int | None
    record: BillingRecord | None


def add_commands(app: typer.Typer) -> None:
    """Adds this module's commands to the command line."""
    accounts = typer.Typer(
        help="Look after listeners' accounts.", no_args_is_help=True, rich_markup_mode=None
    )
    for command in (show, grant, sync, delete):
        accounts.command()(command)
    app.add_typer(accounts, name="accounts")


def show(email: EmailArgument, data: DataOption = None, as_json: JsonOption = False) -> None:
    """Show how an account stands, by what Stripe last said."""
    _report(_with_account(data, email, _standing), as_json=as_json)


def grant(
    email: EmailArgument,
    days: Annotated[
        int | None, typer.Option(min=1, max=_MOST_DAYS, help="For so many days; else for good.")
    ] = None,
    revoke: Annotated[bool, typer.Option("--revoke", help="Take it back.")] = False,
    data: DataOption = None,
) -> None:
    """Give an account Premium for nothing. Whoever has an address need not have signed in yet."""

    async def granted(kept: _Kept) -> Account:
        is_there = revoke or _is_id(email)
        account = await (kept.account(email) if is_there else kept.accounts.for_email(email))
        await kept.accounts.grant(account.id, None if revoke else _until(days))
        return account

    with explained():
        account = _run(data, granted)
    span = "for good" if days is None else f"for {days} days"
    said = "has no granted Premium any more" if revoke else f"has Premium {span}"
    messages.print(f"{account.email or account.id} {said}.", markup=False)


def sync(email: EmailArgument, data: DataOption = None, as_json: JsonOption = False) -> None:
    """Ask Stripe how an account stands: for "I paid and can't get in"."""

    async def synced(kept: _Kept, account: Account) -> _Standing:
        await kept.billing.sync(Payer(account.id, account.email))
        return await _standing(kept, account)

    _report(_with_account(data, email, synced), as_json=as_json)


def delete(
    email: EmailArgument,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    data: DataOption = None,
) -> None:
    """Delete an account, what it asked, and its subscription at Stripe."""
    if not yes:
        typer.confirm(f"Delete {email}, what it asked and its subscription, for good?", abort=True)

    async def deleted(kept: _Kept, account: Account) -> None:
        await delete_account(account, kept)

    _with_account(data, email, deleted)
    messages.print(f"{email} is deleted.", markup=False)


async def _standing(kept: _Kept, account: Account) -> _Standing:
    gate = Gate(kept.billing, kept.ledger, RateLimits(), Leases(), kept.settings.gate_rules)
    entitlement, quota = await gate.standing_of(account)
    record = await kept.billing.record(account.id)
    used, limit = (quota.used, quota.limit) if quota else (0, None)
    return _Standing(account, entitlement, used, limit, record)


def _is_id(email: str) -> bool:
    return email.startswith("acc_")


def _until(days: int | None) -> int:
    if days is None:
        return _FOR_EVER
    return int((datetime.now(UTC) + timedelta(days=days)).timestamp())


def _with_account(
    data: Path | None, email: str, work: Callable[[_Kept, Account], Awaitable[Result]]
) -> Result:
    async def found(kept: _Kept) -> Result:
        return await work(kept, await kept.account(email))

    with explained():
        return _run(data, found)


def _run(data: Path | None, work: Callable[[_Kept], Awaitable[Result]]) -> Result:
    settings = settings_for(data)

    async def opened(engine: AsyncEngine) -> Result:
        async with billing_for(settings, engine) as billing:
            kept = _Kept(
                settings,
                billing,
                Accounts(engine),
                KeptAnswers(engine),
                KeptFeedback(engine),
                QuestionLedger(engine),
                IdempotencyKeys(engine),
                ModelSpending(engine, settings.ceilings),
            )
            return await work(kept)

    return in_database(settings, opened)


def _report(standing: _Standing, *, as_json: bool) -> None:
    if as_json:
        print_json(asdict(standing))
        return
    account, entitlement = standing.account, standing.entitlement
    lines = {
        "account": account.id,
        "e-mail": account.email or f"{account.subject} at {account.issuer}",
        "since": day(account.created_at),
        "stands": _stands(entitlement),
        "questions": _counted(standing),
    }
    lines |= _at_stripe(standing.record)
    width = max(map(len, lines))
    for name, value in lines.items():
        output.print(f"{name:<{width}}  {value}", markup=False)


def _counted(standing: _Standing) -> str:
    if standing.limit is None:
        return "any number"
    return f"{standing.used} of {standing.limit} this month"


def _stands(entitlement: Entitlement) -> str:
    words = [entitlement.state.value.replace("_", " ")]
    if entitlement.until is not None and entitlement.until < _FOR_EVER:
        words.append(f"{'renews' if entitlement.renews else 'until'} {day(entitlement.until)}")
    if entitlement.reason:
        words.append(entitlement.reason)
    return ", ".join(words)


def _at_stripe(record: BillingRecord | None) -> dict[str, str]:
    if record is None:
        return {"at Stripe": "nothing: never came as far as a checkout"}
    lines = {
        "customer": record.customer + (" (deleted)" if record.state.deleted else ""),
        "asked Stripe": _moment(record.synced_at) if record.synced_at else "never",
    }
    for one in record.state.subscriptions:
        lines[one.id] = f"{one.status}, {one.price}, paid period to {day(one.period_end)}"
    for charge in record.state.charges:
        told = [f"{charge.amount} on {day(charge.created_at)}"]
        told += ["not paid"] if not charge.paid else []
        told += [f"{charge.refunded} given back"] if charge.refunded else []
        told += [f"dispute {charge.dispute_status}"] if charge.dispute_status else []
        lines[charge.id] = ", ".join(told)
    return lines


def _moment(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat(sep=" ")
