"""The scene of all faults, set once; each scenario brings an account of its own and tidies up."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.dashboard import Dashboard
from tests.faults.scene import Scene
from tests.local_stripe.account.world import Settings
from tests.premium.listener import Listener
from tests.premium.processes import ServiceProcess
from tests.premium.services import WEBHOOK_SECRET, Backing, Deployment, deployed
from tests.servers import PostgresServer, RedisServer, running

NEXT_SECRET = "whsec_of_tomorrow"
ACCOUNT_RATE = 20

_DATABASE = "faults"
_SETTINGS = {
    "STRIPE_WEBHOOK_SECRET": f"{NEXT_SECRET},{WEBHOOK_SECRET}",
    "ASK_ACCOUNT_RATE": f"{ACCOUNT_RATE}/minute",
    "ASK_PREMIUM_QUESTIONS": "300",
}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "row(number): the fault's row in the fault matrix")


@pytest.fixture(scope="package")
def whole_scene(
    postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory, data: Path
) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("faults")
    url = postgres.create(_DATABASE)
    with running(RedisServer) as redis:
        backing = Backing(url, redis.url)
        with deployed(folder, data, backing, processes=2, **_SETTINGS) as deployment:
            dashboard = Dashboard(deployment.stripe.url)
            yield Scene(deployment, dashboard, postgres, redis, url)
            dashboard.close()
    postgres.drop(_DATABASE)


@pytest.fixture
def scene(whole_scene: Scene) -> Iterator[Scene]:
    """Two processes and a Stripe at which nobody is subscribed."""
    yield whole_scene
    stripe, dashboard = whole_scene.stripe, whole_scene.dashboard
    stripe.drop()
    stripe.settings(**vars(Settings()))
    whole_scene.settle()
    for customer in dashboard.newest("customers"):
        dashboard.delete(f"customers/{customer['id']}")
    whole_scene.settle()


@pytest.fixture
def ana(scene: Scene) -> Listener:
    """A listener who has just signed in, and speaks to both processes in turn."""
    return signed_in(scene.deployment)


@pytest.fixture
def eve(scene: Scene) -> Listener:
    """Another listener."""
    return signed_in(scene.deployment)


@pytest.fixture
def subscriber(scene: Scene, ana: Listener) -> Listener:
    """A listener who has bought Premium, of which all was heard and handled."""
    ana.subscribe()
    scene.settle()
    return ana


def signed_in(deployment: Deployment, *services: ServiceProcess) -> Listener:
    """A listener with an address that nobody had, at these processes; at all if none is named."""
    listener = deployment.listener(f"{uuid.uuid4().hex[:12]}@example.org", *services)
    listener.sign_in()
    return listener
