"""The index of a WACZ: CDXJ lines in gzip members, and a list of where each member begins (ZipNum)."""

from __future__ import annotations

import hashlib
import heapq
import json
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import IO

INDEX = "index.cdx.gz"
"""Name of the compressed index."""

_LINES = 300  # as cdxj-indexer: some 20 KB compressed, what a browser reads for one look-up
_OPEN_FILES = 128


def zipnum(lines: Iterable[bytes], parts: IO[bytes]) -> Iterator[bytes]:
    """Yield the gzip members that hold sorted CDXJ ``lines``; into ``parts`` goes the list of them."""
    parts.write(b'!meta 0 {"format": "cdxj-gzip-1.0", "filename": "%s"}\n' % INDEX.encode())
    source, offset = iter(lines), 0
    while block := list(islice(source, _LINES)):
        state = zlib.compressobj(wbits=31)
        member = state.compress(b"".join(block)) + state.flush()
        digest = f"sha256:{hashlib.sha256(member).hexdigest()}"
        place = json.dumps({"offset": offset, "length": len(member), "digest": digest})
        parts.write(block[0].partition(b" {")[0] + b" " + place.encode() + b"\n")
        offset += len(member)
        yield member


def merged(indexes: Sequence[Path]) -> Iterator[bytes]:
    """Yield the lines of sorted CDXJ files, sorted, with a bounded number of files open."""
    with ExitStack() as stack:
        if len(indexes) <= _OPEN_FILES:
            yield from heapq.merge(*(stack.enter_context(path.open("rb")) for path in indexes))
            return
        groups = (indexes[at : at + _OPEN_FILES] for at in range(0, len(indexes), _OPEN_FILES))
        runs = []
        for group in groups:
            runs.append(stack.enter_context(tempfile.TemporaryFile()))
            runs[-1].writelines(merged(group))
            runs[-1].seek(0)
        yield from heapq.merge(*runs)


def zipnum_lines(blocks: IO[bytes], parts: IO[bytes]) -> Iterator[bytes]:
    """Yield the CDXJ lines of a ZipNum index as a reader finds them: each block through the list of blocks.

    A block that is not where, or not what, the list says yields one line that says so.
    """
    end = 0
    for part in parts:
        if part.startswith(b"!meta"):
            continue
        prefix, _, text = part.partition(b" {")
        place = json.loads(b"{" + text)
        member = blocks.read(place["length"])
        lines = _unpacked(member)
        if place["offset"] != end or not lines[0].startswith(prefix + b" {"):
            yield b"the block that " + part.strip() + b" leads to is not there\n"
            return
        end += len(member)
        yield from lines


def _unpacked(member: bytes) -> list[bytes]:
    try:
        return zlib.decompress(member, wbits=31).splitlines(keepends=True) or [b""]
    except zlib.error:
        return [b""]
