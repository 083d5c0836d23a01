"""Staying with a server: while it is healthy, needed, and its folder is where it was."""

from __future__ import annotations

import logging
from pathlib import Path
from time import monotonic

from crawler.store.locks import FileLock
from crawler.store.running import Running
from crawler.store.server import Server
from crawler.store.wakeups import Wakeups

logger = logging.getLogger(__name__)

FOLDER_SECONDS = 0.5
"""How often it looks whether the folder is still there. A server that outlives its folder would write
into one that is made anew under the same name, and destroy the data there."""


class Watch:
    """Watches one server.

    :param folder: the store's folder.
    :param lock: ``run.lock`` of the folder, held.
    :param idle_seconds: how long the server stays without a client.
    """

    def __init__(self, folder: Path, lock: FileLock, wakeups: Wakeups, idle_seconds: float) -> None:
        self.folder, self.idle_seconds = folder, idle_seconds
        self._lock, self._wakeups = lock, wakeups
        self._look_seconds = min(max(idle_seconds / 4, 0.2), 5.0)

    def stay(self, server: Server) -> bool:
        """Return when the server has ended, or has failed two checks in a row (False), or when it must
        end: told so, not needed, or without its folder (True).
        """
        used, connected, failed = monotonic(), 0, 0
        while not server.has_ended():
            try:
                health = server.health()
                if health.clients > 0 or health.connected != connected:
                    used, connected = monotonic(), health.connected
                elif monotonic() - used >= self.idle_seconds and self._nobody_came(server, connected):
                    return True
                failed = 0
            except OSError as error:
                failed += 1
                logger.warning("health check failed: %s", error)
                if failed > 1:
                    return False
            if self._must_end(server):
                return True
        return False

    def _must_end(self, server: Server) -> bool:
        """Wait until the next look; whether the server must end before."""
        deadline = monotonic() + self._look_seconds
        while (rest := deadline - monotonic()) > 0 and not server.has_ended():
            if self._wakeups.wait(min(rest, FOLDER_SECONDS)):
                return True
            if not self._lock.is_in_place():
                logger.warning("%s is gone: ending", self.folder)
                server.kill()
                return True
        return False

    def _nobody_came(self, server: Server, connected: int) -> bool:
        """Whether the server may end.

        Whoever reads ``server.json`` connects, and then reads it again: if the connection is not seen
        here, ``server.json`` was gone by then, and the newcomer waits for the end and starts anew.
        """
        with FileLock(self.folder / "start.lock") as lock:
            running = Running.read(self.folder)
            if running is None or not lock.acquire():
                return False
            Running.forget(self.folder)
            if server.health().connected != connected:
                running.write(self.folder)
                return False
        logger.info("no client for %g s: ending", self.idle_seconds)
        return True
