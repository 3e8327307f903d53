"""The product's own command, as processes: ones that serve, and ones that do something and end."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import httpx

from tests.premium.clock import clean_up
from tests.servers import free_port
from tests.waiting import eventually

_ROOT = Path(__file__).parents[2]
_COMMAND = [sys.executable, "-c", "from service.command_line import main; main()"]
_HOST = "127.0.0.1"
_PATIENCE = 60.0
_WORKER = b"spawn_main"

Command = subprocess.CompletedProcess[str]


class ServiceProcess:
    """A process that serves, at the same address however often it is started.

    Attributes:
        url: Where it serves.
        environment: The variables with which it starts, all of them.
    """

    def __init__(
        self, log: Path, environment: Mapping[str, str], arguments: tuple[str, ...] = ()
    ) -> None:
        port = free_port()
        self.url = f"http://{_HOST}:{port}"
        self.environment = dict(environment)
        self._arguments = ["serve", "--port", str(port), *arguments]
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> str:
        """All that it has written since it was made."""
        return self._log.read_text()

    def begin(self) -> None:
        """Starts it, and does not wait until it is ready."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [*_COMMAND, *self._arguments],
                cwd=_ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # So that its workers can be killed with it.
                start_new_session=True,
            )

    def start(self) -> None:
        """Starts it; returns when it can answer."""
        self.begin()
        self.wait_ready()

    def wait_ready(self) -> None:
        """Waits until it can answer.

        Raises:
            AssertionError: It ended instead; the message is its log.
        """
        with httpx.Client(trust_env=False, verify=False) as client:
            eventually(lambda: self._is_ready(client), _PATIENCE)

    def stop(self) -> int:
        """Lets it come to its end; returns its exit code, which tells of the signal."""
        self._started.send_signal(signal.SIGTERM)
        return self.wait()

    def kill(self) -> None:
        """Kills it where it stands, and its workers with it."""
        os.killpg(self._started.pid, signal.SIGKILL)
        self.wait()

    def wait(self) -> int:
        """Waits until it ends by itself; returns its exit code."""
        code = self._started.wait(_PATIENCE)
        clean_up()
        self._process = None
        return code

    @property
    def is_running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    def workers(self) -> list[int]:
        """The numbers of the processes that serve for it, where it was told to have several."""
        main = self._started.pid
        children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        return [
            int(one) for one in children if _WORKER in Path(f"/proc/{one}/cmdline").read_bytes()
        ]

    @property
    def _started(self) -> subprocess.Popen[bytes]:
        assert self._process, "It was not started."
        return self._process

    def _is_ready(self, client: httpx.Client) -> bool:
        assert self.is_running, self.log
        try:
            return client.get(f"{self.url}/readyz").status_code == httpx.codes.OK
        except httpx.TransportError:
            return False


def run_command(environment: Mapping[str, str], *arguments: str) -> Command:
    """What an ``ask-episode`` command wrote, and its exit code."""
    return subprocess.run(
        [*_COMMAND, *arguments],
        cwd=_ROOT,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )
