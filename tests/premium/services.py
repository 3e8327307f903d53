"""The whole product as it is deployed: real processes, a mail server, and a Stripe of our own.

    with deployed(folder, data, Backing(database_url, redis_url), processes=2) as deployment:
        ana = deployment.listener("ana@example.org")
        ana.sign_in()
        ana.subscribe()
        deployment.advance(days=31)

Processes start with an environment of their own, so that nothing of whoever runs the tests leaks
into them. Their clock and Stripe's are moved together.
"""

import contextlib
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from service.billing_setup import WEBHOOK_PATH as WEBHOOK
from tests.local_stripe import API_KEY, LocalStripe, local_stripe
from tests.premium.clock import MovableClock
from tests.premium.listener import Listener
from tests.premium.mailbox import Mailbox, mail_server
from tests.premium.processes import Command, ServiceProcess, run_command

WEBHOOK_SECRET = "whsec_of_the_deployment"
QUESTIONS = 3
"""How many questions a month Premium includes, unless a test says otherwise."""

_DAY = 86_400
_PATH = "/usr/local/bin:/usr/bin:/bin"
_ROOMY = dict.fromkeys(
    ("ASK_ADDRESS_RATE", "ASK_ACCOUNT_RATE", "ASK_SIGN_IN_RATE"), "1000000/minute"
)


@dataclass(frozen=True)
class Backing:
    """What a deployment stands on: PostgreSQL and Redis by their addresses, else SQLite alone."""

    database_url: str | None = None
    redis_url: str | None = None

    @property
    def settings(self) -> dict[str, str]:
        """The variables that say so."""
        given = {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}
        return {name: url for name, url in given.items() if url is not None}


class Deployment:
    """Processes over one data folder, and what they speak to.

    Attributes:
        stripe: The remote control of the local Stripe.
        mailbox: The mails that were sent.
        services: The processes; they run unless a test stops them.
        environment: The variables of every process and command.
    """

    def __init__(
        self, folder: Path, stripe: LocalStripe, mailbox: Mailbox, settings: Mapping[str, str]
    ) -> None:
        self.stripe, self.mailbox = stripe, mailbox
        self.services: list[ServiceProcess] = []
        self._folder = folder
        self._clock = MovableClock(folder)
        self._listeners: list[Listener] = []
        self._endpoints: list[str] = []
        self.environment = {
            "PATH": _PATH,
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "ASK_DATA_DIR": str(folder / "data"),
            "ASK_SMTP_URL": mailbox.url,
            "ASK_MAIL_FROM": "Ask <ask@podcast.example>",
            "ASK_PREMIUM_QUESTIONS": str(QUESTIONS),
            "STRIPE_SECRET_KEY": API_KEY,
            "STRIPE_API_BASE": stripe.url,
            "STRIPE_PRICE_ID": stripe.make_price(),
            "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
            **_ROOMY,
            **self._clock.environment,
            **settings,
        }

    def add(self, *arguments: str, **settings: str) -> ServiceProcess:
        """A process more, not started yet; arguments of ``serve`` and settings of its own."""
        log = self._folder / f"service-{len(self.services)}.log"
        service = ServiceProcess(log, {**self.environment, **settings}, arguments)
        self.services.append(service)
        return service

    def hear(self, *services: ServiceProcess) -> None:
        """Sends webhooks to these processes from now on, each of them its own; and to no other."""
        headers = {"Authorization": f"Bearer {API_KEY}"}
        for endpoint in self._endpoints:
            url = f"{self.stripe.url}/v1/webhook_endpoints/{endpoint}"
            httpx.delete(url, headers=headers, trust_env=False).raise_for_status()
        self._endpoints = [
            self.stripe.endpoint(service.url + WEBHOOK, WEBHOOK_SECRET) for service in services
        ]

    def listener(self, email: str, *services: ServiceProcess) -> Listener:
        """Somebody who speaks to these processes in turn; to all of them where none is named."""
        urls = [service.url for service in services or self.services]
        self._listeners.append(Listener(self, email, urls))
        return self._listeners[-1]

    def run(self, *arguments: str, **settings: str) -> Command:
        """Runs an ``ask-episode`` command beside the processes."""
        return run_command({**self.environment, **settings}, *arguments)

    def advance(self, days: float) -> None:
        """Moves on the time of every process, then Stripe's; what falls due there happens."""
        self._clock.advance(round(days * _DAY))
        self.stripe.advance(days)

    def now(self) -> int:
        """What time it is for all of them, in seconds since 1970."""
        return self.stripe.now()

    @property
    def logs(self) -> str:
        """What all processes have written."""
        return "".join(service.log for service in self.services)

    def close(self) -> None:
        """Ends every process that still runs."""
        for listener in self._listeners:
            listener.close()
        for service in self.services:
            if service.is_running:
                service.kill()


@contextlib.contextmanager
def deployed(
    folder: Path, data: Path, backing: Backing, processes: int = 1, **settings: str
) -> Iterator[Deployment]:
    """A deployment whose processes run, over a copy of a data folder; the first hears webhooks.

    Logs stay in ``folder``. Without processes a test adds and starts its own.
    """
    shutil.copytree(data, folder / "data", symlinks=True)
    with local_stripe() as stripe, mail_server() as mailbox:
        deployment = Deployment(folder, stripe, mailbox, {**backing.settings, **settings})
        try:
            for _ in range(processes):
                deployment.add().begin()
            for service in deployment.services:
                service.wait_ready()
            deployment.hear(*deployment.services[:1])
            yield deployment
        finally:
            deployment.close()
