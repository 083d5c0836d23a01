"""A cursor over the bytes of one record, which come in pieces of any size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


class Cursor:
    """Takes what is asked for from ``pieces``, in constant memory; errors of the source pass through."""

    __slots__ = ("_at", "_piece", "_source", "taken")

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._source = iter(pieces)
        self._piece, self._at = b"", 0
        self.taken = 0
        """Bytes taken so far."""

    def until(self, mark: bytes, limit: int) -> bytes:
        """The bytes up to and with ``mark``; without it, all up to the end or to about ``limit``.

        Should the source fail, what was read before is to be had by `seen`.
        """
        while True:
            found = self._piece.find(mark, self._at)
            end = found + len(mark) if found >= 0 else len(self._piece)
            if found >= 0 or end - self._at > limit or not self._extend():
                head = self._piece[self._at : end]
                self._at = end
                self.taken += len(head)
                return head

    def take(self, count: int) -> Iterator[bytes]:
        """Yield the next ``count`` bytes, or as many as there are."""
        while count > 0 and self.more():
            part = self._piece[self._at : self._at + count]
            self._at += len(part)
            self.taken += len(part)
            count -= len(part)
            yield part

    def more(self) -> bool:
        """Whether anything is left. After False the source has been iterated to its end."""
        while self._at >= len(self._piece):
            piece = next(self._source, None)
            if piece is None:
                return False
            self._piece, self._at = piece, 0
        return True

    def seen(self) -> bytes:
        """What was read from the source and not taken yet."""
        return self._piece[self._at :]

    def _extend(self) -> bool:
        piece = next(self._source, None)
        if piece is None:
            return False
        self._piece, self._at = self._piece[self._at :] + piece, 0
        return True
