"""Advisory locks on files (flock): held by a process, freed by the system when it dies."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from typing import Self

POLL_SECONDS = 0.02


class FileLock:
    """An exclusive lock on a file, which is made when missing and never removed.

    The lock belongs to the open file: a child that inherits `fileno` holds it too, until both are gone.
    As a context manager it frees the lock at the end. :raises OSError: when the file cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)

    def acquire(self, timeout: float = 0.0) -> bool:
        """Take the lock within ``timeout`` seconds; False when another holds it all that time."""
        end = monotonic() + timeout
        while True:
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if monotonic() >= end:
                    return False
                sleep(POLL_SECONDS)
            else:
                return True

    def is_in_place(self) -> bool:
        """Whether the file still stands under its path: its folder may have been removed or replaced."""
        try:
            return os.path.samestat(self.path.stat(), os.fstat(self._descriptor))
        except OSError:
            return False

    def fileno(self) -> int:
        """The descriptor, for a child to inherit."""
        return self._descriptor

    def write(self, text: str) -> None:
        """Replace the file's content: a note of the holder's."""
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, text.encode(), 0)

    def close(self) -> None:
        """Let go of the file. Idempotent."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def is_held(path: Path) -> bool:
    """Whether some process holds the lock. Ask only while no other asks: the answer takes the lock."""
    with FileLock(path) as lock:
        return not lock.acquire()
