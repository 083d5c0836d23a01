"""Files that bear ``.open``: in writing while their writer's lock is held, else left by one that died."""

from __future__ import annotations

import fcntl
from pathlib import Path

from crawler.warc.naming import OPEN


def is_open(path: Path) -> bool:
    """Whether the file's name says that it is not finished."""
    return path.name.endswith(OPEN)


def has_writer(path: Path) -> bool:
    """Whether a live process holds the file's lock; True too where the file system knows no locks.

    :raises OSError: the file cannot be opened.
    """
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
        return False


def present(path: Path) -> Path:
    """``path``, or its final name when the file was finished since it was found."""
    final = path.with_name(path.name.removesuffix(OPEN))
    return final if not path.exists() and final.exists() else path
