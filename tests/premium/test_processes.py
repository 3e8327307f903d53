"""Processes that start, refuse to start, share one count, die and come back."""

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.local_stripe import Fault
from tests.premium.listener import HOW_MANY
from tests.premium.processes import ServiceProcess
from tests.premium.services import Backing, Deployment, deployed
from tests.servers import free_port
from tests.waiting import clear_of_a_new_hour, eventually

SECRET_KEY = "a secret of at least 32 characters"
VISITS = 2

Bare = Callable[[Backing], contextlib.AbstractContextManager[Deployment]]


@pytest.fixture
def bare(tmp_path: Path, data: Path) -> Bare:
    """Makes a deployment with no process yet."""
    return lambda backing: deployed(tmp_path, data, backing, processes=0)


@pytest.fixture
def alone(bare: Bare) -> Iterator[Deployment]:
    """A deployment over SQLite with no process yet."""
    with bare(Backing()) as deployment:
        yield deployment


def test_several_that_start_at_once_on_an_empty_database_all_come_up(
    bare: Bare, database_url: str
) -> None:
    """They take turns to migrate, and the schema is whole."""
    with bare(Backing(database_url)) as deployment:
        services = [deployment.add() for _ in range(2)]
        for service in services:
            service.begin()
        for service in services:
            service.wait_ready()
        listener = deployment.listener("dan@example.org")
        listener.sign_in()
        assert {listener.state for _ in services} == {"none"}


def test_two_workers_of_one_command_count_together(bare: Bare, redis_url: str) -> None:
    """A limit is one limit, whoever answers: both let visitors in until it is reached."""
    clear_of_a_new_hour()
    limit = f"{2 * VISITS}/hour"
    with bare(Backing(redis_url=redis_url)) as deployment, contextlib.ExitStack() as connections:
        service = deployment.add(
            "--workers", "2", ASK_SECRET_KEY=SECRET_KEY, ASK_ADDRESS_RATE=limit
        )
        service.start()
        eventually(lambda: len(service.workers()) == 2)
        workers = service.workers()
        eventually(lambda: all(map(is_up, workers)))
        each = [connections.enter_context(answered_past(one, service)) for one in workers]
        # One that was stopped while it asked Redis something takes it for gone for a while.
        eventually(lambda: all(map(shares_its_count, each)))
        for worker in each:
            assert statuses(worker, VISITS) == {httpx.codes.PAYMENT_REQUIRED}
        for worker in each:
            assert statuses(worker, 1) == {httpx.codes.TOO_MANY_REQUESTS}


def is_up(worker: int) -> bool:
    """Whether a worker has come as far as opening its database."""
    return "ask.sqlite3-shm" in Path(f"/proc/{worker}/maps").read_text()


@contextlib.contextmanager
def answered_past(resting: int, service: ServiceProcess) -> Iterator[httpx.Client]:
    """A client whose connection is kept by another process than one that is stopped meanwhile."""
    with httpx.Client(base_url=service.url, trust_env=False) as client:
        os.kill(resting, signal.SIGSTOP)
        try:
            client.get("/healthz")
        finally:
            os.kill(resting, signal.SIGCONT)
        yield client


def shares_its_count(worker: httpx.Client) -> bool:
    """Whether a process finds Redis."""
    return worker.get("/readyz").json()["redis"] is None


def statuses(worker: httpx.Client, count: int) -> set[int]:
    """What so many visitors are told by one process."""
    body = {"question": HOW_MANY}
    told = [worker.post("/v1/episodes/winter/answers", json=body) for _ in range(count)]
    return {response.status_code for response in told}


@pytest.mark.parametrize(
    ("arguments", "settings", "sentence"),
    [
        (("--workers", "2"), {}, "2 workers need REDIS_URL: without it each would count on"),
        (("--workers", "2"), {"REDIS_URL": "redis://127.0.0.1:1"}, "need ASK_SECRET_KEY"),
        ((), {"ASK_PREMIUM_PRICE": "4.99"}, "is 9.99 USD a month. Set ASK_PREMIUM_PRICE"),
        ((), {"STRIPE_PRICE_ID": "price_none"}, "price_none"),
        ((), {"STRIPE_SECRET_KEY": "pk_test_public"}, "has to be a secret key"),
    ],
    ids=["no Redis", "no common secret", "another price", "no price", "a public key"],
)
def test_what_would_cost_somebody_money_does_not_start(
    alone: Deployment, arguments: tuple[str, ...], settings: dict[str, str], sentence: str
) -> None:
    """It says why in a sentence, not in a traceback."""
    service = alone.add(*arguments, **settings)
    service.begin()
    assert service.wait() == 1
    assert sentence in service.log
    assert "Traceback" not in service.log
    assert "Open http://" not in service.log


def test_it_starts_while_stripe_is_down(alone: Deployment) -> None:
    """Who has paid may ask; buying is refused for the moment."""
    service = alone.add(STRIPE_API_BASE=f"http://127.0.0.1:{free_port()}")
    service.start()
    assert "Stripe does not answer, so the price could not be compared." in service.log
    listener = alone.listener("eve@example.org")
    listener.sign_in()
    assert alone.run("accounts", "grant", listener.email).returncode == 0
    assert listener.ask(HOW_MANY).status_code == httpx.codes.CREATED
    buying = listener.send("POST", "/v1/checkout", {})
    assert buying.status_code == httpx.codes.SERVICE_UNAVAILABLE


def test_when_a_process_dies_another_goes_on(over_postgresql: Deployment) -> None:
    """Whoever is signed in stays so; started again, the dead one serves where it was."""
    first, second = over_postgresql.services
    fay = over_postgresql.listener("fay@example.org", second, first)
    fay.sign_in()
    fay_at_second = over_postgresql.listener("fay@example.org", second)
    fay_at_second.keep_tokens_of(fay)
    first.kill()
    assert fay_at_second.state == "none"
    first.start()
    assert [fay.state for _ in over_postgresql.services] == ["none", "none"]


def test_a_process_that_is_stopped_finishes_what_it_began(over_postgresql: Deployment) -> None:
    """Stripe was told that the event arrived, and is slow to say what it means."""
    first, second = over_postgresql.services
    gil = over_postgresql.listener("gil@example.org", second)
    gil.sign_in()
    gil.subscribe()
    over_postgresql.stripe.settle()
    over_postgresql.stripe.fault(Fault("GET", r"^/v1/subscriptions$", delay=1.0))
    gil.manage("cancel")
    over_postgresql.stripe.settle()
    assert first.stop() == -signal.SIGTERM
    assert gil.state == "canceling"
    first.start()
