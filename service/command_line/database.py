"""The service's database, opened for one command."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncEngine

from service.database import open_database
from service.settings import Settings

Result = TypeVar("Result")


def in_database(settings: Settings, work: Callable[[AsyncEngine], Awaitable[Result]]) -> Result:
    """What some work in the database gives; the database is closed again.

    Raises:
        DatabaseRefused: It cannot be opened.
    """

    async def opened() -> Result:
        engine = await open_database(settings.database)
        try:
            return await work(engine)
        finally:
            await engine.dispose()

    return asyncio.run(opened())
