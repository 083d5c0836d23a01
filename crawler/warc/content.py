"""Undoes content codings: gzip, deflate, br, and zstd where a decoder is installed."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import Any

import brotlicffi as brotli

_zstd: Any = None
try:
    from backports import zstd
except ImportError:
    pass
else:
    _zstd = zstd

SIZE_LIMIT = 256 * 1024 * 1024
"""Bytes that decoding may yield: more is taken for a decompression bomb."""

_STEP = 64 * 1024


class ContentError(ValueError):
    """The payload is not what its Content-Encoding says."""


def decode(payload: bytes, codings: list[bytes], limit: int | None = None) -> bytes:
    """``payload`` without ``codings``, given in the order in which they were applied.

    A payload that was cut off gives what can be decoded of it. Unknown codings and an empty payload are
    left as they are, as browsers do.

    :param limit: bytes that it may yield; by default `SIZE_LIMIT`.
    :raises ContentError: it is not in that coding, or yields more.
    """
    for coding in reversed(codings):
        decoder = _DECODERS.get(coding.lower())
        if decoder is None or not payload:
            return payload
        payload = _gathered(decoder(payload), coding.decode("latin-1"), limit or SIZE_LIMIT)
    return payload


def _gathered(pieces: Iterator[bytes], coding: str, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    try:
        for piece in pieces:
            parts.append(piece)
            size += len(piece)
            if size > limit:
                raise ContentError(f"the {coding} content yields more than {limit} bytes")
    except _ERRORS as error:
        if not size:
            raise ContentError(f"the content is not {coding}: {error}") from error
    return b"".join(parts)


def _inflate(payload: bytes, window: int) -> Iterator[bytes]:
    state = zlib.decompressobj(window)
    while payload and not state.eof:
        yield state.decompress(payload, _STEP)
        payload = state.unconsumed_tail
    yield state.flush()


def _gunzip(payload: bytes) -> Iterator[bytes]:
    state = zlib.decompressobj(31)
    while payload:
        yield state.decompress(payload, _STEP)
        payload = state.unconsumed_tail
        if state.eof:  # further members; what is no member is padding
            payload = state.unused_data
            state = zlib.decompressobj(31)
            if payload[:2] != b"\x1f\x8b":
                return


def _undeflate(payload: bytes) -> Iterator[bytes]:
    zlib_header = payload[0] & 15 == 8 and int.from_bytes(payload[:2], "big") % 31 == 0
    return _inflate(payload, 15 if zlib_header else -15)  # many servers send it raw


def _unbrotli(payload: bytes) -> Iterator[bytes]:
    state = brotli.Decompressor()
    for start in range(0, len(payload), _STEP):
        piece = payload[start : start + _STEP]
        yield state.process(piece, output_buffer_limit=_STEP)
        while not state.can_accept_more_data():
            yield state.process(b"", output_buffer_limit=_STEP)


def _unzstd(payload: bytes) -> Iterator[bytes]:
    state = _zstd.ZstdDecompressor()
    while not state.eof:
        piece = state.decompress(payload, _STEP)
        payload = b""
        if not piece and state.needs_input:
            return
        yield piece


_ERRORS: tuple[type[Exception], ...] = (zlib.error, brotli.error)
_DECODERS: dict[bytes, Callable[[bytes], Iterator[bytes]]] = {
    b"gzip": _gunzip,
    b"x-gzip": _gunzip,
    b"deflate": _undeflate,
    b"br": _unbrotli,
}
if _zstd is not None:
    _ERRORS = (*_ERRORS, _zstd.ZstdError)
    _DECODERS[b"zstd"] = _unzstd
