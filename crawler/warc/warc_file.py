"""A file that only ever grows by whole appends, is locked while it is written, and renamed when done."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterable
from io import FileIO
from pathlib import Path

from crawler.warc.naming import OPEN

_GATHERED = 1 << 20  # bytes handed to the system at once


class WarcFile:
    """``<path>.open``, exclusively created and locked (flock) until it is renamed to ``path``.

    The lock tells a salvaging process that the writer is alive. Every method raises OSError as it comes;
    after one, `cut` takes back what was not wanted.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        """The final name."""
        self.open_path = path.with_name(path.name + OPEN)
        """The name while it is written."""
        self.size = 0
        """Bytes appended."""
        self._written = 0
        self._gathered: list[bytes] = []
        if path.exists():
            raise FileExistsError(f"{path} exists")
        self._file = create_locked(self.open_path)
        sync_folder(path.parent)

    def append(self, pieces: Iterable[bytes]) -> tuple[int, int]:
        """Add ``pieces`` at the end; returns their offset and their length together. See `flush`."""
        start = self.size
        for piece in pieces:
            self._gathered.append(piece)
            self.size += len(piece)
            if self.size - self._written >= _GATHERED:
                self.flush()
        return start, self.size - start

    def flush(self) -> None:
        """Hand everything appended to the system."""
        view = memoryview(b"".join(self._gathered))
        try:
            while view:
                taken = self._file.write(view)
                self._written += taken
                view = view[taken:]
        finally:
            self._gathered = [bytes(view)] if view else []

    def sync(self) -> None:
        """Return once everything flushed is on the disk."""
        os.fsync(self._file.fileno())

    def cut(self, size: int) -> None:
        """Drop all that was appended after the file had ``size`` bytes; of those, none is touched."""
        kept = b"".join(self._gathered)[: max(size - self._written, 0)]
        self._gathered = [kept] if kept else []
        self.size, self._written = size, size - len(kept)
        os.ftruncate(self._file.fileno(), self._written)
        self._file.seek(self._written)

    def finish(self) -> None:
        """Sync, give the file its final name, and let go of it; a file with nothing in it is removed."""
        try:
            self.sync()
            if self.size:
                self.open_path.rename(self.path)
            else:
                self.open_path.unlink()
            sync_folder(self.path.parent)
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Let go of the file as it is, under the name it has. Idempotent."""
        with contextlib.suppress(OSError):
            self._file.close()


def is_named(descriptor: int, path: Path) -> bool:
    """Whether ``path`` still names the open file (it may have been renamed or removed meanwhile)."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def sync_folder(folder: Path) -> None:
    """Return once the names in ``folder`` are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def create_locked(path: Path) -> FileIO:
    """A new file, locked (flock) for as long as it is open: the lock tells that its writer is alive."""
    while True:
        file = path.open("xb", buffering=0)
        with contextlib.suppress(OSError):  # a file system without locks: salvaging leaves it alone
            fcntl.flock(file.fileno(), fcntl.LOCK_EX)
        if is_named(file.fileno(), path):
            return file
        file.close()  # a salvaging process was quicker than the lock, and removed an empty leftover
