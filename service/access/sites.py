"""The origins on which the widget may live, and to which a payment may send people back."""

import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import BigInteger, Column, String, Table, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from indexer import ExplainedError
from service.access.origins import OriginInvalid, normalised_origin, origin_of_url
from service.database import DatabaseUnreachable, metadata

sites = Table(
    "sites",
    metadata,
    Column("origin", String(300), primary_key=True),
    Column("created_at", BigInteger, nullable=False),
)

# Every request of a widget asks, before anything is known of its caller. Another process learns of
# a change this much later.
_KEPT_SECONDS = 10


class SiteNotFound(ExplainedError):
    """No site has this origin."""


class ReturnUrlRefused(ExplainedError):
    """An address to which nobody may be sent back; the message says which ones do."""


@dataclass(frozen=True, slots=True)
class Site:
    """A registered origin, and when it was registered (seconds since 1970)."""

    origin: str
    created_at: int


class Sites:
    """The registered origins, in the service's database."""

    def __init__(
        self,
        engine: AsyncEngine,
        own_origins: Iterable[str] = (),
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Takes the origins at which the service itself is reached; they need no registration.

        Raises:
            OriginInvalid: One of them is none.
        """
        self._engine = engine
        self._own_origins = frozenset(map(normalised_origin, own_origins))
        self._clock = clock
        self._known: frozenset[str] | None = None
        self._known_until = 0.0

    async def add(self, origin: str) -> str:
        """Registers an origin, however it is spelt; gives it as browsers write it.

        Raises:
            OriginInvalid: It is none.
        """
        site = Site(normalised_origin(origin), int(self._clock()))
        async with self._engine.begin() as connection:
            await connection.execute(insert(sites).values(asdict(site)).on_conflict_do_nothing())
        self._known_until = 0.0
        return site.origin

    async def remove(self, origin: str) -> str:
        """Takes an origin's registration back; gives it as browsers write it.

        Raises:
            OriginInvalid: It is none.
            SiteNotFound: It is not registered.
        """
        known = normalised_origin(origin)
        async with self._engine.begin() as connection:
            found = await connection.execute(delete(sites).where(sites.c.origin == known))
        if not found.rowcount:
            raise SiteNotFound(f"{known} is not registered. `ask-episode sites list` shows all.")
        self._known_until = 0.0
        return known

    async def listed(self) -> list[Site]:
        """The registered sites, by their origins."""
        async with self._engine.connect() as connection:
            found = await connection.execute(select(sites).order_by(sites.c.origin))
            return [Site(**row) for row in found.mappings()]

    async def is_registered(self, origin: str) -> bool:
        """Whether the widget may live on an origin, as a browser's Origin header names it."""
        return origin in await self._registered()

    async def check_return_url(self, url: str) -> None:
        """Lets pass an address on a registered site, or on the service itself.

        Raises:
            ReturnUrlRefused: It is anywhere else, or a browser could be led elsewhere by it.
        """
        try:
            origin = origin_of_url(url)
        except OriginInvalid as error:
            raise ReturnUrlRefused(f"The return address is refused. {error}") from error
        if origin not in self._own_origins and origin not in await self._registered():
            raise ReturnUrlRefused(
                f"The return address is on {origin}, which is not registered. Whoever runs the "
                f"service can register it: `ask-episode sites add {origin}`."
            )

    async def _registered(self) -> frozenset[str]:
        now = self._clock()
        if self._known is not None and now < self._known_until:
            return self._known
        try:
            # The whole set is kept: kept one by one, made-up origins would fill the memory.
            self._known = frozenset(site.origin for site in await self.listed())
            self._known_until = now + _KEPT_SECONDS
        except DatabaseUnreachable:
            # The pages of known sites are to be able to read why nothing works.
            if self._known is None:
                raise
        return self._known
