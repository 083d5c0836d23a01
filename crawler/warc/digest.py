"""Labelled digests as WARC 1.1 writes them (section 5.8): ``sha1:<base32>``."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

ALGORITHMS = ("sha1", "sha256")
"""What `digest_of` computes; the first is the default of every WARC tool."""


_HASHES = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}
_DIGITS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" * 8
_GROUP = 20  # bytes that `_spread` takes apart at once: a SHA-1
_HALVES = [
    (3 * run, sum(((1 << 5 * run) - 1) << 16 * run * number for number in range(16 // run)), 8 * run)
    for run in (16, 8, 4, 2, 1)
]
"""For runs of so many digits: how far every second one is moved up, the bits of the others, and where from
those the moved ones are."""


def digest_of(pieces: Iterable[bytes], algorithm: str = "sha1") -> str:
    """The labelled digest, ``<algorithm>:<BASE32>``, over all ``pieces`` in order."""
    return measured(pieces, algorithm)[0]


def measured(pieces: Iterable[bytes], algorithm: str = "sha1") -> tuple[str, int]:
    """The labelled digest over all ``pieces`` in order, and how many bytes they have."""
    state, size = _HASHES[algorithm](usedforsecurity=False), 0
    for piece in pieces:
        state.update(piece)
        size += len(piece)
    return f"{algorithm}:{base32(state.digest())}", size


def base32(data: bytes) -> str:
    """Base32 of RFC 4648 with padding; half of the time of the standard library's."""
    if len(data) > _GROUP:
        return "".join(base32(data[start : start + _GROUP]) for start in range(0, len(data), _GROUP))
    digits = _spread(data).decode()
    if len(data) == _GROUP:
        return digits
    length = (len(data) * 8 + 4) // 5
    return digits[:length] + "=" * (-length % 8)


def _spread(group: bytes) -> bytes:
    """The 32 digits of up to 20 bytes: from digits of 5 bits each to a byte each, by halves."""
    number = int.from_bytes(group.ljust(_GROUP, b"\0"), "big")
    for shift, lower, apart in _HALVES:
        number = number & lower | number << shift & lower << apart
    return number.to_bytes(32, "big").translate(_DIGITS)


def algorithm_of(digest: str) -> str | None:
    """The label of ``digest`` when `digest_of` can compute it, else None."""
    label = digest.partition(":")[0].lower()
    return label if label in ALGORITHMS else None
