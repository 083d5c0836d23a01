"""The response message in an exchange, measured: its head, and the digest and size of its payload."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crawler.exchange import Exchange, Spool
from crawler.warc.digest import measured
from crawler.warc.http import payload_of, split_head

SMALL = 256 * 1024
"""Bytes of a message up to which it is taken in one piece: most are a tenth of that."""


@dataclass(frozen=True, slots=True)
class SpoolBlock:
    """A content block that lies in a spool. Iterating raises ValueError if the spool was freed."""

    spool: Spool
    start: int
    end: int

    def __iter__(self) -> Iterator[bytes]:
        left = self.end - self.start
        for piece in self.spool.chunks(self.start, self.end):
            left -= len(piece)
            yield piece
        if left:
            raise ValueError(f"{left} bytes of a response went missing before they were written")


@dataclass(frozen=True, slots=True)
class Message:
    """A response message as it was received."""

    block: Iterable[bytes]
    """All of it, in pieces: one that is small, in a single one."""
    head: bytes
    """Status line and header fields with the blank line, exactly."""
    payload_digest: str
    """Labelled; of the de-chunked, still content-coded body."""
    payload_size: int
    """Bytes of that body."""


def message_of(exchange: Exchange, algorithm: str = "sha1") -> Message | None:
    """The response message of ``exchange``; None when nothing of one was received.

    :raises ValueError: its spool was freed.
    """
    if exchange.response_end <= exchange.response_start:
        return None
    start, end = exchange.response_start, exchange.response_end
    block: Iterable[bytes] = SpoolBlock(exchange.response, start, end)
    if end - start <= SMALL:
        block = (b"".join(block),)
    head, body = split_head(block)
    digest, size = measured(payload_of(head, body), algorithm)
    return Message(block, head, digest, size)
