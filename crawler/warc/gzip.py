"""One gzip member per record (WARC 1.1, annex D), by ISA-L when it is installed, else by zlib.

Both write the same format; ISA-L takes a fifth of the time.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from struct import Struct
from typing import Any, BinaryIO

CODEC: Any = zlib
"""The module that compresses and decompresses: zlib, or isal_zlib, which has the same interface."""
try:
    from isal import isal_zlib
except ImportError:
    pass
else:
    CODEC = isal_zlib

_GZIP = 31  # window bits: the largest window, in a gzip member whose header holds no time
_MEMBER_BEGIN = b"\x1f\x8b\x08" + bytes(6) + b"\xff"  # deflate, no name, no time, no system (RFC 1952, 2.3)
_MEMBER_END = Struct("<II")  # CRC-32 of the content, and its size
_STORED_BEGIN = Struct("<BHH")  # whether the block is the last one; bytes, and their complement
_STORED = 0xFFFF  # bytes of a stored block at most
_STEP = 16 * 1024  # what is read beyond a member's end is read again: keep it small

MemberError: tuple[type[Exception], ...] = (zlib.error, CODEC.error, EOFError)
"""What a damaged member, and one that is cut off, raises."""


def compress(pieces: Iterable[bytes], level: int = 4) -> Iterator[bytes]:
    """Yield one gzip member holding ``pieces``; in constant memory, the same bytes each time.

    :param level: 1 (fastest) to 9 (smallest), as zlib counts them; ISA-L has three steps.
    """
    member = CODEC.compressobj(_steps(level), zlib.DEFLATED, _GZIP)
    for piece in pieces:
        if data := member.compress(piece):
            yield data
    yield member.flush()


def compress_whole(content: bytes, level: int = 4) -> bytes:
    """One gzip member holding ``content``; quicker than `compress` for what is in memory anyway."""
    member: bytes = CODEC.compress(content, _steps(level), _GZIP)
    return member


def compress_up_to(end: int, content: bytes, level: int = 4) -> bytes:
    """One gzip member holding ``content``, whose first ``end`` bytes alone are compressed: what follows is
    compressed already, and stored as it is (RFC 1951, section 3.2.4).
    """
    begin = CODEC.compressobj(_steps(level), zlib.DEFLATED, -15)
    pieces = [_MEMBER_BEGIN, begin.compress(content[:end]), begin.flush(zlib.Z_SYNC_FLUSH)]
    for start in range(end, max(len(content), end + 1), _STORED):
        piece = content[start : start + _STORED]
        last = start + _STORED >= len(content)
        pieces += (_STORED_BEGIN.pack(last, len(piece), len(piece) ^ 0xFFFF), piece)
    pieces.append(_MEMBER_END.pack(CODEC.crc32(content), len(content) & 0xFFFFFFFF))
    return b"".join(pieces)


def _steps(level: int) -> int:
    return level if CODEC is zlib else (level + 2) // 3


class Member:
    """One gzip member of a file, decompressed as it is iterated.

    :param file: the file, open for reading; its position is the member's own while iterating.
    :param offset: bytes from the start of the file to the member.

    Iterating raises one of `MemberError` where the member is damaged or cut off.
    """

    __slots__ = ("_file", "length", "offset")

    def __init__(self, file: BinaryIO, offset: int) -> None:
        self._file = file
        self.offset = offset
        self.length = 0
        """Bytes of the compressed member; known once it has been iterated to its end."""

    def __iter__(self) -> Iterator[bytes]:
        state = CODEC.decompressobj(_GZIP)
        position = self.offset
        while not state.eof:
            self._file.seek(position)
            data = self._file.read(_STEP)
            if not data:
                raise EOFError("the gzip member is cut off")
            position += len(data)
            if piece := state.decompress(data):
                yield piece
        self.length = position - len(state.unused_data) - self.offset
