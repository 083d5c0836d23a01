"""Writes a WACZ of finished WARC files, streamed in constant memory."""

from __future__ import annotations

import json
import os
import secrets
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from crawler import __version__
from crawler.errors import ArchiveError
from crawler.warc.indexing import index_path, write_index
from crawler.warc.parsing import StoredRecord
from crawler.warc.reader import iter_records
from crawler.warc.wacz.container import Container, Resource
from crawler.warc.wacz.exchanges import captures
from crawler.warc.wacz.originals import Originals
from crawler.warc.wacz.pages import Page, ReadPage, page_lines, page_of
from crawler.warc.wacz.zipnum import INDEX, merged, zipnum

VERSION = "1.1.1"
ORIGINALS = "originals.warc.gz"
"""Name of the WARC file with what revisits refer to outside of the package."""

_STEP = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a package is made of."""

    archive: Path
    """The archive folder."""
    warcs: Sequence[Path]
    """Finished WARC files in it, in order."""
    title: str
    """The package's title."""
    text: bool = False
    """Whether the page list holds each page's text."""
    access: Callable[[Path, Path], Path] = lambda warc, _: warc
    """What is packaged of a WARC file, given a folder for copies: by default the file as it is."""


@dataclass(slots=True, kw_only=True)
class Contents:
    """What a package holds."""

    pages: int = 0
    warcs: int = 0
    originals: int = 0
    """Records copied from other files of the archive, since revisits refer to them."""
    missing: list[str]
    """URLs of revisits whose original is nowhere in the archive: these do not replay."""
    bytes: int = 0
    """Size of the package."""


def write_wacz(
    target: Path,
    plan: Plan,
    read_page: ReadPage,
    *,
    advance: Callable[[int], object] = lambda _: None,
    replace: bool = False,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Contents:
    """Write the package ``target``; it appears whole, and is on the disk.

    :param advance: told of bytes as they are done: each WARC file counts twice, read and copied.
    :param replace: whether a file that is there is replaced.
    :raises ArchiveError: a WARC file cannot be read, two have one name, or the package cannot be written;
        nothing of it is left.
    """
    _check(target, plan, replace)
    part = target.with_name(f".{target.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with part.open("xb") as file, tempfile.TemporaryDirectory(dir=target.parent) as folder:
            contents = _Writer(file, plan, read_page, advance, now(), Path(folder)).write()
            file.flush()
            os.fsync(file.fileno())
        if not replace:
            _refuse_existing(target)
        part.replace(target)
    except OSError as error:
        raise ArchiveError(f"{target}: cannot be written: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)
    contents.bytes = target.stat().st_size
    return contents


class _Writer:
    """One package in the making."""

    def __init__(
        self,
        file: IO[bytes],
        plan: Plan,
        read_page: ReadPage,
        advance: Callable[[int], object],
        created: datetime,
        folder: Path,
    ) -> None:
        self._container = Container(file, created)
        self._plan, self._read_page, self._advance = plan, read_page, advance
        self._created, self._folder = created, folder
        names = [warc.relative_to(plan.archive).as_posix() for warc in plan.warcs]
        self._originals = Originals(plan.archive, names)
        self._contents = Contents(warcs=len(names), missing=self._originals.missing)
        self._main: Page | None = None

    def write(self) -> Contents:
        try:
            self._add_pages()
            warcs = [self._plan.access(warc, self._copies()) for warc in self._exact()]
            for warc in warcs:
                self._container.add(f"archive/{warc.name}", self._bytes(warc))
            self._add_index(warcs)
            self._add_package()
        finally:
            self._originals.close()
            self._container.close()
        return self._contents

    def _add_pages(self) -> None:
        lines = page_lines(self._pages(), text=self._plan.text)
        self._container.add("pages/pages.jsonl", lines, deflate=True)

    def _pages(self) -> Iterator[Page]:
        for warc in self._plan.warcs:
            done = 0
            for capture in captures(iter_records(warc)):
                end = capture.record.offset + capture.record.length
                self._advance(end - done)
                done = end
                original = self._original(capture.record)
                page = page_of(capture, self._read_page, original)
                if page:
                    self._note(page)
                    yield page
            self._advance(warc.stat().st_size - done)

    def _original(self, record: StoredRecord) -> StoredRecord | None:
        """What a revisit refers to, which is packaged whether it is of a page or not."""
        return self._originals.find(record) if record.get("WARC-Type") == "revisit" else None

    def _note(self, page: Page) -> None:
        self._contents.pages += 1
        if self._main is None or (page.seed and not self._main.seed):
            self._main = page

    def _copies(self) -> Path:
        folder = self._folder / "copies"
        folder.mkdir(exist_ok=True)
        return folder

    def _exact(self) -> list[Path]:
        """The WARC files, with the originals that they lack in one of their own."""
        warc = self._folder / ORIGINALS
        self._contents.originals = self._originals.copy(warc)
        return [*self._plan.warcs, warc] if self._contents.originals else [*self._plan.warcs]

    def _bytes(self, warc: Path) -> Iterator[bytes]:
        with warc.open("rb") as file:
            while piece := file.read(_STEP):
                yield piece
                self._advance(len(piece))

    def _add_index(self, warcs: Sequence[Path]) -> None:
        indexes = [path if (path := index_path(warc)).is_file() else write_index(warc) for warc in warcs]
        with tempfile.TemporaryFile(dir=self._folder) as parts:
            self._container.add(f"indexes/{INDEX}", zipnum(merged(indexes), parts))
            parts.seek(0)
            self._container.add("indexes/index.idx", parts, deflate=True)

    def _add_package(self) -> None:
        package = _json(self._package(self._container.resources))
        added = self._container.add("datapackage.json", [package])
        digest = {"path": added.path, "hash": added.hash}
        self._container.add("datapackage-digest.json", [_json(digest)])

    def _package(self, resources: Iterable[Resource]) -> dict[str, object]:
        created = f"{self._created.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        main = self._main
        return {
            "profile": "data-package",
            "wacz_version": VERSION,
            "title": self._plan.title,
            "created": created,
            "software": f"newsvault/{__version__}",
            **({"mainPageUrl": main.url, "mainPageDate": main.ts} if main else {}),
            "resources": [resource.document() for resource in resources],
        }


def _check(target: Path, plan: Plan, replace: bool) -> None:
    if not replace:
        _refuse_existing(target)
    seen: dict[str, Path] = {}
    for warc in plan.warcs:
        other = seen.setdefault(warc.name, warc)
        if other is not warc:
            raise ArchiveError(f"{warc} and {other} have one name: package them one by one")


def _refuse_existing(target: Path) -> None:
    if target.exists():
        raise ArchiveError(f"{target} is there already: choose another name, or replace it with --force")


def _json(document: dict[str, object] | dict[str, str]) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=2).encode("utf-8", "replace") + b"\n"
