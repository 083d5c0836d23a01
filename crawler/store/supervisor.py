"""The process that runs and watches one folder's server: ``python -m crawler.store.supervisor FOLDER``.

It holds ``run.lock`` while it lives. Its only line on standard output is a JSON object, ``{"uri": ...}``
once the server answers, or ``{"error": ...}``; all else goes to standard error, the folder's log.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from pathlib import Path
from time import monotonic

from crawler.errors import StoreUnavailableError
from crawler.store.engine import Engine, find_engine
from crawler.store.locks import FileLock
from crawler.store.ports import free_port, is_free, remember_port, remembered_port
from crawler.store.running import Running
from crawler.store.server import Server, lock_data
from crawler.store.wakeups import Wakeups
from crawler.store.watch import Watch

logger = logging.getLogger("supervisor")

START_SECONDS = 60.0
"""A server that is not ready after this long (recovery of a large journal included) has failed."""
MAX_FAILURES = 5
"""Servers that may fail in a row, none having lived `STEADY_SECONDS`, before it gives up; of those that
never became ready, one."""
STEADY_SECONDS = 60.0
LOCK_SECONDS = 5.0
"""Time for a supervisor that is ending to be gone."""


class Supervisor:
    """Keeps one folder's server running until it is told to end, or nobody has used it for long.

    :param folder: the store's folder.
    :param lock: its ``run.lock``, held.
    :param port: the port to serve; None for the folder's own.
    :param idle_seconds: how long the server stays without a client.
    """

    def __init__(self, folder: Path, lock: FileLock, port: int | None, idle_seconds: float) -> None:
        self.folder, self.port = folder, port
        self._lock = lock
        self.ending = False
        self._served = False
        self._wakeups = Wakeups()
        self._watch = Watch(folder, lock, self._wakeups, idle_seconds)

    def run(self) -> None:
        """Run to the end.

        :raises StoreUnavailableError: when the server cannot be started, or failed too often.
        """
        engine = find_engine(self.folder)
        engine.prepare_data()
        failures = 0
        while not self.ending:
            if failures > (MAX_FAILURES if self._served else 1):
                raise StoreUnavailableError(f"{engine.name} failed {failures} times: {self._last_words()}")
            began = monotonic()
            self._serve_once(engine)
            failures = failures + 1 if monotonic() - began < STEADY_SECONDS else 1
            self._pause(0.2 * failures)

    def _serve_once(self, engine: Engine) -> None:
        """Start a server and stay with it until it ended, fails or is not needed any more."""
        with lock_data(self.folder) as lock:
            Running.forget(self.folder)
            server = Server(engine, self.folder, self._choose_port(), lock)
        try:
            if self._becomes_ready(server):
                self._announce(server)
                self.ending = self._watch.stay(server)
        finally:
            if self._lock.is_in_place():
                Running.forget(self.folder)
            server.end()

    def _choose_port(self) -> int:
        port = self.port or remembered_port(self.folder)
        if port is None or is_free(port):
            return port or free_port(self.folder)
        if self.port:
            raise StoreUnavailableError(
                f"port {port} is taken by another program: choose another, or leave --port out"
            )
        logger.warning("port %d is taken by another program: choosing another", port)
        return free_port(self.folder)

    def _becomes_ready(self, server: Server) -> bool:
        deadline = monotonic() + START_SECONDS
        while not server.has_ended() and not self.ending and monotonic() < deadline:
            try:
                server.health()
            except OSError:
                self._pause(0.01)
            else:
                return True
        return False

    def _announce(self, server: Server) -> None:
        remember_port(self.folder, server.port)
        running = Running(
            port=server.port, pid=server.pid, supervisor=os.getpid(), engine=server.engine.name
        )
        running.write(self.folder)
        report({"uri": running.uri})
        self._served = True
        logger.info("%s, process %d, serves port %d", server.engine.name, server.pid, server.port)

    def _pause(self, seconds: float) -> None:
        self.ending = self._wakeups.wait(seconds) or self.ending

    def _last_words(self) -> str:
        lines = (self.folder / "server.log").read_text("utf-8", "replace").splitlines()
        said = [line.strip() for line in lines[-20:] if line.strip()]
        return f"{said[-1] if said else 'it said nothing'} (more in {self.folder / 'server.log'})"


def report(line: dict[str, str]) -> None:
    """Tell whoever started this process how it went; only the first report goes anywhere."""
    try:
        os.write(1, json.dumps(line).encode() + b"\n")
    except BrokenPipeError:
        logger.info("whoever started this server is gone")
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)


def supervise(folder: Path, port: int | None, idle_seconds: float) -> None:
    """Supervise the folder's server, alone, to the end.

    :raises StoreUnavailableError: when another does, or the server cannot be run.
    """
    with FileLock(folder / "run.lock") as lock:
        if not lock.acquire(LOCK_SECONDS):
            raise StoreUnavailableError("another supervisor runs in this folder")
        lock.write(f"{os.getpid()}\n")
        Supervisor(folder, lock, port, idle_seconds).run()


def main() -> int:
    """Run a supervisor as the command line says."""
    parser = argparse.ArgumentParser(prog="crawler.store.supervisor")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int)
    parser.add_argument("--idle-seconds", type=float, required=True)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s: %(message)s", stream=sys.stderr)
    try:
        supervise(options.folder, options.port, options.idle_seconds)
    except (StoreUnavailableError, OSError) as error:
        logger.error("giving up: %s", error)  # noqa: TRY400 - a sentence, not a traceback
        report({"error": str(error)})
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
