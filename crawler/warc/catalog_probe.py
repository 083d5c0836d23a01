"""A quick look into the catalog from another thread than its own."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from crawler.warc.catalog_database import hash_of


class OriginalProbe:
    """Tells whether a catalog may know a response with some payload. It waits for nobody: its reading is
    held up by no writer, and an index page that is in memory is looked through in microseconds.

    For one thread, which need not be the one that makes it.

    :param path: the catalog's file.
    :raises sqlite3.Error: it cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA query_only = 1")

    def may_know(self, digest: str) -> bool:
        """Whether `Catalog.original` is worth asking; also true when the file cannot be read now."""
        try:
            found = self._connection.execute(
                "SELECT 1 FROM originals WHERE digest = ? LIMIT 1", (hash_of(digest),)
            )
            return found.fetchone() is not None
        except sqlite3.Error:
            return True

    def close(self) -> None:
        """Let go of the file. Idempotent."""
        with contextlib.suppress(sqlite3.Error):
            self._connection.close()
