"""One lookup over the whole archive: the captures of a URL, and the response that first held a payload."""

from __future__ import annotations

import heapq
import logging
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self, TypeVar

from crawler.errors import ArchiveError
from crawler.warc.catalog_contents import forget_file, refresh, take_in_file
from crawler.warc.catalog_database import CatalogDatabase, hash_of, is_busy, is_damage
from crawler.warc.cdxj import Capture, parse_line, url_key
from crawler.warc.indexing import CDXJ
from crawler.warc.originals import original_in
from crawler.warc.revisit import Original

logger = logging.getLogger(__name__)

NAME = "index.sqlite"
"""The catalog's file in the archive folder; it may be deleted at any time."""

_WRITER_PATIENCE = 5.0  # seconds that a finished file waits to be entered; else the next refresh enters it
_REBUILD_PATIENCE = 900.0  # seconds that another process may take to make a large catalog anew
_TRIED_ORIGINALS = 4
_ATTEMPTS = 3

Result = TypeVar("Result")
_Row = tuple[int, int, int, str]
"""14-digit time, file, line's offset, and the WARC's name relative to the archive."""

_CAPTURES = (
    "SELECT c.time, c.file, c.line, f.folder || '/' || f.name FROM captures c JOIN files f ON f.id = c.file"
    " WHERE c.key = ?"
)
_ORIGINALS = (
    "SELECT 0, o.file, o.line, f.folder || '/' || f.name FROM originals o JOIN files f ON f.id = o.file"
    " WHERE o.digest = ? ORDER BY o.file, o.line"
)


class _StaleError(Exception):
    """A row does not lead to the line that it was made from."""

    def __init__(self, file: int) -> None:
        super().__init__(f"the index of file {file} is not what it was")
        self.file = file


class Catalog:
    """The captures of all finished WARC files of an archive; up to date when made, and after `refresh`.

    Its file is a cache, shared by all processes: missing, stale or damaged, it is made anew from the CDXJ
    files, and these from the WARC files. In an archive that cannot be written it is made in the system's
    temporary folder. For one thread.

    :raises ArchiveError: the archive folder cannot be read, or the catalog not be written.
    """

    def __init__(self, archive: Path) -> None:
        self._archive = archive
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        folder = archive
        if archive.is_dir() and not os.access(archive, os.W_OK):
            self._temporary = tempfile.TemporaryDirectory(prefix="newsvault-")
            folder = Path(self._temporary.name)
        self._database = CatalogDatabase(folder / NAME)
        self.refresh()

    def refresh(self) -> int:
        """Take in what other programs did to the archive; returns the number of files taken in."""
        started = time.monotonic()
        count = self._healed(lambda: refresh(self._database, self._archive, _REBUILD_PATIENCE))
        if count:
            seconds = time.monotonic() - started
            logger.info("Took %d WARC files into %s in %.1f s", count, self._database.path, seconds)
        return count

    def add(self, warc: Path) -> bool:
        """Take in a WARC file that was just finished, with its index.

        False when that is left for the next `refresh`: others are writing, there is no index, or the
        catalog cannot be written, which is logged. Never raises: the archive is whole without its catalog.
        """
        try:
            return self._healed(lambda: self._take_in(warc))
        except (ArchiveError, OSError, ValueError) as error:
            logger.warning("%s is not in the catalog yet: %s", warc, error)
            return False

    def captures(
        self, url: str, since: datetime | None = None, until: datetime | None = None
    ) -> Iterator[Capture]:
        """Yield every capture of ``url``, the oldest first, from ``since`` to ``until`` (to the second).

        URLs are the same when their SURT is: ``http`` or ``https``, with or without ``www``.
        """
        order = f"{_CAPTURES} AND c.time BETWEEN ? AND ? ORDER BY c.time, c.file, c.line"
        bounds = (_number(since) if since else 0, _number(until) if until else 10**14)
        yield from self._found(url, lambda key: self._database.connection.execute(order, (key, *bounds)))

    def nearest(self, url: str, at: datetime) -> Iterator[Capture]:
        """Yield every capture of ``url``, the one nearest to the instant ``at`` first."""
        yield from self._found(url, lambda key: self._outwards(key, at))

    def original(self, digest: str, fits: Callable[[Original], bool] = lambda _: True) -> Original | None:
        """A response whose payload has this digest, read again and proven: whole, with status 200.

        :param digest: labelled, as WARC-Payload-Digest has it.
        :param fits: what more is asked of it.
        """

        def find() -> Original | None:
            rows = self._database.connection.execute(_ORIGINALS, (hash_of(digest),))
            for row in rows.fetchmany(_TRIED_ORIGINALS):
                capture = self._read(row, lambda found: found.digest, hash_of(digest))
                original = original_in(self._archive, capture) if capture.digest == digest else None
                if original and fits(original):
                    return original
            return None

        return self._healed(find)

    @property
    def path(self) -> Path:
        """Its file."""
        return self._database.path

    def close(self) -> None:
        """Let go of the catalog's file. Idempotent."""
        self._database.close()
        if self._temporary:
            self._temporary.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _take_in(self, warc: Path) -> bool:
        try:
            with self._database.writing(_WRITER_PATIENCE) as connection:
                take_in_file(connection, warc)
        except sqlite3.OperationalError as error:
            if not is_busy(error):
                raise
            return False
        return True

    def _outwards(self, key: int, at: datetime) -> Iterator[_Row]:
        select = self._database.connection.execute
        later = select(f"{_CAPTURES} AND c.time >= ? ORDER BY c.time", (key, _number(at)))
        earlier = select(f"{_CAPTURES} AND c.time < ? ORDER BY c.time DESC", (key, _number(at)))
        return heapq.merge(later, earlier, key=lambda row: _distance(row, at))

    def _found(self, url: str, rows: Callable[[int], Any]) -> Iterator[Capture]:
        """The captures that rows lead to; after a fault the rows are asked for again, none is repeated."""
        key = url_key(url)
        number = hash_of(key)
        given: set[tuple[str, int]] = set()
        for attempt in range(_ATTEMPTS):
            try:
                for row in rows(number):
                    capture = self._read(row, lambda found: found.key, number)
                    place = capture.file, capture.offset
                    if capture.key == key and place not in given:
                        given.add(place)
                        yield capture
                return
            except (sqlite3.Error, _StaleError) as error:
                self._mend(error, attempt)

    def _read(self, row: _Row, hashed: Callable[[Capture], str], number: int) -> Capture:
        """The line that a row leads to. :raises _StaleError: it is another one."""
        _, file, offset, name = row
        try:
            with (self._archive / (name + CDXJ)).open("rb") as lines:
                lines.seek(offset)
                capture = parse_line(lines.readline(), name)
        except (OSError, ValueError):
            raise _StaleError(file) from None
        if hash_of(hashed(capture)) != number:
            raise _StaleError(file)
        return capture

    def _healed(self, action: Callable[[], Result]) -> Result:
        for attempt in range(_ATTEMPTS):
            try:
                return action()
            except (sqlite3.Error, _StaleError) as error:
                self._mend(error, attempt)
        raise AssertionError  # the last attempt returns or raises

    def _mend(self, error: sqlite3.Error | _StaleError, attempt: int) -> None:
        """Put right what made an attempt fail. :raises ArchiveError: it cannot be, or was the last one."""
        if attempt + 1 < _ATTEMPTS and isinstance(error, _StaleError):
            with self._database.writing(_REBUILD_PATIENCE) as connection:
                forget_file(connection, error.file)
        elif attempt + 1 < _ATTEMPTS and isinstance(error, sqlite3.Error) and is_damage(error):
            self._database.heal(error)
        else:
            raise ArchiveError(
                f"{self._database.path}: the archive's catalog cannot be used: {error}. Free space, or "
                f"wait for the process that writes it; deleted, it is made anew from the CDXJ files"
            ) from error
        refresh(self._database, self._archive, _REBUILD_PATIENCE)


def _number(instant: datetime) -> int:
    return int(instant.astimezone(UTC).strftime("%Y%m%d%H%M%S"))


def _distance(row: _Row, at: datetime) -> float:
    try:
        digits = f"{row[0]:014d}"
        return abs((datetime.fromisoformat(f"{digits[:8]}T{digits[8:]}Z") - at).total_seconds())
    except ValueError:  # a date that was never one
        return float("inf")
