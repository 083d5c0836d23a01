"""What revisits refer to: found all over the archive, and copied where a package would lack it."""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from pathlib import Path
from typing import BinaryIO

from crawler.errors import ArchiveError
from crawler.warc.cdxj import describe
from crawler.warc.indexing import IndexBuilder
from crawler.warc.opening import open_warc
from crawler.warc.parsing import RecordError, StoredRecord, read_stored
from crawler.warc.resolver import Resolver


class Originals:
    """Looks up the records whose payloads revisits stand for, and remembers which a package lacks.

    :param archive: the archive folder.
    :param packaged: the files of the package, relative to the archive: what lies in them is not copied.
    """

    def __init__(self, archive: Path, packaged: Collection[str]) -> None:
        self._archive = archive
        self._packaged = frozenset(packaged)
        self._resolver = Resolver(archive)
        self._lacking: dict[str, set[int]] = {}
        self.missing: list[str] = []
        """URLs of revisits whose original is nowhere in the archive."""

    def find(self, revisit: StoredRecord) -> StoredRecord | None:
        """The record that holds the payload of ``revisit``; None, and noted as `missing`, without one.

        :raises ArchiveError: the archive cannot be searched.
        """
        found = self._resolver.find(revisit)
        if found is None:
            self.missing.append(revisit.get("WARC-Target-URI"))
            return None
        file, record = found
        if file not in self._packaged:
            self._lacking.setdefault(file, set()).add(record.offset)
        return record

    def copy(self, warc: Path) -> int:
        """Write the records that the package lacks into ``warc``, byte for byte, with an index beside it.

        Ahead of those of one file comes its warcinfo record. Returns how many originals were copied.

        :raises ArchiveError: one cannot be read, or the index not be written. :raises OSError:
        """
        with warc.open("xb") as target, contextlib.closing(IndexBuilder(warc)) as index:
            for file, offsets in sorted(self._lacking.items()):
                with open_warc(self._archive, file) as source:
                    for offset in sorted({0, *offsets}):
                        place = target.tell()
                        record = _copied(source, offset, target)
                        index.add(describe(record.fields, record.block), place, record.length)
            index.finish()
        return sum(map(len, self._lacking.values()))

    def close(self) -> None:
        """Let go of the archive's catalog. Idempotent."""
        self._resolver.close()


def _copied(source: BinaryIO, offset: int, target: BinaryIO) -> StoredRecord:
    """Append the record at ``offset`` to ``target``."""
    try:
        record = read_stored(source, offset)
    except RecordError as error:
        raise ArchiveError(f"{source.name}: {error}") from error
    source.seek(offset)
    target.write(source.read(record.length))
    return record
