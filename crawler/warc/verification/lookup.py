"""Looks captures up by the CDXJ indexes beside an archive's WARC files. Only reads: nothing is mended.

The archive's catalog would be quicker, but brings itself and missing indexes up to date, and with that
would cover up what a verification is to find.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from crawler.warc.cdxj import parse_line, timestamp_of, url_key
from crawler.warc.indexing import CDXJ
from crawler.warc.verification.archive import Lookup, header_at
from crawler.warc.verification.header import Header

_LINE_LIMIT = 1 << 20
_LATER = 2  # files begun after a capture that may well hold it
_BEGUN = re.compile(r"-([0-9]{14})[0-9]{3}-[0-9]{5}-")  # in `crawler.warc.naming.warc_name`


def archive_lookup(archive: Path) -> Lookup:
    """A lookup of captures by URL, WARC-Date and digest, exact, over every index in ``archive``."""
    indexes = lru_cache(1)(lambda: sorted(archive.rglob(f"*{CDXJ}"), key=_begun))

    def holds(url: str, instant: str, digest: str) -> bool:
        moment = timestamp_of(instant)
        prefix = f"{url_key(url)} {moment} ".encode()
        likely = _likeliest_first(indexes(), moment)
        return any(_holds(index, prefix, (url, instant, digest)) for index in likely)

    return holds


def _begun(index: Path) -> str:
    """When a file of ours was begun, as its name says; an empty string for files of other tools."""
    found = _BEGUN.search(index.name)
    return found[1] if found else ""


def _likeliest_first(indexes: list[Path], moment: str) -> Iterator[Path]:
    """Yield ``indexes``, sorted by when they were begun, in the order in which a capture is looked for.

    It lies in a file begun before it, or a little later, when the file's first answer had come.
    """
    number = bisect_right(indexes, moment, key=_begun)
    yield from indexes[number : number + _LATER]
    yield from reversed(indexes[:number])
    yield from indexes[number + _LATER :]


def lines_with(file: BinaryIO, size: int, prefix: bytes) -> Iterator[bytes]:
    """Yield the lines of a sorted file of ``size`` bytes that begin with ``prefix``, found by bisection."""
    low, high = 0, size  # the first such line begins after the line that `low` is in, or at 0
    while high - low > 1:
        middle = (low + high) // 2
        file.seek(middle)
        file.readline(_LINE_LIMIT)
        line = file.readline(_LINE_LIMIT)
        if line and line < prefix:
            low = middle
        else:
            high = middle
    file.seek(low)
    if low:
        file.readline(_LINE_LIMIT)
    while (line := file.readline(_LINE_LIMIT)) and line[: len(prefix)] <= prefix:
        if line.startswith(prefix):
            yield line


def _holds(index: Path, prefix: bytes, wanted: tuple[str, str, str]) -> bool:
    warc = index.with_name(index.name.removesuffix(CDXJ))
    try:
        with index.open("rb") as file:
            captures = [parse_line(line) for line in lines_with(file, index.stat().st_size, prefix)]
    except (OSError, ValueError):
        return False
    headers = (header_at(warc, capture.offset) for capture in captures if capture.offset >= 0)
    return any(header is not None and _is(header, *wanted) for header in headers)


def _is(header: Header, url: str, instant: str, digest: str) -> bool:
    """Whether a record is the capture that a revisit refers to."""
    stated = header.get("warc-payload-digest")
    return (
        header.type != "revisit"
        and (header.target_uri, header.get("warc-date")) == (url, instant)
        and ("" in (digest, stated) or digest == stated)
    )
