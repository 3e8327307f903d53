"""What a listener and Stripe do in these tests: buy, come back, deliver an event."""

from typing import Any

from billing import Payer, State, StripeBilling
from tests.billing.in_process import signed
from tests.local_stripe import Card, Payment, World, complete

ANA = Payer("acc_ana", "ana@example.org")
BACK = "https://hives.example.org/episode"


def session_in(url: str) -> str:
    return url.rsplit("/", 1)[-1]


async def subscribe(billing: StripeBilling, world: World, payer: Payer = ANA) -> str:
    """Buys and comes back; the id of the checkout."""
    page = await billing.buy(payer, BACK)
    session = session_in(page.url)
    complete(world, session, Payment(Card.OK))
    await billing.returned(payer.account_id, session)
    return session


async def state_of(billing: StripeBilling, payer: Payer = ANA) -> State:
    return (await billing.entitlement(payer.account_id)).state


def told(world: World) -> list[dict[str, Any]]:
    """Every event that a world makes from now on."""
    heard: list[dict[str, Any]] = []
    world.listeners.append(heard.append)
    return heard


async def deliver(billing: StripeBilling, *events: dict[str, Any]) -> None:
    for event in events:
        await billing.receive(*signed(event))
    await billing.settled()
