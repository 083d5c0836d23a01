"""Undoes content codings: gzip, deflate, br, and zstd where a decoder is installed."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import chain
from typing import Any

import brotlicffi as brotli

_zstd: Any = None
try:
    from backports import zstd
except ImportError:
    pass
else:
    _zstd = zstd

SIZE_LIMIT = 32 * 1024 * 1024
"""Bytes that decoding may yield: more is taken for a decompression bomb. The largest page seen has 0.3 MB.
"""

Decoder = Callable[[Iterator[bytes]], Iterator[bytes]]

_STEP = 64 * 1024
_SMALL = 128 * 1024
_CRUMB = 64
_CUT_OFF = "it is cut off"
_CHECKSUM = 8  # bytes of checksum and size that end a gzip member (RFC 1952, section 2.3)


class ContentError(ValueError):
    """The payload is not what its Content-Encoding says."""


class ContentSizeError(ContentError):
    """The payload yields more than it may."""


class Damaged(bytes):
    """What can be decoded of a payload that is damaged or was cut off."""


def decode(payload: bytes, codings: list[bytes], limit: int | None = None) -> bytes:
    """``payload`` without ``codings``, given in the order in which they were applied.

    A payload that was cut off or is damaged gives what can be decoded of it, as `Damaged`; also when only
    its checksum is wrong. Unknown codings and an empty payload are left as they are. Browsers do the same.

    :param limit: bytes that it may yield; by default `SIZE_LIMIT`.
    :raises ContentError: it is not in that coding, or yields more.
    """
    is_damaged = isinstance(payload, Damaged)
    for coding in reversed(codings):
        decoder = _DECODERS.get(coding.lower())
        if decoder is None or not payload:
            break
        name, most = coding.decode("latin-1"), limit or SIZE_LIMIT
        small = _small(decoder, payload, name) if len(payload) <= _SMALL <= most else None
        payload = _decoded(decoder, payload, name, most) if small is None else small
        is_damaged |= isinstance(payload, Damaged)
    return Damaged(payload) if is_damaged else payload


@lru_cache(64)  # a page is decoded for the archive's account of it, and soon after for its reader
def _small(decoder: Decoder, payload: bytes, coding: str) -> bytes | None:
    """The content of a page of usual size; None when it is larger."""
    try:
        return _decoded(decoder, payload, coding, _SMALL)
    except ContentSizeError:
        return None


def _decoded(decoder: Decoder, payload: bytes, coding: str, limit: int) -> bytes:
    try:
        return b"".join(_limited(decoder(iter((payload,))), coding, limit))
    except _ERRORS as error:
        parts = list(_up_to_damage(_limited(decoder(_crumbs(payload)), coding, limit)))
        if not any(parts):
            raise ContentError(f"the content is not {coding}: {error}") from error
        return Damaged(b"".join(parts))


def _limited(pieces: Iterator[bytes], coding: str, limit: int) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > limit:
            raise ContentSizeError(f"the {coding} content yields more than {limit} bytes")
        yield piece


def _up_to_damage(pieces: Iterator[bytes]) -> Iterator[bytes]:
    with suppress(*_ERRORS):
        yield from pieces


def _crumbs(payload: bytes) -> Iterator[bytes]:
    """``payload`` in small pieces: with the piece that is damaged a decoder gives nothing. Gzip's checksum,
    the end of most, is one of its own.
    """
    end = max(len(payload) - _CHECKSUM, 0)
    for start in range(0, end, _CRUMB):
        yield payload[start : min(start + _CRUMB, end)]
    yield payload[end:]


def _inflate(pieces: Iterator[bytes], window: int) -> Iterator[bytes]:
    state = zlib.decompressobj(window)
    for piece in pieces:
        while piece and not state.eof:
            yield state.decompress(piece, _STEP)
            piece = state.unconsumed_tail
    yield state.flush()
    if not state.eof:
        raise EOFError(_CUT_OFF)


def _gunzip(pieces: Iterator[bytes]) -> Iterator[bytes]:
    state = zlib.decompressobj(31)
    for piece in pieces:
        while piece:
            yield state.decompress(piece, _STEP)
            piece = state.unconsumed_tail
            if state.eof:  # further members; what is no member is padding
                piece = state.unused_data
                if piece[:2] != b"\x1f\x8b":
                    return
                state = zlib.decompressobj(31)
    raise EOFError(_CUT_OFF)


def _undeflate(pieces: Iterator[bytes]) -> Iterator[bytes]:
    first = next(pieces)
    zlib_header = first[0] & 15 == 8 and int.from_bytes(first[:2], "big") % 31 == 0
    return _inflate(chain((first,), pieces), 15 if zlib_header else -15)  # many servers send it raw


def _unbrotli(pieces: Iterator[bytes]) -> Iterator[bytes]:
    state = brotli.Decompressor()
    for piece in pieces:
        for start in range(0, len(piece), _STEP):
            yield state.process(piece[start : start + _STEP], output_buffer_limit=_STEP)
            while not state.can_accept_more_data():
                yield state.process(b"", output_buffer_limit=_STEP)
    if not state.is_finished():
        raise EOFError(_CUT_OFF)


def _unzstd(pieces: Iterator[bytes]) -> Iterator[bytes]:
    state = _zstd.ZstdDecompressor()
    for piece in pieces:
        found = state.decompress(piece, _STEP)
        while found or not state.needs_input:
            yield found
            if state.eof:
                return
            found = state.decompress(b"", _STEP)
    raise EOFError(_CUT_OFF)


_ERRORS: tuple[type[Exception], ...] = (zlib.error, brotli.error, EOFError)
_DECODERS: dict[bytes, Decoder] = {
    b"gzip": _gunzip,
    b"x-gzip": _gunzip,
    b"deflate": _undeflate,
    b"br": _unbrotli,
}
if _zstd is not None:
    _ERRORS = (*_ERRORS, _zstd.ZstdError)
    _DECODERS[b"zstd"] = _unzstd
