"""Finds and opens the WARC files that references name."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import BinaryIO

from crawler.errors import ArchiveError
from crawler.warc.naming import OPEN


def find_warc(archive_dir: Path, name: str) -> Path | None:
    """Where a `WarcRef.file` lies: under its final name, else under the one it has while it is written."""
    pure = PurePosixPath(name)
    if pure.is_absolute() or ".." in pure.parts:
        return None
    final = archive_dir / pure
    unfinished = final.with_name(final.name + OPEN)
    return next((path for path in (final, unfinished, final) if path.is_file()), None)


def open_warc(archive_dir: Path, name: str) -> BinaryIO:
    """Open a `WarcRef.file` for reading. :raises ArchiveError: it is missing or cannot be read."""
    path = find_warc(archive_dir, name)
    if path is None:
        raise ArchiveError(
            f"{archive_dir / name}: no such WARC file. Set ARCHIVE_DIR to the archive it was written to"
        )
    try:
        return path.open("rb")
    except FileNotFoundError:  # finished between the look and the opening
        return (archive_dir / name).open("rb")
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror}") from error
