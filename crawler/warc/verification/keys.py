"""Rows of 64-bit numbers by the millions: what is remembered of a record, eight bytes a number."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from hashlib import blake2b

PARTS = 64
"""Rows are kept in parts by their key, so that only one part at a time need be looked up quickly."""

_OFFSET_BITS = 44  # 16 TiB


def key_of(*texts: str) -> int:
    """A number that stands for ``texts``; among 30 million, two get the same by a chance of 1 in 40,000."""
    joined = "\n".join(texts).encode("utf-8", "surrogateescape")
    return int.from_bytes(blake2b(joined, digest_size=8).digest(), "little")


def place_of(file: int, offset: int) -> int:
    """A number that stands for a record: the file's number and the offset in it."""
    return file << _OFFSET_BITS | offset


def file_and_offset(place: int) -> tuple[int, int]:
    """What `place_of` was given."""
    return place >> _OFFSET_BITS, place & (1 << _OFFSET_BITS) - 1


class Rows:
    """Rows of ``width`` numbers, the first of them the key."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._parts = [array("Q") for _ in range(PARTS)]

    def __len__(self) -> int:
        return sum(map(len, self._parts)) // self._width

    def add(self, *row: int) -> None:
        """Add one row."""
        self._parts[row[0] % PARTS].extend(row)

    def extend(self, other: Rows) -> None:
        """Add all rows of ``other``."""
        for own, others in zip(self._parts, other._parts, strict=True):
            own.extend(others)

    def part(self, number: int) -> Iterator[tuple[int, ...]]:
        """Yield the rows of one part."""
        numbers = iter(self._parts[number])
        return zip(*[numbers] * self._width, strict=True)
