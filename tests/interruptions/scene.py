"""What is interrupted: processes that serve, their Redis, and the model that they ask.

Where there is one process alone it has neither Redis nor PostgreSQL.
"""

import asyncio
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.interruptions.listener import Listener
from tests.premium.processes import ServiceProcess
from tests.servers import RedisServer, free_port
from tests.waiting import eventually

_MODEL = """
import sys, uvicorn
from tests.openai_server import OpenAIServer, Script, in_pieces
pieces = in_pieces(sys.argv[1], 3)
server = OpenAIServer(otherwise=lambda _: Script(pieces, pause=0.02))
uvicorn.run(server, port=int(sys.argv[2]), log_config=None, lifespan="off")
"""
_ROOT = Path(__file__).parents[2]


class ModelProcess:
    """A language model that writes one text, slowly, and can be killed."""

    def __init__(self, text: str) -> None:
        self._text, self._port = text, free_port()
        self.url = f"http://127.0.0.1:{self._port}/v1"

    def start(self) -> None:
        """Starts it; returns when it can be asked."""
        command = [sys.executable, "-c", _MODEL, self._text, str(self._port)]
        self._process = subprocess.Popen(command, cwd=_ROOT)
        eventually(self._listens, patience=60)

    def kill(self) -> None:
        """Kills it in the middle of whatever it writes."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self._port)) == 0


@dataclass
class Scene:
    """Everything that can be interrupted, and who listens."""

    services: Sequence[ServiceProcess]
    redis: RedisServer | None
    model: ModelProcess
    listeners: Sequence[Listener]
    chance: random.Random

    def interruptions(self) -> dict[str, tuple[int, Callable[[], None]]]:
        """What may happen, how often in comparison, and how it is made to happen."""
        every = {
            "connection": (9, self._break_a_connection),
            "model": (3, self._kill_the_model),
            "SIGTERM": (2, lambda: self._restart(ServiceProcess.stop)),
            "SIGKILL": (3, lambda: self._restart(ServiceProcess.kill)),
        }
        if self.redis:
            every["Redis"] = (3, self._kill_redis)
        return every

    async def interrupt(self, times: int) -> dict[str, int]:
        """Interrupts at random moments; how often each thing happened."""
        every = self.interruptions()
        weights = [weight for weight, _ in every.values()]
        happened = dict.fromkeys(every, 0)
        for _ in range(times):
            await asyncio.sleep(self.chance.uniform(0.05, 1.0))
            (kind,) = self.chance.choices(list(every), weights)
            await asyncio.to_thread(every[kind][1])
            happened[kind] += 1
        return happened

    def _break_a_connection(self) -> None:
        self.chance.choice(self.listeners).hang_up()

    def _kill_the_model(self) -> None:
        self.model.kill()
        self.model.start()

    def _kill_redis(self) -> None:
        assert self.redis
        self.redis.stop()
        self.redis.start()

    def _restart(self, end: Callable[[ServiceProcess], object]) -> None:
        service = self.chance.choice(self.services)
        end(service)
        service.start()
