"""Verifies many WARC files together: each by itself, then what holds between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from crawler.warc.verification.cursor import Cursor
from crawler.warc.verification.fault import Fault
from crawler.warc.verification.file import FileReport
from crawler.warc.verification.header import END, HEADER_LIMIT, Header, HeaderError, parse_header
from crawler.warc.verification.keys import file_and_offset
from crawler.warc.verification.members import MAGIC, DamageError, Member
from crawler.warc.verification.references import (
    CONCURRENT,
    ORIGINAL,
    REFERS_TO,
    WARCINFO,
    References,
    original_of,
)
from crawler.warc.verification.walk import Plain
from crawler.warc.verification.window import Window
from crawler.warc.verification.workers import verify_files

Lookup = Callable[[str, str, str], bool]
"""Whether an archive holds a capture of a URL at a WARC-Date with a payload digest (any, when that is
empty), by its index."""

_NAMES = {
    CONCURRENT: "WARC-Concurrent-To",
    WARCINFO: "WARC-Warcinfo-ID",
    REFERS_TO: "WARC-Refers-To",
    ORIGINAL: "WARC-Refers-To-Target-URI with WARC-Refers-To-Date",
}


@dataclass(slots=True)
class Totals:
    """What was verified, in figures."""

    files: int = 0
    records: int = 0
    size: int = 0
    """Bytes of the files."""
    content: int = 0
    """Bytes of the records, without compression."""
    faults: int = 0


@dataclass(slots=True)
class Verification:
    """The verification of ``paths`` together.

    :param elsewhere: looks up captures that are in none of the files.
    """

    paths: Sequence[Path]
    elsewhere: Lookup
    totals: Totals = field(default_factory=Totals)
    _references: References = field(default_factory=References)

    def reports(self, jobs: int, progress: Callable[[int], None]) -> Iterator[FileReport]:
        """Yield what is wrong within each file, as they are done; see `verify_files`."""
        for report in verify_files(self.paths, jobs, progress):
            self._references.extend(report.references)
            self.totals.files += 1
            self.totals.records += report.records
            self.totals.size += report.size
            self.totals.content += report.content
            self.totals.faults += report.log.count
            yield report

    def between(self) -> Iterator[Fault]:
        """Yield what is wrong between records, once all `reports` were taken."""
        for fault in self._between():
            self.totals.faults += 1
            yield fault

    def _between(self) -> Iterator[Fault]:
        for place, other in self._references.duplicates():
            number, offset = file_and_offset(other)
            same = f"the record at byte {offset} of {self.paths[number]}"
            yield self._fault(place, f"its WARC-Record-ID is that of {same} too")
        for kind, place, count in self._references.unresolved():
            header = self._header_at(place)
            if header is None or not self._resolves_elsewhere(kind, header):
                more = f", nor do those of {count - 1} other records" if count > 1 else ""
                yield self._fault(place, f"{_reference(kind, header)} leads to no record here{more}")

    def _resolves_elsewhere(self, kind: int, header: Header) -> bool:
        original = original_of(header)
        if original is None or kind not in (REFERS_TO, ORIGINAL):
            return False
        return self.elsewhere(*original, header.get("warc-payload-digest"))

    def _fault(self, place: int, problem: str) -> Fault:
        number, offset = file_and_offset(place)
        header = self._header_at(place)
        return Fault(str(self.paths[number]), offset, header.id if header else None, problem)

    def _header_at(self, place: int) -> Header | None:
        number, offset = file_and_offset(place)
        return header_at(self.paths[number], offset)


def header_at(path: Path, offset: int) -> Header | None:
    """The header of the record that begins at ``offset``; None when it cannot be read."""
    try:
        with path.open("rb") as file:
            window = Window(file, path.stat().st_size)
            compressed = window.read(offset, len(MAGIC)) == MAGIC
            source = Member(window, offset) if compressed else Plain(window, offset)
            return parse_header(Cursor(source).until(END, HEADER_LIMIT))
    except (OSError, HeaderError, DamageError):
        return None


def _reference(kind: int, header: Header | None) -> str:
    if header is None:
        return _NAMES[kind]
    if kind == ORIGINAL:
        url, instant = original_of(header) or ("", "")
        return f"what it revisits, {url} captured {instant}"
    name = _NAMES[kind]
    return f"its {name} {header.get(name.lower())}" if kind != CONCURRENT else f"its {name}"
