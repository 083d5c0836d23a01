"""Labelled digests as WARC 1.1 writes them (section 5.8): ``sha1:<base32>``."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from itertools import product

ALGORITHMS = ("sha1", "sha256")
"""What `digest_of` computes; the first is the default of every WARC tool."""


_HASHES = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}
_PAIRS = ["".join(pair) for pair in product("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", repeat=2)]


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
    """Base32 of RFC 4648 with padding; a third of the time of the standard library's."""
    lacking = -len(data) % 5
    number = int.from_bytes(data, "big") << lacking * 8
    shifts = range((len(data) + lacking) * 8 - 10, -1, -10)
    digits = "".join([_PAIRS[number >> shift & 1023] for shift in shifts])
    if not lacking:
        return digits
    length = (len(data) * 8 + 4) // 5
    return digits[:length] + "=" * (len(digits) - length)


def algorithm_of(digest: str) -> str | None:
    """The label of ``digest`` when `digest_of` can compute it, else None."""
    label = digest.partition(":")[0].lower()
    return label if label in ALGORITHMS else None
