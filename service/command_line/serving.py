"""The command that serves the API and the page."""

from typing import Annotated

import typer

from service.command_line.common import DataOption, explained, messages, settings_for


def add_commands(app: typer.Typer) -> None:
    """Adds this module's commands to the command line."""
    app.command()(serve)


def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="The port to listen on.")] = None,
    data: DataOption = None,
) -> None:
    """Serve the API and a page to ask from."""
    import uvicorn

    from service.app import create_app

    with explained():
        settings = settings_for(data)
        address, number = host or settings.host, settings.port if port is None else port
        app = create_app(settings)
        messages.print(f"Open http://{address}:{number} in a browser. Ctrl-C stops.", markup=False)
        uvicorn.run(app, host=address, port=number, log_config=None, access_log=False)
