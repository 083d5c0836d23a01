"""Finds the WARC files that are to be verified."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from crawler.errors import ArgumentError
from crawler.warc.naming import OPEN

_SUFFIXES = (".warc", ".warc.gz", ".warc.zst")


def find_warcs(paths: Iterable[Path]) -> list[Path]:
    """The files given, and every WARC file in and below the folders given; each once, in order of names.

    :raises ArgumentError: there is no such file or folder, or no WARC file in a folder.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        if not path.exists():
            raise ArgumentError("PATH", f"{path}: no such file or folder")
        inside = sorted(_below(path)) if path.is_dir() else [path]
        if not inside:
            raise ArgumentError("PATH", f"{path}: no WARC file in this folder")
        found.update((file.resolve(), file) for file in inside)
    return list(found.values())


def _below(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*.warc*"):
        if path.name.removesuffix(OPEN).endswith(_SUFFIXES) and path.is_file():
            yield path
