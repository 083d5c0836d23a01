"""The payload of an HTTP/1.x response message, found in its raw bytes (RFC 9112).

The payload is what WARC-Payload-Digest is computed over: the body without its transfer coding, still
in its content coding. All functions take and give pieces of any size, in constant memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

HEAD_LIMIT = 1 << 20
"""Bytes in which a header section must end; a message whose section is longer has no payload."""

CHUNK_LINE_LIMIT = 16 * 1024
"""Bytes of a chunk-size line with its extensions; a longer one is taken for no chunk."""

_BLANK_LINE = re.compile(rb"\n\r?\n")
_STATUS_LINE = re.compile(rb"HTTP/[0-9.]+[ \t]+([0-9]{3})(?![0-9])")
_FIELD = re.compile(rb"\n([^:\n]*):([^\n]*)")
_FOLD = re.compile(rb"\r?\n[ \t]+")
_COMPRESSED = re.compile(
    rb"\n(?:content-encoding:[ \t]*(?:x-gzip|gzip|deflate|br|zstd)"
    rb"|content-type:[ \t]*(?:image/(?:jpeg|png|gif|webp|avif)|audio/|video/))",
    re.IGNORECASE,
)
_CHUNK_LINE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\n]*)?\r?\n?")


@dataclass(frozen=True, slots=True)
class Head:
    """A status line and its header fields."""

    status: int | None
    """The status code, when the status line could be parsed."""
    fields: list[tuple[bytes, bytes]]
    """Names and values in order, outer blanks removed, folded lines joined by one space; a line without
    a colon is no field."""

    def values(self, name: bytes) -> list[bytes]:
        """The comma-separated members of every field called ``name`` (any case), in order, lower-case."""
        name = name.lower()
        joined = b",".join(value for key, value in self.fields if key.lower() == name)
        return [member for part in joined.lower().split(b",") if (member := part.strip())]


def parse_head(head: bytes) -> Head:
    """Read a header section, status line first; bare LF, folded and malformed lines are tolerated."""
    if b"\n " in head or b"\n\t" in head:
        head = _FOLD.sub(b" ", head)
    found = _STATUS_LINE.match(head)
    fields = [(name.strip(), value.strip()) for name, value in _FIELD.findall(head)]
    return Head(int(found[1]) if found else None, fields)


def split_head(pieces: Iterable[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The header section with its blank line, and the pieces of the body.

    Without a blank line (within `HEAD_LIMIT`) all that was read is the head, and the body is empty.
    """
    source = iter(pieces)
    first = next(source, b"")
    if found := _BLANK_LINE.search(first, 0, HEAD_LIMIT):
        return first[: found.end()], _after(first, found.end(), source)
    head = bytearray()
    for piece in chain((first,), source):
        searched = max(len(head) - 2, 0)
        head += piece
        if found := _BLANK_LINE.search(head, searched):
            end = found.end()
            return bytes(head[:end]), chain((bytes(head[end:]),), source)
        if len(head) > HEAD_LIMIT:
            break
    return bytes(head), iter(())


def _after(first: bytes, start: int, rest: Iterator[bytes]) -> Iterator[bytes]:
    """The bytes of ``first`` from ``start`` on, then the rest: copied only when they are wanted."""
    yield first[start:]
    yield from rest


def is_chunked(head: bytes) -> bool:
    """Whether a header section announces the chunked transfer coding."""
    return b"chunked" in head.lower() and b"chunked" in parse_head(head).values(b"Transfer-Encoding")


def is_compressed(head: bytes) -> bool:
    """Whether a header section announces a body that is compressed already: in a content coding, or as
    pictures, sound and films are.
    """
    return _COMPRESSED.search(head) is not None


def payload(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the payload of the response message whose bytes are ``pieces``."""
    return payload_of(*split_head(pieces))


def payload_of(head: bytes, body: Iterator[bytes]) -> Iterator[bytes]:
    """The payload in the ``body`` of the message with this header section (see `split_head`)."""
    return dechunk(body) if is_chunked(head) else body


def dechunk(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the data of a chunked body: extensions and trailers left out, up to where it is cut off.

    A body that does not begin with a chunk is yielded as it is; one that breaks later ends there.
    """
    source = _Source(pieces)
    line = source.line(CHUNK_LINE_LIMIT)
    size = _chunk_size(line)
    if size is None:
        yield line
        yield from source.rest()
        return
    while size:
        yield from source.take(size)
        end = source.line(2)
        size = _chunk_size(source.line(CHUNK_LINE_LIMIT)) if end in (b"\r\n", b"\n") else None


def _chunk_size(line: bytes) -> int | None:
    found = _CHUNK_LINE.fullmatch(line) if len(line) <= CHUNK_LINE_LIMIT else None
    return int(found[1], 16) if found else None


class _Source:
    """A cursor over pieces: takes lines and counted bytes, however the pieces are cut."""

    __slots__ = ("_at", "_piece", "_pieces")

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._piece = b""
        self._at = 0

    def _more(self) -> bool:
        while self._at >= len(self._piece):
            piece = next(self._pieces, None)
            if piece is None:
                return False
            self._piece, self._at = piece, 0
        return True

    def line(self, limit: int) -> bytes:
        """The bytes up to and with the next LF; up to the end without one, or ``limit`` + 1 bytes."""
        parts, room = [], limit + 1
        while room and self._more():
            end = self._piece.find(b"\n", self._at, self._at + room) + 1
            stop = end or min(self._at + room, len(self._piece))
            parts.append(self._piece[self._at : stop])
            room -= stop - self._at
            self._at = stop
            if end:
                break
        return b"".join(parts)

    def take(self, count: int) -> Iterator[bytes]:
        """Yield the next ``count`` bytes, or as many as there are."""
        while count and self._more():
            part = self._piece[self._at : self._at + count]
            self._at += len(part)
            count -= len(part)
            yield part

    def rest(self) -> Iterator[bytes]:
        """Yield all that is left."""
        yield self._piece[self._at :]
        yield from self._pieces
