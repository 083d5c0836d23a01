"""The SQLite file of the catalog: a cache that any process may open, write, drop and mend.

It holds no fact of its own: hashes of URL keys and of digests, each with the CDXJ line that states them.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from crawler.errors import ArchiveError

logger = logging.getLogger(__name__)

_VERSION = 1
_SCHEMA = f"""
BEGIN IMMEDIATE;
CREATE TABLE folders (name TEXT PRIMARY KEY, mtime INTEGER) WITHOUT ROWID;
CREATE TABLE files (
  id INTEGER PRIMARY KEY AUTOINCREMENT, folder TEXT, name TEXT, size INTEGER, mtime INTEGER,
  UNIQUE (folder, name)
);
CREATE TABLE captures (
  key INTEGER, time INTEGER, file INTEGER, line INTEGER, PRIMARY KEY (key, time, file, line)
) WITHOUT ROWID;
CREATE TABLE originals (
  digest INTEGER, file INTEGER, line INTEGER, PRIMARY KEY (digest, file, line)
) WITHOUT ROWID;
PRAGMA user_version = {_VERSION};
COMMIT;
"""
_CACHE = 32 * 1024  # KiB of pages held in memory

_DAMAGED = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def hash_of(text: str) -> int:
    """64 bits that stand for a URL key or a digest; what they lead to is compared with ``text`` itself."""
    state = hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=8)
    return int.from_bytes(state.digest(), "big", signed=True)


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file is not what it should be, so that making it anew helps."""
    return _code(error) in _DAMAGED


def is_busy(error: sqlite3.Error) -> bool:
    """Whether another process was writing for longer than one was willing to wait."""
    return _code(error) in _BUSY


class CatalogDatabase:
    """A connection to the catalog's file, made when it is missing. For one thread.

    :raises ArchiveError: it cannot be opened, for a reason that making it anew would not mend.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._inode = 0
        self.connection = self._open()
        """In autocommit mode; rows are tuples."""

    @contextlib.contextmanager
    def writing(self, patience: float) -> Iterator[sqlite3.Connection]:
        """One transaction, begun at once; waits ``patience`` seconds for other writers."""
        self.connection.execute(f"PRAGMA busy_timeout = {patience * 1000:.0f}")
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield self.connection
            self.connection.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                self.connection.execute("ROLLBACK")
            raise

    def heal(self, problem: object) -> None:
        """Begin an empty file in the place of a damaged one, unless another process has done so already."""
        with _locked(self.path):
            self.close()
            if self._inode == _inode(self.path):
                self._drop(problem)
        self.connection = self._open()

    def close(self) -> None:
        """Let go of the file. Idempotent."""
        with contextlib.suppress(sqlite3.Error):
            self.connection.close()

    def _open(self) -> sqlite3.Connection:
        try:
            with _locked(self.path):
                try:
                    connection = _connect(self.path)
                except sqlite3.DatabaseError as error:
                    if not is_damage(error):
                        raise
                    self._drop(error)
                    connection = _connect(self.path)
                self._inode = _inode(self.path)
                return connection
        except (sqlite3.Error, OSError) as error:
            raise ArchiveError(
                f"{self.path}: the archive's catalog cannot be opened: {error}. Mend the permissions of "
                f"its folder, or free space; deleted, it is made anew from the CDXJ files"
            ) from error

    def _drop(self, problem: object) -> None:
        logger.warning("Made %s anew, as it could not be used: %s", self.path, problem)
        for suffix in ("-wal", "-shm", ""):  # the file itself last: never beside another one's log
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        _prepare(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")  # what a power cut undoes is indexed again
    connection.execute(f"PRAGMA cache_size = -{_CACHE}")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == 0:
        connection.executescript(_SCHEMA)
    elif version != _VERSION:
        error = sqlite3.DatabaseError(f"it is of version {version}, not {_VERSION}")
        error.sqlite_errorcode = sqlite3.SQLITE_NOTADB
        raise error


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF  # the primary code of an extended one


def _inode(path: Path) -> int:
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return 0


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the lock under which the file is opened and replaced; never while it is read or written."""
    with path.with_name(path.name + ".lock").open("ab") as file:
        with contextlib.suppress(OSError):  # a file system without locks
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
