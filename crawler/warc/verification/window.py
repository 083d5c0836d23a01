"""Reads a file by position through one buffer, so that small records cost few system calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

_BUFFER = 1 << 20


class Window:
    """The first ``size`` bytes of ``file``, in constant memory.

    :param progress: told how many bytes of the file were read since it was last told.
    """

    __slots__ = ("_buffer", "_file", "_progress", "_start", "size")

    def __init__(self, file: BinaryIO, size: int, progress: Callable[[int], None] | None = None) -> None:
        self._file = file
        self._progress = progress
        self._buffer, self._start = b"", 0
        self.size = size
        """Bytes that are looked at."""

    def read(self, position: int, count: int) -> bytes:
        """The bytes from ``position``, at most ``count``; fewer only at the end of the file."""
        begin = position - self._start
        if begin < 0 or begin + count > len(self._buffer):
            count = max(min(count, self.size - position), 0)
            if begin < 0 or begin + count > len(self._buffer):
                self._fill(position, max(count, _BUFFER))
                begin = 0
        return self._buffer[begin : begin + count]

    def find(self, needle: bytes, position: int) -> int | None:
        """Where ``needle`` stands first at or after ``position``."""
        while position < self.size:
            piece = self.read(position, _BUFFER)
            found = piece.find(needle)
            if found >= 0:
                return position + found
            position += max(len(piece) - len(needle) + 1, 1)
        return None

    def _fill(self, position: int, count: int) -> None:
        self._file.seek(position)
        self._buffer = self._file.read(min(count, self.size - position))
        seen = self._start + len(self._buffer) if self._progress else 0
        self._start = position
        if self._progress and position + len(self._buffer) > seen:
            self._progress(len(self._buffer))
