"""One HTTP exchange as it passed on the wire: what the capture records and the WARC writer stores."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO


class Spool:
    """Bytes in arrival order: in memory, without copying, until a limit; beyond it in a temporary file.

    :param limit: bytes held in memory before everything moves to an unnamed temporary file.
    """

    __slots__ = ("_chunks", "_file", "_limit", "_size")

    def __init__(self, limit: int = 8 * 1024 * 1024) -> None:
        self._limit = limit
        self._size = 0
        self._chunks: list[bytes] = []
        self._file: IO[bytes] | None = None

    def __len__(self) -> int:
        return self._size

    def write(self, data: bytes) -> None:
        """Append ``data``; the object itself is kept while the spool is in memory."""
        self._size += len(data)
        if self._file is None and self._size <= self._limit:
            self._chunks.append(data)
            return
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the spool
            self._file.writelines(self._chunks)
            self._chunks.clear()
        self._file.write(data)

    def chunks(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield the bytes from ``start`` up to ``end`` (default: the end), piece by piece."""
        end = self._size if end is None else min(end, self._size)
        position = 0
        for chunk in self._pieces():
            low, high = max(start - position, 0), min(end - position, len(chunk))
            if low < high:
                yield chunk if high - low == len(chunk) else chunk[low:high]
            position += len(chunk)
            if position >= end:
                return

    def read(self, start: int = 0, end: int | None = None) -> bytes:
        """The bytes from ``start`` up to ``end`` in one piece."""
        return b"".join(self.chunks(start, end))

    def close(self) -> None:
        """Free the memory or the temporary file. Idempotent."""
        self._chunks.clear()
        self._size = 0
        if self._file is not None:
            self._file.close()
            self._file = None

    def _pieces(self) -> Iterator[bytes]:
        if self._file is None:
            yield from self._chunks
            return
        self._file.flush()
        self._file.seek(0)
        while piece := self._file.read(1 << 20):
            yield piece
        self._file.seek(0, 2)


@dataclass(slots=True, kw_only=True)
class Exchange:
    """One request and what came back for it on one connection, byte for byte.

    The message in `response` starts at `response_start` (1xx messages stand before it) and ends at
    `response_end` (bytes after it belong to no message).
    """

    url: str
    """The URL that was asked for, absolute, without fragment: the WARC-Target-URI."""
    method: str
    """The request's method: ``GET``."""
    started: datetime
    """When the request began to be sent; aware, UTC, to the microsecond: the WARC-Date."""
    request: bytes = b""
    """The request exactly as written to the connection, head and body."""
    response: Spool = field(default_factory=Spool)
    """Everything received, exactly, TLS removed."""
    response_start: int = 0
    """Offset in `response` of the final message's status line."""
    response_end: int = 0
    """Offset in `response` just after the message's last byte."""
    head_end: int | None = None
    """Offset in `response` just after the blank line that ends the final message's header section;
    None when it never came, or could not be parsed."""
    status: int | None = None
    """The final message's status code, when its status line could be parsed."""
    truncated: str | None = None
    """WARC-Truncated, when the message is not whole: ``length``, ``time``, ``disconnect`` or
    ``unspecified`` (WARC 1.1, section 5.13)."""
    error: str | None = None
    """What went wrong, in words, when no usable response came: kept in a metadata record."""
    address: str | None = None
    """IP address of the server; None behind a proxy, or when no connection was made."""
    protocols: tuple[str, ...] = ()
    """WARC-Protocol values, outermost first: ``("http/1.1", "tls/1.3")``."""
    cipher_suite: str | None = None
    """IANA name of the TLS cipher suite: ``TLS_AES_256_GCM_SHA384``."""
    elapsed: float = 0.0
    """Seconds from `started` to the last byte received (WARC metadata ``fetchTimeMs``)."""
    referrer: str | None = None
    """URL of the page whose link, redirect or retry led here (WARC metadata ``via``)."""
    redirected_from: str | None = None
    """URL that was asked for first, without fragment, when redirects led from it to this one."""
    hops: str = ""
    """How it was reached, a letter for each step: ``L`` link, ``E`` embed, ``R`` redirect, ``P``
    prerequisite."""
