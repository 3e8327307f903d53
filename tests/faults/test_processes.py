"""Several processes do the same thing at once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.conftest import signed_in
from tests.faults.scene import Scene, asked_for
from tests.local_stripe import Fault, Flush
from tests.premium.listener import Listener
from tests.premium.processes import Command, ServiceProcess

_LISTING = "/v1/subscriptions"
_CHANGES = 3
_SLOW = 1.0
_PROCESSES = 3


@pytest.mark.row(18)
def test_an_old_reading_comes_late(scene: Scene) -> None:
    """A process that asked Stripe earlier does not overwrite what another has heard since."""
    ana = signed_in(scene.deployment, scene.second)
    back = scene.pay(ana)
    scene.settle()
    path = f"subscriptions/{scene.dashboard.subscription(ana.email)}"
    for wanted, state in (("true", "canceling"), ("false", "active")):
        scene.stripe.fault(Fault("GET", f"^{_LISTING}$", hold=_SLOW))
        with asked_for(scene, _LISTING):
            scene.dashboard.post(path, **{"metadata[changed]": wanted})
        scene.hold_events()
        scene.dashboard.post(path, cancel_at_period_end=wanted)
        assert ana.come_back(back)["entitlement"]["state"] == state
        scene.settle()
        assert ana.state == state
        scene.stripe.drop()
        scene.stripe.settings(paused=False)


@pytest.fixture
def hear(scene: Scene) -> Iterator[Callable[[ServiceProcess], None]]:
    """Lets a process hear the webhooks that are made from now on, instead of another."""
    yield scene.deployment.hear
    scene.deployment.hear(scene.first)


@pytest.mark.row(18)
def test_two_processes_hear_events_of_one_customer(
    scene: Scene, subscriber: Listener, hear: Callable[[ServiceProcess], None]
) -> None:
    """However slowly Stripe answers one of them, what it said last is what stays."""
    path = f"subscriptions/{scene.dashboard.subscription(subscriber.email)}"
    scene.hold_events()
    for slow, quick in [(scene.first, scene.second), (scene.second, scene.first)]:
        hear(slow)
        scene.dashboard.post(path, cancel_at_period_end="true")
        hear(quick)
        scene.stripe.fault(Fault("GET", f"^{_LISTING}$", hold=_SLOW))
        with asked_for(scene, _LISTING):
            scene.stripe.flush()
        for change in range(_CHANGES):
            scene.dashboard.post(path, **{"metadata[change]": str(change)})
        scene.dashboard.post(path, cancel_at_period_end="false")
        scene.flush(Flush(order="shuffled", times=2, parallel=True))
        assert subscriber.state == "active"


@pytest.mark.row(40)
def test_processes_start_at_once_on_an_empty_database(scene: Scene) -> None:
    """One of them makes the schema; the others wait, and none fails."""
    url = scene.postgres.create("newborn")

    def begin(_: int) -> Command:
        return scene.deployment.run("accounts", "grant", "ana@example.org", DATABASE_URL=url)

    with ThreadPoolExecutor(_PROCESSES) as processes:
        ended = list(processes.map(begin, range(_PROCESSES)))
    scene.postgres.drop("newborn")
    assert [one.returncode for one in ended] == [0] * _PROCESSES, [one.stderr for one in ended]
