"""The CDXJ index beside a WARC file: made while the file is written, or from a file that any tool wrote."""

from __future__ import annotations

import contextlib
import heapq
import os
import secrets
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from io import BufferedWriter
from pathlib import Path
from typing import IO, Any

from warcio.archiveiterator import WARCIterator
from warcio.exceptions import ArchiveLoadFailed

from crawler.errors import ArchiveError
from crawler.warc.cdxj import Description, describe
from crawler.warc.warc_file import create_locked, sync_folder

CDXJ = ".cdxj"
"""What an index's name adds to that of its WARC file."""

PARTS = f".*{CDXJ}.*"
"""What the names are like that indexes bear until they are whole."""

_SORTED_IN_MEMORY = 4 << 20  # bytes of lines: those of some 15,000 captures
_STEP = 1 << 16


def index_path(warc: Path) -> Path:
    """Where the index of a WARC file lies: ``<warc>.cdxj``."""
    return warc.with_name(warc.name + CDXJ)


def index_warc(warc: Path) -> Iterator[bytes]:
    """Yield the CDXJ lines of a WARC file, gzipped or not, in the order of its records.

    :raises ArchiveError: it cannot be read to its end.
    """
    try:
        with warc.open("rb") as file:
            yield from _lines(WARCIterator(file, no_record_parse=True), warc.name)
    except OSError as error:
        raise ArchiveError(f"{warc}: cannot be read: {error.strerror or error}") from error
    except (ArchiveLoadFailed, zlib.error, EOFError, ValueError) as error:
        raise ArchiveError(
            f"{warc}: cannot be indexed: {' '.join(str(error).split())}. Restore the file from a copy of "
            f"the archive"
        ) from error


def write_index(warc: Path) -> Path:
    """Write the index of a finished WARC file beside it, replacing one that is there.

    :raises ArchiveError: the file cannot be read, or the index not be written.
    """
    with contextlib.closing(IndexBuilder(warc)) as index:
        for line in index_warc(warc):
            index.add_line(line)
        return index.finish()


class IndexBuilder:
    """Gathers the lines of one WARC file, in any order and constant memory, and writes them sorted.

    :param warc: the WARC file's final path; it need not exist yet.
    :param memory: bytes of lines held before they are sorted into a temporary file.
    """

    def __init__(self, warc: Path, *, memory: int = _SORTED_IN_MEMORY) -> None:
        self.path = index_path(warc)
        """Where the index will lie."""
        self._filename = warc.name
        self._memory = memory
        self._lines: list[bytes] = []
        self._size = 0
        self._runs: list[IO[bytes]] = []

    def add(self, description: Description | None, offset: int, length: int) -> None:
        """Take in a record of the file; without a description it has no line.

        :param offset: bytes from the start of the file to the record; ``length``: those of the record.
        :raises OSError: there is no room for its line.
        """
        if description is not None:
            self.add_line(description.line(offset=offset, length=length, filename=self._filename))

    def add_line(self, line: bytes) -> None:
        """Take in a line as `Description.line` gives it. :raises OSError: there is no room for it."""
        self._lines.append(line)
        self._size += len(line)
        if self._size >= self._memory:
            self._spill()

    def finish(self) -> Path:
        """Write the index, sorted by bytes; it appears whole, and is on the disk.

        :raises ArchiveError: it cannot be written; nothing of it is left.
        """
        self._lines.sort()
        try:
            _write(self.path, heapq.merge(*self._runs, self._lines))
        except OSError as error:
            raise ArchiveError(f"{self.path}: cannot be written: {error.strerror or error}") from error
        finally:
            self.close()
        return self.path

    def close(self) -> None:
        """Let go of what was gathered. Idempotent."""
        self._lines.clear()
        for run in self._runs:
            run.close()
        self._runs.clear()

    def _spill(self) -> None:
        self._lines.sort()
        run = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the builder
        self._runs.append(run)
        run.writelines(self._lines)
        run.seek(0)
        self._lines.clear()
        self._size = 0


def _lines(records: WARCIterator, filename: str) -> Iterator[bytes]:
    for record in records:
        found = describe(record.rec_headers.headers, _pieces(record.raw_stream))
        if found is not None:
            offset, length = records.get_record_offset(), records.get_record_length()
            yield found.line(offset=offset, length=length, filename=filename)


def _write(path: Path, lines: Iterable[bytes]) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with BufferedWriter(create_locked(part), 1 << 20) as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
            part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _pieces(stream: Any) -> Iterator[bytes]:
    while piece := stream.read(_STEP):
        yield piece
