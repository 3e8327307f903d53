"""A local Stripe that listens on a port of this machine."""

import contextlib
import socket
import threading
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route

from tests.local_stripe.account.world import World
from tests.local_stripe.api.over_http import Api
from tests.local_stripe.client import LocalStripe
from tests.local_stripe.control import Control
from tests.local_stripe.delivery import Delivery
from tests.local_stripe.pages import Pages

_HOST = "127.0.0.1"


def _application(world: World) -> Starlette:
    api, delivery, pages = Api(world), Delivery(world), Pages(world)
    control = Control(world, api, delivery)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await delivery.aclose()

    form = ["GET", "POST"]
    routes = [
        Route("/v1/{path:path}", api.handle, methods=["GET", "POST", "DELETE"]),
        Route("/c/pay/{session}", pages.checkout, methods=form),
        Route("/p/session/{session}", pages.portal, methods=form),
        Route("/_test/{command}", control.handle, methods=["POST"]),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


def _server(port: int) -> tuple[uvicorn.Server, socket.socket, str]:
    # Without the protocol's number asyncio leaves Nagle's algorithm on: 40 ms an answer.
    listener = socket.socket(proto=socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((_HOST, port))
    listener.listen()
    url = f"http://{_HOST}:{listener.getsockname()[1]}"
    application = _application(World(base_url=url))
    config = uvicorn.Config(application, log_config=None, timeout_graceful_shutdown=1)
    return uvicorn.Server(config), listener, url


def serve(port: int) -> None:
    """Serves on a port until it is interrupted."""
    server, listener, _ = _server(port)
    server.run(sockets=[listener])


@contextlib.contextmanager
def local_stripe() -> Iterator[LocalStripe]:
    """Serves in a thread, on a free port."""
    server, listener, url = _server(0)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    stripe = LocalStripe(url)
    try:
        yield stripe
    finally:
        stripe.close()
        server.should_exit = True
        thread.join()
