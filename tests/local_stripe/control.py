"""The control interface under ``/_test``, by which a test makes things happen."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.local_stripe.account import agenda, disputes, webhook_endpoints
from tests.local_stripe.account.refusals import Refused
from tests.local_stripe.account.world import DAY, World
from tests.local_stripe.api.over_http import Api
from tests.local_stripe.delivery import Delivery, Flush, Sending
from tests.local_stripe.faults import Fault

Body = dict[str, Any]


class Control:
    """Does what tests ask for; every command takes JSON and gives JSON."""

    def __init__(self, world: World, api: Api, delivery: Delivery) -> None:
        self._world, self._api, self._delivery = world, api, delivery
        self._commands: dict[str, Callable[[Body], Awaitable[Body]]] = {
            "advance": self._advance,
            "dispute": self._dispute,
            "drop": self._drop,
            "endpoint": self._endpoint,
            "fault": self._fault,
            "flush": self._flush,
            "log": self._log,
            "reset": self._reset,
            "send": self._send,
            "settings": self._settings,
            "settle": self._settle,
            "state": self._state,
        }

    async def handle(self, request: Request) -> Response:
        """Answers ``POST /_test/{command}``."""
        command = self._commands.get(request.path_params["command"])
        if not command:
            return JSONResponse({"error": "There is no such command."}, 404)
        try:
            return JSONResponse(await command(await request.json()))
        except (Refused, KeyError, TypeError) as error:
            return JSONResponse({"error": str(error)}, 400)

    async def _reset(self, _: Body) -> Body:
        await self._delivery.clear()
        self._api.clear()
        self._world.clear()
        return {}

    async def _endpoint(self, body: Body) -> Body:
        fields = {"url": body["url"], "enabled_events": body["events"]}
        return {"id": webhook_endpoints.add(self._world, fields, body["secret"])["id"]}

    async def _settings(self, body: Body) -> Body:
        settings = self._world.settings
        self._world.settings = type(settings)(**{**asdict(settings), **body})
        return asdict(self._world.settings)

    async def _flush(self, body: Body) -> Body:
        return {"count": await self._delivery.flush(Flush(**body))}

    async def _drop(self, _: Body) -> Body:
        return {"count": self._delivery.drop()}

    async def _send(self, body: Body) -> Body:
        return {"results": await self._delivery.send(Sending(**body))}

    async def _fault(self, body: Body) -> Body:
        self._api.faults.add(Fault(**body))
        return {}

    async def _advance(self, body: Body) -> Body:
        agenda.advance(self._world, body["days"] * DAY)
        return {"now": self._world.now()}

    async def _dispute(self, body: Body) -> Body:
        act = disputes.decide if body["event"] == "closed" else disputes.begin
        return {"id": act(self._world, body["charge"], body["status"])["id"]}

    async def _settle(self, _: Body) -> Body:
        await self._delivery.settle()
        return {}

    async def _log(self, _: Body) -> Body:
        return {
            "requests": self._api.log_entries(),
            "deliveries": self._delivery.log_entries(),
            "held": self._delivery.held_types(),
        }

    async def _state(self, _: Body) -> Body:
        agenda.catch_up(self._world)
        return {"now": self._world.now(), "objects": list(self._world.resources.values())}
