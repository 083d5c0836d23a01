"""Labelled digests as WARC 1.1 writes them (section 5.8): ``sha1:<base32>``."""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections.abc import Iterable

ALGORITHMS = ("sha1", "sha256")
"""What `digest_of` computes; the first is the default of every WARC tool."""


def digest_of(pieces: Iterable[bytes], algorithm: str = "sha1") -> str:
    """The labelled digest, ``<algorithm>:<BASE32>``, over all ``pieces`` in order."""
    state = hashlib.new(algorithm, usedforsecurity=False)
    for piece in pieces:
        state.update(piece)
    return f"{algorithm}:{b32encode(state.digest()).decode('ascii')}"


def algorithm_of(digest: str) -> str | None:
    """The label of ``digest`` when `digest_of` can compute it, else None."""
    label = digest.partition(":")[0].lower()
    return label if label in ALGORITHMS else None
