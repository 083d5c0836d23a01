"""The responses in files that no index tells of yet: in writing, or left open by a crawl that died."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from crawler.warc.naming import OPEN
from crawler.warc.parsing import RecordError, read_stored

Place = tuple[str, int]
"""A file, as `WarcRef.file` names it, and the byte at which a record begins in it."""


class UnfinishedFiles:
    """Looks through the ``.open`` files of an archive; each is read once, and again as far as it grew."""

    def __init__(self, archive: Path) -> None:
        self._archive = archive
        self._read: dict[Path, int] = {}
        self._places: dict[str, list[Place]] = defaultdict(list)

    def places(self, digest: str) -> Iterator[Place]:
        """Yield where the responses with this WARC-Payload-Digest lie."""
        for path in sorted(self._archive.glob(f"*/*.warc.gz{OPEN}")):
            self._take_in(path)
        yield from self._places.get(digest, ())

    def _take_in(self, path: Path) -> None:
        name = path.relative_to(self._archive).as_posix().removesuffix(OPEN)
        try:
            with path.open("rb") as file:
                while True:
                    offset = self._read.get(path, 0)
                    record = read_stored(file, offset)
                    record.block.spool.close()
                    if record.get("WARC-Type") == "response":
                        self._places[record.get("WARC-Payload-Digest")].append((name, offset))
                    self._read[path] = offset + record.length
        except (RecordError, OSError):  # its end, torn or not; or it was finished meanwhile
            return
