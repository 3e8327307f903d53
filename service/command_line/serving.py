"""The command that serves the API and the page."""

import asyncio
import logging
import socket
from typing import Annotated

import typer

from indexer import ExplainedError
from service.command_line.common import DataOption, explained, messages, settings_for


class PortTaken(ExplainedError):
    """Nobody can listen at the address that was asked for."""


def add_commands(app: typer.Typer) -> None:
    """Adds this module's commands to the command line."""
    app.command()(serve)


def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="The port; 0 takes a free one.")] = None,
    data: DataOption = None,
) -> None:
    """Serve the API and a page to ask from."""
    import uvicorn

    from service.app import create_app
    from service.database import prepare_database
    from service.settings import refuse_giving_away

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with explained():
        settings = settings_for(data, host=host, port=port)
        refuse_giving_away(settings, gated=False)
        if settings.wants_model:
            said = f"Answers are written by {settings.language_model.name} and checked."
            messages.print(said, markup=False)
        # A server that fails while starting says so in a traceback; this says it in a sentence.
        asyncio.run(prepare_database(settings.database))
        app = create_app(settings)
        with _listener(settings.host, settings.port) as listener:
            address, number = listener.getsockname()[:2]
            shown = f"[{address}]" if ":" in address else address
            messages.print(
                f"Open http://{shown}:{number} in a browser. Ctrl-C stops.", markup=False
            )
            config = uvicorn.Config(app, log_config=None, log_level="warning", access_log=False)
            uvicorn.Server(config).run(sockets=[listener])


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
