"""The records inside a WACZ, and whether pages and revisits lead to them."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from typing import IO, BinaryIO, cast

from crawler.warc.cdxj import describe
from crawler.warc.indexing import IndexBuilder
from crawler.warc.parsing import RecordError, StoredRecord, read_stored
from crawler.warc.wacz.exchanges import CAPTURES

_ARCHIVE = "archive/"
_LOCAL_HEADER = 30  # bytes of a ZIP local file header ahead of its name (APPNOTE, section 4.3.7)


class Records:
    """Reads the WARC files of an open package where they lie in it.

    :param package: the package's directory; ``file``: its bytes.
    """

    def __init__(self, package: zipfile.ZipFile, file: IO[bytes]) -> None:
        self._file = cast("BinaryIO", file)
        infos = [info for info in package.infolist() if info.filename.startswith(_ARCHIVE)]
        self._infos = {info.filename.removeprefix(_ARCHIVE): info for info in infos}
        self.warcs = list(self._infos)
        """Names of the WARC files."""
        self._captures: dict[str, tuple[str, str]] = {}
        self._instants: set[tuple[str, str]] = set()
        self._references: list[tuple[str, str]] = []

    def index(self, name: str, builder: IndexBuilder) -> Iterator[str]:
        """Read a WARC file through and hand its records to ``builder``; yield what is wrong with it."""
        info = self._infos[name]
        start = offset = self._data(info)
        while offset < start + info.file_size:
            try:
                record = read_stored(self._file, offset)
            except RecordError as error:
                yield f"{info.filename}: {error}, counted from the start of the package"
                return
            builder.add(describe(record.fields, record.block), offset - start, record.length)
            self._note(record)
            record.block.spool.close()
            offset += record.length

    def unresolved(self) -> Iterator[str]:
        """Yield a sentence for each capture that a revisit refers to and the package lacks."""
        for url, date in self._references:
            if (url, date) not in self._instants:
                yield f"a revisit refers to {url} of {date}, which is not in the package"

    def page_fault(self, line: bytes) -> str | None:
        """What is wrong with a line of ``pages.jsonl``, if anything."""
        try:
            page = json.loads(line)
            url, date = self._captures[page["id"]]
            if page["url"] == url and page["ts"][:19] == date[:19]:
                return None
        except KeyError:
            return f"page {line[:200]!r} leads to no record"
        except (ValueError, TypeError):
            return f"page {line[:200]!r} is no page of JSON"
        return f"page {line[:200]!r} leads to the record of {url} of {date}"

    def _data(self, info: zipfile.ZipInfo) -> int:
        self._file.seek(info.header_offset + _LOCAL_HEADER - 4)
        lengths = self._file.read(4)
        name, extra = int.from_bytes(lengths[:2], "little"), int.from_bytes(lengths[2:], "little")
        return info.header_offset + _LOCAL_HEADER + name + extra

    def _note(self, record: StoredRecord) -> None:
        if record.get("WARC-Type") not in CAPTURES:
            return
        url, date = record.get("WARC-Target-URI"), record.get("WARC-Date")
        self._captures[record.get("WARC-Record-ID").strip("<>").removeprefix("urn:uuid:")] = url, date
        if record.get("WARC-Type") == "response":
            self._instants.add((url, date))
        elif refers_to := record.get("WARC-Refers-To-Target-URI"):
            self._references.append((refers_to, record.get("WARC-Refers-To-Date")))
