"""Real servers for tests: Redis and PostgreSQL, each on a free port of the loopback.

A server can be stopped as a crash would, started again at the same address, and frozen: it then
takes connections and does not answer.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol, TypeVar

from tests.waiting import eventually

_POSTGRESQL = Path("/usr/lib/postgresql")
_WHO_MAY_CONNECT = """
host all ask 127.0.0.1/32 trust
host all all 127.0.0.1/32 scram-sha-256
"""
_EMPTY = """
DO $$ BEGIN
    PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid();
    EXECUTE (SELECT 'TRUNCATE ' || string_agg(tablename, ', ') FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version');
END $$
"""
_LOG = "log"


class Server(Protocol):
    """A server that outage tests can do away with for a while."""

    url: str

    def start(self) -> None:
        """Starts it, with what it had kept; returns when it answers."""

    def stop(self) -> None:
        """Stops it as a crash would: connections break off, nothing is tidied up."""

    def pause(self) -> None:
        """Freezes it: it takes connections and does not answer."""

    def resume(self) -> None:
        """Lets it go on where it was."""


AnyServer = TypeVar("AnyServer", bound=Server)


class RedisServer:
    """A Redis that keeps nothing on disk."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> None:
        """Starts it, empty; returns when it answers."""
        options = {"port": self._port, "bind": "127.0.0.1", "save": "", "appendonly": "no"}
        arguments = [part for name, value in options.items() for part in (f"--{name}", str(value))]
        with (self._folder / _LOG).open("ab") as log:
            command = ["redis-server", *arguments]
            self._process = subprocess.Popen(command, cwd=self._folder, stdout=log)
        eventually(lambda: self._ask(b"PING") == b"+PONG\r\n")

    def flush(self) -> None:
        """Forgets everything."""
        assert self._ask(b"FLUSHALL") == b"+OK\r\n"

    def stop(self) -> None:
        """Kills it; what it held is gone."""
        self._process.kill()
        self._process.wait()

    def pause(self) -> None:
        """Freezes it."""
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Lets it go on."""
        self._process.send_signal(signal.SIGCONT)

    def _ask(self, command: bytes) -> bytes:
        try:
            with socket.create_connection(("127.0.0.1", self._port), timeout=5) as connection:
                connection.sendall(command + b"\r\n")
                return connection.recv(100)
        except ConnectionError:
            return b""


class PostgresServer:
    """A PostgreSQL that spares its disk, trusts its owner ``ask`` and asks others' passwords."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._port = folder, free_port()
        self._main = folder / "data" / "postmaster.pid"
        # PostgreSQL refuses to run as root.
        self._user = "postgres" if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(folder, self._user)
        self._run("initdb", "--username=ask", "--auth=trust", "--no-sync", "--encoding=UTF8")
        (folder / "data" / "pg_hba.conf").write_text(_WHO_MAY_CONNECT)
        self.url = self.url_of("postgres")

    def url_of(self, database: str, user: str = "ask") -> str:
        """The address of one of its databases, as the service takes it.

        ``user`` may have a password behind a colon.
        """
        return f"postgresql+asyncpg://{user}@127.0.0.1:{self._port}/{database}"

    def start(self) -> None:
        """Starts it; returns when it answers."""
        options = f"-p {self._port} -h 127.0.0.1 -k '' -F -c max_connections=200"
        self._run("pg_ctl", "start", "-w", "-o", options, "-l", str(self._folder / _LOG))

    def stop(self) -> None:
        """Stops it as a crash would."""
        if self._main.exists():
            self._run("pg_ctl", "stop", "-w", "-m", "immediate")

    def pause(self) -> None:
        """Freezes it, and with it every connection's process."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Lets it go on."""
        self._signal(signal.SIGCONT)

    def create(self, database: str) -> str:
        """Makes an empty database; gives its address."""
        self.execute(f"CREATE DATABASE {database}")
        return self.url_of(database)

    def empty(self, database: str) -> None:
        """Removes all rows of a migrated database, and whoever is still connected to it."""
        self.execute(_EMPTY, database)

    def drop(self, database: str) -> None:
        """Does away with a database, whoever is connected to it."""
        self.execute(f"DROP DATABASE {database} WITH (FORCE)")

    def execute(self, statement: str, database: str = "postgres") -> None:
        """Executes a statement, in a process of its own."""
        address = ["-h", "127.0.0.1", "-p", str(self._port), "-U", "ask", database]
        self._run_program("psql", "-qX", "-v", "ON_ERROR_STOP=1", "-c", statement, *address)

    def _signal(self, sent: signal.Signals) -> None:
        main = int(self._main.read_text().split()[0])
        children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        for process in (main, *map(int, children)):
            os.kill(process, sent)

    def _run(self, program: str, *arguments: str) -> None:
        self._run_program(program, "-D", str(self._folder / "data"), *arguments)

    def _run_program(self, program: str, *arguments: str) -> None:
        command: list[Any] = [_postgresql_program(program), *arguments]
        with (self._folder / "programs").open("ab") as said:
            subprocess.run(command, user=self._user, cwd="/", stdout=said, stderr=said, check=True)


def _postgresql_program(name: str) -> Path:
    """The program of the newest PostgreSQL; Debian keeps its server's off the PATH."""
    versions = sorted(_POSTGRESQL.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = versions[-1] if versions else shutil.which(name)
    assert found, f"The tests need PostgreSQL's {name}: `python tools/system_packages.py`."
    return Path(found)


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def running(kind: Callable[[Path], AnyServer]) -> Iterator[AnyServer]:
    """A server of one's own, stopped in the end."""
    # Not pytest's folder, which nobody but its user may enter.
    with tempfile.TemporaryDirectory() as folder:
        server = kind(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextlib.contextmanager
def stopped(server: Server) -> Iterator[None]:
    """An outage: the server is down, and back in the end."""
    server.stop()
    try:
        yield
    finally:
        server.start()


@contextlib.contextmanager
def paused(server: Server) -> Iterator[None]:
    """An outage of the worse kind: the server does not answer, and goes on in the end."""
    server.pause()
    try:
        yield
    finally:
        server.resume()
