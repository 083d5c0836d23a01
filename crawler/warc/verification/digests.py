"""Block and payload digests of a record, both in one pass over its block (WARC 1.1, sections 5.8, 5.9).

Tools differ in what they take for the payload of a response that was sent in chunks: most, and the
standard's word "the entity body", mean the body without its transfer coding; Wget, and others that hash
what they store, mean the body as it was sent. Either is accepted. So are base32 and hexadecimal digits.
A revisit's payload digest is its original's and is compared with that (see `references`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from crawler.warc.digest import base32
from crawler.warc.http import dechunk, is_chunked, split_head
from crawler.warc.verification.header import Header

_BLOCK, _PAYLOAD = "WARC-Block-Digest", "WARC-Payload-Digest"
_UNSEEN = frozenset(("revisit", "continuation"))  # their payload is not, or not all, in the block


def read_block(header: Header, block: Iterable[bytes]) -> Iterator[str]:
    """Read ``block`` to its end, and yield what is wrong with the digests that ``header`` states."""
    over_block = _Check(_BLOCK, header.get("warc-block-digest"))
    stated = "" if _is_part(header) else header.get("warc-payload-digest")
    pieces = over_block.through(block)
    checks = _read_payload(header, pieces, stated) if stated else []
    for _ in pieces:
        pass
    yield from over_block.problems()
    if checks and not any(check.passes() for check in checks):
        yield from checks[0].problems()


def _is_part(header: Header) -> bool:
    return header.type in _UNSEEN or "warc-segment-number" in header.fields


def _read_payload(header: Header, pieces: Iterator[bytes], stated: str) -> list[_Check]:
    checks = [_Check(_PAYLOAD, stated)]
    if not header.get("content-type").lower().startswith("application/http"):
        checks[0].read(pieces)
        return checks
    head, body = split_head(pieces)
    if is_chunked(head):
        checks.append(_Check(_PAYLOAD, stated))
        as_sent = checks[1].through(body)
        checks[0].read(dechunk(as_sent))
        for _ in as_sent:
            pass
    else:
        checks[0].read(body)
    return checks


class _Check:
    """One stated digest, and what it is computed over."""

    __slots__ = ("_empty", "_name", "_state", "_stated")

    def __init__(self, name: str, stated: str) -> None:
        self._name, self._stated = name, stated
        label = stated.partition(":")[0].lower().replace("sha-", "sha")
        self._state: Any = None
        self._empty = True
        if label in hashlib.algorithms_guaranteed and not label.startswith("shake"):
            self._state = hashlib.new(label, usedforsecurity=False)

    def through(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Yield ``pieces``, and read them on their way."""
        update = self._state.update if self._state else len
        for piece in pieces:
            update(piece)
            self._empty = self._empty and not piece
            yield piece

    def read(self, pieces: Iterable[bytes]) -> None:
        """Read ``pieces`` to their end."""
        for _ in self.through(pieces):
            pass

    def passes(self) -> bool:
        """Whether the bytes that were read have the stated digest."""
        value = self._stated.partition(":")[2].rstrip("=")
        return self._state is not None and value == _written(self._state.digest(), value)

    def problems(self) -> Iterator[str]:
        """Yield what is wrong, if anything."""
        if not self._stated or self.passes():
            return
        if self._state is None:
            yield f"{self._name} {self._stated} cannot be checked: its algorithm is unknown"
            return
        label, _, value = self._stated.partition(":")
        computed = f"{label}:{_written(self._state.digest(), value)}"
        note = "" if self._empty or not self._of_nothing() else ", which is the digest of no bytes at all"
        yield f"{self._name} is {self._stated}{note}, but its bytes have {computed}"

    def _of_nothing(self) -> bool:
        nothing = hashlib.new(self._state.name, usedforsecurity=False).digest()
        value = self._stated.partition(":")[2].rstrip("=")
        return value == _written(nothing, value)


def _written(digest: bytes, like: str) -> str:
    """``digest`` in the notation of ``like``: base32, or hexadecimal when that is as long."""
    if len(like) == 2 * len(digest):
        return digest.hex().upper() if like.isupper() else digest.hex()
    text = base32(digest).rstrip("=")
    return text.lower() if like.islower() else text
