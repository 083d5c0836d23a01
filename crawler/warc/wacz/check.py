"""Checks a WACZ more strictly than ``wacz validate``: every byte listed, every index line and page true."""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from crawler.errors import ArchiveError
from crawler.warc.indexing import IndexBuilder
from crawler.warc.wacz.package_records import Records
from crawler.warc.wacz.zipnum import INDEX, merged, zipnum_lines

_PACKAGE, _DIGEST = "datapackage.json", "datapackage-digest.json"
_PAGES, _PARTS = "pages/pages.jsonl", "indexes/index.idx"
_STORED = (".gz", ".warc")
_STEP = 1 << 20


def check_wacz(path: Path) -> Iterator[str]:
    """Yield a sentence for each fault of the package; none when it is right.

    :raises ArchiveError: it is no ZIP file, or cannot be read.
    """
    try:
        with zipfile.ZipFile(path) as package, path.open("rb") as file:
            names = package.namelist()
            yield from _missing(names)
            if not {_PACKAGE, _PAGES, f"indexes/{INDEX}", _PARTS} - set(names):
                yield from _manifest(package)
                yield from _records(package, Records(package, file))
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise ArchiveError(f"{path}: no package, or a damaged one: {error}") from error


def _missing(names: list[str]) -> Iterator[str]:
    for name in (_PACKAGE, _DIGEST, _PAGES, f"indexes/{INDEX}", _PARTS):
        if name not in names:
            yield f"{name} is missing"
    if not any(name.startswith("archive/") for name in names):
        yield "there is no WARC file in archive/"
    yield from (f"{name} is there more than once" for name in {n for n in names if names.count(n) > 1})


def _manifest(package: zipfile.ZipFile) -> Iterator[str]:
    text = package.read(_PACKAGE)
    document = _document(text)
    if document.get("profile") != "data-package" or not document.get("wacz_version"):
        yield f"{_PACKAGE} lacks profile or wacz_version"
    if _DIGEST in package.namelist():
        stated = _document(package.read(_DIGEST))
        if stated != {"path": _PACKAGE, "hash": f"sha256:{hashlib.sha256(text).hexdigest()}"}:
            yield f"{_DIGEST} is not that of {_PACKAGE}"
    resources = {entry.get("path"): entry for entry in document.get("resources", [])}
    for info in package.infolist():
        if info.filename not in (_PACKAGE, _DIGEST):
            yield from _resource(package, info, resources.pop(info.filename, None))
    yield from (f"{path} is listed in {_PACKAGE}, but is not there" for path in resources)


def _resource(
    package: zipfile.ZipFile, info: zipfile.ZipInfo, stated: dict[str, Any] | None
) -> Iterator[str]:
    if info.filename.endswith(_STORED) and info.compress_type != zipfile.ZIP_STORED:
        yield f"{info.filename} is compressed twice"
    if stated is None:
        yield f"{info.filename} is not listed in {_PACKAGE}"
        return
    state = hashlib.sha256()
    with package.open(info) as entry:
        while piece := entry.read(_STEP):
            state.update(piece)
    if stated.get("hash") != f"sha256:{state.hexdigest()}" or stated.get("bytes") != info.file_size:
        yield f"{info.filename} is not what {_PACKAGE} states: another hash or size"


def _records(package: zipfile.ZipFile, records: Records) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        indexes = []
        for name in records.warcs:
            builder = IndexBuilder(Path(folder) / name)
            yield from records.index(name, builder)
            indexes.append(builder.finish())
        with package.open(_PARTS) as parts, package.open(f"indexes/{INDEX}") as blocks:
            stated = zipnum_lines(blocks, parts)
            for number, (line, true) in enumerate(zip_longest(stated, merged(indexes)), 1):
                if line != true:
                    yield f"line {number} of the index is {line!r}, but the WARC files give {true!r}"
                    break
    yield from records.unresolved()
    with package.open(_PAGES) as lines:
        next(lines, None)  # the header
        yield from (fault for line in lines if (fault := records.page_fault(line)))


def _document(text: bytes) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
