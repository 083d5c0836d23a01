"""Finishes the files that a crashed crawl left open: whole records are kept, a torn tail is set aside."""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import BinaryIO

from crawler.errors import ArchiveError
from crawler.warc.indexing import PARTS, index_path, write_index
from crawler.warc.naming import OPEN, TORN
from crawler.warc.parsing import RecordError, stored_records
from crawler.warc.warc_file import is_named, sync_folder

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvaged:
    """What became of one leftover."""

    path: Path
    """The file under its final name; it does not exist when there was no whole record."""
    records: int
    """Whole records, all kept."""
    torn: Path | None
    """The side file that took the torn tail; None when there was none."""
    torn_bytes: int
    """Bytes of that tail."""


def salvage(archive: Path) -> list[Salvaged]:
    """Finish every ``.open`` file under ``archive`` whose writer is gone, and remove indexes that were only
    begun; files in writing are left alone.

    A file that cannot be finished (a folder without permission, a full disk) is left as it is and logged.
    """
    done = []
    for path in sorted(archive.glob(f"*/*.warc.gz{OPEN}")):
        try:
            if salvaged := _salvage_file(path):
                logger.warning("%s", _sentence(salvaged))
                done.append(salvaged)
                if salvaged.records:
                    write_index(salvaged.path)
        except OSError as error:
            logger.warning("Left %s as it is, not salvaged: %s", path, error)
        except ArchiveError as error:
            logger.warning("Salvaged without an index, which is left to be made later: %s", error)
    for part in archive.glob(f"*/{PARTS}"):
        with contextlib.suppress(OSError):  # not for us to remove, or gone meanwhile
            _remove_dead(part)
    return done


def _salvage_file(path: Path) -> Salvaged | None:
    with path.open("r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None  # its writer lives
        if not is_named(file.fileno(), path):
            return None  # finished meanwhile
        return _finish(path, file)


def _remove_dead(part: Path) -> None:
    """Remove the beginning of an index whose writer is gone: the index is made anew when it is needed."""
    with part.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if is_named(file.fileno(), part):
            part.unlink()


def _finish(path: Path, file: BinaryIO) -> Salvaged:
    final = path.with_name(path.name.removesuffix(OPEN))
    if final.exists():
        raise FileExistsError(f"{final} exists too")
    size = os.fstat(file.fileno()).st_size
    records, end = _whole(file, size)
    torn = _set_aside(file, end, final) if end < size else None
    index_path(final).unlink(missing_ok=True)  # of a file that was about to be finished, untorn
    if end:
        path.rename(final)
    else:
        path.unlink()
    sync_folder(path.parent)
    return Salvaged(path=final, records=records, torn=torn, torn_bytes=size - end)


def _whole(file: BinaryIO, size: int) -> tuple[int, int]:
    """How many whole records the file begins with, and the byte after the last of them."""
    records = end = 0
    try:
        for record in stored_records(file, size):
            records, end = records + 1, record.offset + record.length
    except RecordError:
        pass
    return records, end


def _set_aside(file: BinaryIO, end: int, final: Path) -> Path:
    file.seek(end)
    for path in _side_names(final):
        try:
            side = path.open("xb")
        except FileExistsError:
            continue
        with side:
            shutil.copyfileobj(file, side)
            side.flush()
            os.fsync(side.fileno())
        break
    sync_folder(final.parent)
    file.truncate(end)
    os.fsync(file.fileno())
    return path


def _side_names(final: Path) -> Iterator[Path]:
    yield final.with_name(final.name + TORN)
    for number in count(2):
        yield final.with_name(f"{final.name}{TORN}.{number}")


def _sentence(salvaged: Salvaged) -> str:
    kept = f"Salvaged {salvaged.path}, left open by a crawl that died: {salvaged.records} records kept"
    if salvaged.torn is None:
        return f"{kept}, nothing torn"
    return f"{kept}, {salvaged.torn_bytes} torn bytes set aside in {salvaged.torn.name}"
