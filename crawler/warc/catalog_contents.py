"""Brings the catalog's tables up to date with the CDXJ files of the archive."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from crawler.errors import ArchiveError
from crawler.warc.catalog_database import CatalogDatabase, hash_of
from crawler.warc.catalog_folders import (
    Folder,
    IndexFile,
    changed_folders,
    complete,
    finished_warcs,
    index_file,
)
from crawler.warc.cdxj import parse_line
from crawler.warc.indexing import index_path, write_index

logger = logging.getLogger(__name__)

_LINES_AT_ONCE = 4_000_000  # in one transaction: some 200 MB of temporary file


def refresh(database: CatalogDatabase, archive: Path, patience: float) -> int:
    """Take in the finished WARC files that are new or have another index, and forget those that are gone.

    A WARC without an index gets one. Costs one look at each folder; files are opened only in those that
    changed. Returns how many files were taken in.

    :raises ArchiveError: the archive folder cannot be read.
    """
    count = 0
    changed, gone = changed_folders(archive, _known_folders(database.connection))
    for folder in changed:
        complete(folder.path)
    while changed or gone:
        with database.writing(patience) as connection:
            _forget_folders(connection, gone)
            changed, files = _take_in(connection, changed)
        count += files
        gone = []
    return count


def take_in_file(connection: sqlite3.Connection, warc: Path) -> None:
    """Take in one finished WARC file's index, within a transaction. :raises OSError, ValueError:"""
    status = index_path(warc).stat()
    index = index_file(warc, status)
    _stage(connection)
    if not _is_known(connection, index):
        _read_into_stage(connection, index)
    _unstage(connection)


def forget_file(connection: sqlite3.Connection, file: int) -> None:
    """Forget a file whose index is not what it was, so that the next refresh takes it in anew."""
    connection.execute("DELETE FROM folders WHERE name = (SELECT folder FROM files WHERE id = ?)", (file,))
    connection.execute("DELETE FROM files WHERE id = ?", (file,))  # its rows lead nowhere from now on


def _known_folders(connection: sqlite3.Connection) -> dict[str, int]:
    return dict(connection.execute("SELECT name, mtime FROM folders"))


def _take_in(connection: sqlite3.Connection, folders: list[Folder]) -> tuple[list[Folder], int]:
    """Take in whole folders until it is enough for one transaction; returns those that are left."""
    _stage(connection)
    files = lines = 0
    for number, folder in enumerate(folders):
        if lines >= _LINES_AT_ONCE:
            folders = folders[number:]
            break
        known = connection.execute(
            "SELECT mtime FROM folders WHERE name = ?", (folder.path.name,)
        ).fetchone()
        if known is None or known[0] != folder.mtime or not folder.mtime:
            added, count = _take_in_folder(connection, folder)
            files, lines = files + added, lines + count
    else:
        folders = []
    _unstage(connection)
    return folders, files


def _take_in_folder(connection: sqlite3.Connection, folder: Folder) -> tuple[int, int]:
    files = lines = 0
    present = []
    for warc, index in finished_warcs(folder.path):
        present.append(warc.name)
        if index and not _is_known(connection, index):
            lines += _mended(connection, index)
            files += 1
    _forget_missing(connection, folder.path.name, present)
    connection.execute("INSERT OR REPLACE INTO folders VALUES (?, ?)", (folder.path.name, folder.mtime))
    return files, lines


def _is_known(connection: sqlite3.Connection, index: IndexFile) -> bool:
    row = connection.execute(
        "SELECT size, mtime FROM files WHERE folder = ? AND name = ?",
        (index.warc.parent.name, index.warc.name),
    ).fetchone()
    return bool(row == (index.size, index.mtime))


def _mended(connection: sqlite3.Connection, index: IndexFile) -> int:
    """Read an index, which is first written anew if it is broken; returns its lines."""
    try:
        return _read_into_stage(connection, index)
    except FileNotFoundError:
        return 0
    except (ValueError, OSError) as error:
        logger.warning("Wrote %s anew, as it could not be read: %s", index_path(index.warc), error)
    try:
        status = write_index(index.warc).stat()
        return _read_into_stage(connection, index_file(index.warc, status))
    except (ArchiveError, ValueError, OSError) as error:
        logger.warning("No capture of it can be looked up: %s", error)
        return 0


def _read_into_stage(connection: sqlite3.Connection, index: IndexFile) -> int:
    """Give a file a new number and stage the rows of its lines: all of them, or none when it is broken."""
    connection.execute("SAVEPOINT file")
    try:
        number = connection.execute(
            "INSERT OR REPLACE INTO files (folder, name, size, mtime) VALUES (?, ?, ?, ?)",
            (index.warc.parent.name, index.warc.name, index.size, index.mtime),
        ).lastrowid
        rows = _rows(index_path(index.warc), number or 0)
        return connection.executemany("INSERT INTO temp.fresh VALUES (?, ?, ?, ?, ?)", rows).rowcount
    except BaseException:
        connection.execute("ROLLBACK TO file")
        raise
    finally:
        connection.execute("RELEASE file")


def _rows(path: Path, file: int) -> Iterator[tuple[int, int, int, int, int | None]]:
    with path.open("rb") as lines:
        offset = 0
        for line in lines:
            capture = parse_line(line)
            original = hash_of(capture.digest) if capture.may_be_original else None
            yield hash_of(capture.key), int(capture.timestamp), file, offset, original
            offset += len(line)


def _stage(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TEMP TABLE IF NOT EXISTS fresh (key INT, time INT, file INT, line INT, original INT)"
    )


def _unstage(connection: sqlite3.Connection) -> None:
    """Move the staged rows, in the order of each table: each page is written once."""
    connection.execute(
        "INSERT OR IGNORE INTO captures SELECT key, time, file, line FROM temp.fresh ORDER BY 1, 2, 3, 4"
    )
    connection.execute(
        "INSERT OR IGNORE INTO originals SELECT original, file, line FROM temp.fresh"
        " WHERE original IS NOT NULL ORDER BY 1, 2, 3"
    )
    connection.execute("DELETE FROM temp.fresh")


def _forget_missing(connection: sqlite3.Connection, folder: str, present: list[str]) -> None:
    known = {name for (name,) in connection.execute("SELECT name FROM files WHERE folder = ?", (folder,))}
    gone = [(folder, name) for name in known.difference(present)]
    connection.executemany("DELETE FROM files WHERE folder = ? AND name = ?", gone)


def _forget_folders(connection: sqlite3.Connection, folders: list[str]) -> None:
    names = [(name,) for name in folders]
    connection.executemany("DELETE FROM files WHERE folder = ?", names)
    connection.executemany("DELETE FROM folders WHERE name = ?", names)
