"""The command that serves the API, the pages and the widget."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from indexer import ExplainedError
from service.command_line.common import DataOption, explained, messages, settings_for
from service.log import set_up_log
from service.settings import Settings, is_loopback, refuse_unsafe

if TYPE_CHECKING:
    from fastapi import FastAPI
    from uvicorn import Config

    from service.state import ServiceState


class PortTaken(ExplainedError):
    """Nobody can listen at the address that was asked for."""


def add_commands(app: typer.Typer) -> None:
    """Adds this module's commands to the command line."""
    app.command()(serve)


def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="The port; 0 takes a free one.")] = None,
    workers: Annotated[
        int | None, typer.Option(help="Processes that serve; several need REDIS_URL.")
    ] = None,
    data: DataOption = None,
) -> None:
    """Serve the API, the pages and the widget."""
    set_up_log()
    with explained():
        settings = settings_for(data, host=host, port=port, workers=workers)
        refuse_unsafe(settings)
        with _listener(settings.host, settings.port) as listener:
            settings = settings.model_copy(update={"port": listener.getsockname()[1]})
            if settings.workers == 1:
                _serve(settings, listener)
            else:
                asyncio.run(_prepare(settings, listener))
                _serve_with_workers(settings, listener)


def _serve(settings: Settings, listener: socket.socket) -> None:
    """Opens all that the service needs, so that a failure is a sentence, then serves."""
    import uvicorn

    from service.app import create_app
    from service.wiring import running_service

    opened = AsyncExitStack()
    # One loop, and several runs of it: uvicorn raises the signal that stopped it again, when all
    # that was opened has to be closed already.
    with asyncio.Runner() as loop:
        try:
            state = loop.run(opened.enter_async_context(running_service(settings)))
            loop.run(_tell(settings, listener))
            app = create_app(_closing(opened, state))
            loop.run(uvicorn.Server(server_config(app)).serve(sockets=[listener]))
        finally:
            loop.run(opened.aclose())


@asynccontextmanager
async def _closing(opened: AsyncExitStack, state: "ServiceState") -> AsyncIterator["ServiceState"]:
    """A state that was opened before the server started, and is closed before it ends."""
    async with opened:
        yield state


async def _prepare(settings: Settings, listener: socket.socket) -> None:
    """Finds out what would fail in every worker, and migrates before there are several."""
    from service.wiring import running_service

    async with running_service(settings):
        await _tell(settings, listener)


def _serve_with_workers(settings: Settings, listener: socket.socket) -> None:
    from uvicorn.supervisors import Multiprocess

    # Each worker is a process of its own, and reads the environment like this one did.
    given = {"DATA_DIR": settings.data_dir, "HOST": settings.host, "PORT": settings.port}
    os.environ |= {f"ASK_{name}": str(value) for name, value in given.items()}
    config = server_config("service.app:app_from_environment", workers=settings.workers)
    Multiprocess(config, sockets=[listener]).run()


async def _tell(settings: Settings, listener: socket.socket) -> None:
    """Says what the operator should know, and where the page is.

    Raises:
        PlanMismatch: What is offered is not what Stripe would charge.
    """
    from service.billing_setup import check_price

    if settings.wants_model:
        _say(f"Answers are written by {settings.language_model.name} and checked.")
    if settings.takes_payments:
        plan = settings.offer.plan
        _say(f"Asking is {plan.name}: {plan.sentence}, {plan.questions} questions a month.")
        concern = await check_price(settings)
        if concern:
            _say(concern)
        if not settings.offer.webhook_secrets:
            _say("STRIPE_WEBHOOK_SECRET is not set: webhooks are refused until it is.")
    if settings.smtp_url is None and is_loopback(settings.host):
        _say("ASK_SMTP_URL is not set: codes for signing in are printed here.")
    address, number = listener.getsockname()[:2]
    shown = f"[{address}]" if ":" in address else address
    _say(f"Open http://{shown}:{number} in a browser. Ctrl-C stops.")


def server_config(app: "FastAPI | str", workers: int = 1) -> "Config":
    """How the server runs: its own log and its own reading of proxies' headers are left out."""
    import uvicorn

    return uvicorn.Config(
        app,
        factory=isinstance(app, str),
        workers=workers,
        log_config=None,
        log_level="warning",
        access_log=False,
        # Answers end within five seconds; who does not read does not hold up the end.
        timeout_graceful_shutdown=10,
        # It would believe whatever a client on this machine writes into X-Forwarded-For.
        proxy_headers=False,
    )


def _say(sentence: str) -> None:
    messages.print(sentence, markup=False)


def _listener(host: str, port: int) -> socket.socket:
    """A socket at the address, taken before anything starts, so that a failure is a sentence."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's delay off, 40 ms for every small event, only where TCP is named.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise PortTaken(
            f"Nobody can listen at {host}, port {port}: {error.strerror}. "
            "Choose another port with --port."
        ) from error
    return listener
