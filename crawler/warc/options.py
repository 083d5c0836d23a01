"""How WARC files are written."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class WarcOptions:
    """The choices of one crawl, the same for all its files."""

    max_size: int = 1 << 30
    """Bytes after which the next exchange begins a new file."""
    max_age: float = 0
    """Seconds after which a file is finished; 0: never."""
    level: int = 4
    """Compression, 1 (fastest) to 9 (smallest): on Chinese pages 4 is within 1% of the size of 6, and
    takes zlib down to a third of its time."""
    algorithm: str = "sha1"
    """Digests: one of `crawler.warc.digest.ALGORITHMS`."""
    page_facts: bool = True
    """Whether the metadata record of an HTML page tells its charset and links."""
    deduplication_size: int | None = None
    """Bytes of a payload from which a response with a known one becomes a revisit; None: never."""
