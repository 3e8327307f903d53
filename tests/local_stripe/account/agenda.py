"""What is to happen at which moment, and doing what has fallen due."""

from collections.abc import Callable, Iterator

from tests.local_stripe.account import checkout, subscriptions
from tests.local_stripe.account.world import DAY, World
from tests.local_stripe.shapes.parts import Resource

_INCOMPLETE_SECONDS = 23 * 3600
_TRIAL_WARNING_SECONDS = 3 * DAY
_RENEWING = ("active", "trialing", "past_due", "unpaid")

Step = tuple[int, Callable[[World, Resource], None], Resource]


def advance(world: World, seconds: float) -> None:
    """Moves the clock, and does everything that falls due on the way, in its order."""
    world.skip(seconds)
    catch_up(world)


def catch_up(world: World) -> None:
    """Does what has fallen due until now, each thing at its own moment."""
    now = world.now()
    while due := [step for step in _steps(world) if step[0] <= now]:
        moment, act, resource = min(due, key=lambda step: step[0])
        with world.at(moment):
            act(world, resource)


def _steps(world: World) -> Iterator[Step]:
    for session in world.all("checkout.session", status="open"):
        yield session["expires_at"], checkout.expire, session
    for subscription in subscriptions.living(world):
        yield from _steps_of(world, subscription)


def _steps_of(world: World, subscription: Resource) -> Iterator[Step]:
    status, outlook = subscription["status"], world.outlooks[subscription["id"]]
    [item] = subscription["items"]["data"]
    if status == "incomplete":
        yield subscription["created"] + _INCOMPLETE_SECONDS, subscriptions.expire, subscription
    if subscription["cancel_at"]:
        yield subscription["cancel_at"], _end_as_asked, subscription
    if status == "trialing" and not outlook.trial_end_told:
        moment = max(subscription["trial_end"] - _TRIAL_WARNING_SECONDS, subscription["created"])
        yield moment, subscriptions.tell_trial_end, subscription
    if subscription["pause_collection"] and subscription["pause_collection"]["resumes_at"]:
        moment = subscription["pause_collection"]["resumes_at"]
        yield moment, subscriptions.resume_collection, subscription
    if outlook.retry_at:
        yield outlook.retry_at, subscriptions.take_payment, subscription
    if status in _RENEWING:
        yield item["current_period_end"], subscriptions.renew, subscription


def _end_as_asked(world: World, subscription: Resource) -> None:
    subscriptions.end(world, subscription, "cancellation_requested")
