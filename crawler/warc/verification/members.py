"""Gzip members, exactly: what surrounds the compressed data is looked at too (RFC 1952).

A checksum covers a member's content, not the header before it nor the bits that fill its last byte.
Both are compared with what compressors write, so that a byte altered there is found as well.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Any

from crawler.warc.gzip import CODEC
from crawler.warc.verification.window import Window

MAGIC = b"\x1f\x8b\x08"
"""What a member begins with: the format and its one method."""

_GZIP = 31
_STEP = 32 * 1024
_PIECE = 1 << 20  # bytes of content at once: a bomb's 32 KB would be 32 MB
_RECOVERY_STEP = 64
_LEAST = 20  # bytes of the smallest member
_TRAILER = 8
_FLAGS = 3  # where FLG stands in the header
_NUMBER = re.compile(r"Error -?[0-9]+ ?")
_FAILURES: tuple[type[Exception], ...] = (zlib.error, CODEC.error)


class DamageError(ValueError):
    """A member cannot be read to its end.

    :param cut_off: whether the file ends within it.
    """

    def __init__(self, problem: str, *, cut_off: bool = False) -> None:
        super().__init__(f"its gzip member {problem}")
        self.cut_off = cut_off


class Member:
    """The member at ``offset``, decompressed as it is iterated, in constant memory.

    Iterating raises `DamageError`, but first yields what can be had of the damaged content.
    """

    __slots__ = ("_before_last", "_window", "damage", "end", "offset")
    alone = True
    """Nothing may follow the record in its member."""

    def __init__(self, window: Window, offset: int) -> None:
        self._window = window
        self.offset = offset
        self.damage: DamageError | None = None
        """What was found to be wrong with it."""
        self._before_last: Any = None  # the decompressor's state ahead of the last byte, if at hand
        self.end: int | None = None
        """The byte after the member; known once it has been iterated to its end."""

    def __iter__(self) -> Iterator[bytes]:
        content = self._at_once()
        if content is None:
            yield from self._by_steps()
        else:
            yield content

    def _at_once(self) -> bytes | None:
        """The content of a small member that ends where the next one seems to begin, else None."""
        data = self._window.read(self.offset, _STEP)
        begin = data.find(MAGIC, _LEAST)
        end = begin if begin > 0 else len(data)
        last = end - _TRAILER - 1
        state = zlib.decompressobj(_GZIP)
        try:
            content = state.decompress(data[:last], _PIECE)
            if state.unconsumed_tail or state.eof:
                return None
            self._before_last = state.copy()
            content += state.decompress(data[last:end])
        except zlib.error:
            return None
        if not state.eof or state.unused_data:
            return None
        self.end = self.offset + end
        return content

    def _by_steps(self) -> Iterator[bytes]:
        self._before_last = None
        state = CODEC.decompressobj(_GZIP)
        position = self.offset
        while not state.eof:
            data = self._window.read(position, _STEP)
            if not data:
                self.damage = DamageError("is cut off by the end of the file", cut_off=True)
                raise self.damage
            try:
                if position == self.offset:
                    _check_flags(data)
                piece = state.decompress(data, _PIECE)
            except _FAILURES as error:
                self.damage = DamageError(f"is damaged: {_reason(error)}")
                if position == self.offset:
                    yield from _recovered(data)
                raise self.damage from error
            position += len(data) - len(state.unused_data if state.eof else state.unconsumed_tail)
            if piece:
                yield piece
        self.end = position

    def style(self) -> bytes:
        """What one compressor writes alike into the header of each member: FLG, MTIME, XFL and OS.

        An MTIME that is set counts as one value, whatever it is.
        """
        header = self._window.read(self.offset, 10)
        mtime = b"\0" if header[4:8] == b"\0\0\0\0" else b"\1"
        return header[3:4] + mtime + header[8:]

    def padding_altered(self) -> bool:
        """Whether bits are set after the end of the compressed data, where compressors write zeros.

        The highest bit that is set in the last byte lies there if and only if the content is the same
        without it, and with all bits above it. To be called when the member was read to its end.
        """
        assert self.end is not None  # noqa: S101 - the caller's duty
        last = self.end - _TRAILER - 1
        tail = self._window.read(last, _TRAILER + 1)
        if not tail[0]:
            return False
        state = self._before_last or self._decompressed_to(last)
        highest = 1 << (tail[0].bit_length() - 1)
        variants = (tail[0] ^ highest, tail[0] | 0x100 - highest)
        return all(_completes(state.copy(), bytes([variant]) + tail[1:]) for variant in variants)

    def _decompressed_to(self, last: int) -> Any:
        state = zlib.decompressobj(_GZIP)
        position = self.offset
        while position < last:
            data = self._window.read(position, min(_STEP, last - position))
            state.decompress(data, _PIECE)
            position += len(data) - len(state.unconsumed_tail)
        return state


def next_member(window: Window, position: int) -> int:
    """Where the next member begins that holds a WARC record; the file's size when there is none."""
    while (found := window.find(MAGIC, position)) is not None:
        if b"".join(_recovered(window.read(found, 1024), 8)).startswith(b"WARC/"):
            return found
        position = found + 1
    return window.size


def _check_flags(data: bytes) -> None:
    """ISA-L passes over flags that RFC 1952 keeps for later: zlib, whose error this is, does not."""
    if len(data) > _FLAGS and data[_FLAGS] & 0xE0:
        raise zlib.error("unknown header flags set")


def _recovered(data: bytes, enough: int = 1 << 20) -> Iterator[bytes]:
    """What comes out of damaged ``data`` before the damage is met, to the nearest few bytes."""
    state = zlib.decompressobj(_GZIP)
    data = data[:_FLAGS] + bytes([data[_FLAGS] & 0x1F]) + data[_FLAGS + 1 :] if len(data) > _FLAGS else data
    given = 0
    for start in range(0, len(data), _RECOVERY_STEP):
        try:
            piece = state.decompress(data[start : start + _RECOVERY_STEP], enough)
        except zlib.error:
            return
        given += len(piece)
        yield piece
        if state.eof or given >= enough:
            return


def _completes(state: Any, tail: bytes) -> bool:
    try:
        state.decompress(tail)
    except zlib.error:
        return False
    return bool(state.eof)


def _reason(error: Exception) -> str:
    """The decompressor's own words, without its number."""
    return _NUMBER.sub("", str(error)).rpartition(": ")[2].strip().lower() or "it cannot be decompressed"
