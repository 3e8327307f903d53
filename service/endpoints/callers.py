"""Who sends a request, and from which site."""

from typing import Annotated

from fastapi import Depends, Request, Response

from indexer import ExplainedError
from service.access.api_key import Scope
from service.access.caller import Caller
from service.access.client_address import client_address
from service.state import State


class SiteNotRegistered(ExplainedError):
    """A page of a site that nobody registered."""


def address_of(request: Request, state: State) -> str:
    """The address that a request is counted for."""
    peer = request.client.host if request.client else None
    return client_address(peer, request.headers.getlist("x-forwarded-for"), state.proxies)


Address = Annotated[str, Depends(address_of)]


async def current_caller(request: Request, state: State, address: Address) -> Caller:
    """Who sends a request; a visitor where it brings no credentials."""
    headers = request.headers
    return await state.callers.identify(
        headers.get("authorization"), headers.get("origin"), address
    )


CurrentCaller = Annotated[Caller, Depends(current_caller)]


async def visitor_of(state: State, address: Address) -> Caller:
    """Whoever opens a page, with which a browser sends no credentials of ours."""
    return await state.callers.identify(None, None, address)


Visitor = Annotated[Caller, Depends(visitor_of)]


async def not_stored(response: Response) -> None:
    """Keeps what is told of a caller out of every cache on the way (RFC 6749, 5.1)."""
    response.headers["Cache-Control"] = "no-store"


async def reader(caller: CurrentCaller) -> None:
    """Lets anybody read but a key that was not made for it."""
    caller.require(Scope.READ)


async def operator(caller: CurrentCaller) -> None:
    """Lets only keys in that were made for whoever runs the service."""
    caller.operates()


async def site_of(request: Request, state: State) -> str | None:
    """The registered site whose page sends a request; None for our own pages and for programs.

    Raises:
        SiteNotRegistered: The page is of a site that is not registered.
    """
    origin = request.headers.get("origin")
    if origin is None or origin in state.settings.own_origins:
        return None
    if not await state.sites.is_registered(origin):
        raise SiteNotRegistered(
            "This page's site is not registered. Whoever runs the service can register it: "
            "`ask-episode sites add` and the page's origin."
        )
    return origin


Site = Annotated[str | None, Depends(site_of)]
