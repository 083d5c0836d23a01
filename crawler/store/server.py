"""One server process: started on a port, asked for its health, ended for certain."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep

from crawler.errors import StoreUnavailableError
from crawler.store.engine import Engine
from crawler.store.locks import FileLock
from crawler.store.ports import LOOPBACK
from crawler.store.probe import Health, Probe
from crawler.store.running import Running

logger = logging.getLogger(__name__)

STOP_SECONDS = 20.0
"""A server that has not ended after this long is killed; its journal keeps what it acknowledged."""
KILL_SECONDS = 5.0
ASK_SECONDS = 4.0
"""How long a server is given before it is asked again to end."""
ANSWER_SECONDS = 15.0
"""A health check that takes longer has failed."""


class Server:
    """A running server. It inherits ``lock``, and so holds ``server.lock`` as long as it lives."""

    def __init__(self, engine: Engine, folder: Path, port: int, lock: FileLock) -> None:
        self.engine, self.port = engine, port
        self._probe: Probe | None = None
        self._process = subprocess.Popen(  # noqa: S603 - the program that find_engine chose
            engine.command(folder, port),
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            pass_fds=(lock.fileno(),),
        )
        self.pid = self._process.pid

    def has_ended(self) -> bool:
        """Whether the process is gone."""
        return self._process.poll() is not None

    def health(self) -> Health:
        """Its health, over a connection that is kept. Its process number tells it from a stranger
        that listens on the same port.

        :raises OSError: when it does not answer, or another does.
        """
        try:
            if self._probe is None:
                self._probe = Probe(self.port, ANSWER_SECONDS)
            health = self._probe.health()
        except OSError:
            self._disconnect()
            raise
        if health.pid != self.pid:
            self._disconnect()
            raise OSError(f"port {self.port} belongs to process {health.pid}")
        return health

    def end(self) -> None:
        """End the process: politely, then by force. Idempotent."""
        self._disconnect()
        if not self.has_ended() and not ask_to_end(self.pid, self.port, self.has_ended):
            logger.warning("%s did not end in %g s and is killed", self.engine.name, STOP_SECONDS)
            self.kill()

    def kill(self) -> None:
        """End the process at once, so that it writes nothing more."""
        self._process.kill()
        self._process.wait()

    def _disconnect(self) -> None:
        if self._probe is not None:
            self._probe.close()
            self._probe = None


def lock_data(folder: Path) -> FileLock:
    """Take ``server.lock``; a server that outlived its supervisor, and so holds it, is ended first.

    :raises StoreUnavailableError: when it does not end, or is not known.
    """
    lock = FileLock(folder / "server.lock")
    if lock.acquire():
        return lock
    running = Running.read(folder)
    if running is not None:  # whoever holds the lock is the one written there: the number is not reused
        logger.warning("ending server %d, which outlived its supervisor", running.pid)
        if ask_to_end(running.pid, running.port, lock.acquire):
            return lock
        send(running.pid, signal.SIGKILL)
        if lock.acquire(KILL_SECONDS):
            return lock
    lock.close()
    raise StoreUnavailableError(f"another process holds the data in {folder}: end it first")


def ask_to_end(pid: int, port: int, has_ended: Callable[[], bool]) -> bool:
    """Ask a server to end, and wait; False when it has not ended after `STOP_SECONDS`.

    secantusd-py sees that it is to end when somebody connects, or 2 s later. A signal that it takes in
    another thread than its first it does not see at all, so that it is asked again.
    """
    began = asked = monotonic()
    send(pid, signal.SIGTERM)
    while not has_ended():
        sleep(0.05)
        with suppress(OSError), socket.create_connection((LOOPBACK, port), 0.1):
            pass
        if monotonic() - began > STOP_SECONDS:
            return False
        if monotonic() - asked > ASK_SECONDS:
            asked = monotonic()
            send(pid, signal.SIGTERM)
    return True


def send(pid: int, number: signal.Signals) -> None:
    """Send a signal to a process that may be gone."""
    with suppress(ProcessLookupError):
        os.kill(pid, number)
