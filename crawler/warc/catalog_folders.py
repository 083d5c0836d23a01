"""The archive's folders and the CDXJ files in them: what changed, and what is missing."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crawler.errors import ArchiveError
from crawler.warc.indexing import CDXJ, write_index

logger = logging.getLogger(__name__)

_WARCS = (".warc.gz", ".warc")
_SETTLED = 2.0  # seconds after which a folder's time tells its changes apart


@dataclass(frozen=True, slots=True)
class Folder:
    """A job's folder."""

    path: Path
    mtime: int
    """Nanoseconds; 0 when it changed so lately that another change might not show."""


@dataclass(frozen=True, slots=True)
class IndexFile:
    """The CDXJ file of a finished WARC file, as it lies there."""

    warc: Path
    size: int
    """Bytes of the CDXJ file."""
    mtime: int
    """Nanoseconds."""


def changed_folders(archive: Path, known: dict[str, int]) -> tuple[list[Folder], list[str]]:
    """The folders whose time is not the known one, and the names of those that are gone.

    :param known: nanoseconds by the folders' names.
    :raises ArchiveError: the archive folder cannot be read.
    """
    latest = time.time_ns() - int(_SETTLED * 1e9)
    changed, gone = [], set(known)
    try:
        with os.scandir(archive) as entries:
            for entry in entries:
                if not entry.is_dir():
                    continue
                gone.discard(entry.name)
                mtime = entry.stat().st_mtime_ns
                if known.get(entry.name) != mtime:
                    changed.append(Folder(Path(entry.path), mtime if mtime < latest else 0))
    except OSError as error:
        raise ArchiveError(f"archive folder {archive}: cannot be read: {error.strerror}") from error
    return sorted(changed, key=lambda folder: folder.path), sorted(gone)


def finished_warcs(folder: Path) -> Iterator[tuple[Path, IndexFile | None]]:
    """Yield the finished WARC files of a folder, each with its index if there is one."""
    try:
        with os.scandir(folder) as entries:
            found = {entry.name: entry for entry in entries}
    except OSError:  # gone meanwhile, or not for our eyes
        return
    for name in sorted(found):
        if name.endswith(_WARCS):
            index = found.get(name + CDXJ)
            yield folder / name, index_file(folder / name, index.stat()) if index else None


def index_file(warc: Path, status: os.stat_result) -> IndexFile:
    """The index of ``warc``, whose status is given."""
    return IndexFile(warc, status.st_size, status.st_mtime_ns)


def complete(folder: Path) -> None:
    """Write the indexes that are missing in a folder; a WARC file that cannot be read is logged."""
    for warc, index in finished_warcs(folder):
        if index is None:
            try:
                logger.info("Wrote %s, which was missing", write_index(warc))
            except ArchiveError as error:
                logger.warning("No capture in %s can be looked up: %s", warc.name, error)
