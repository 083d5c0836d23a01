"""Verifies one WARC file: reads every byte of it once, and notes what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from crawler.warc.indexing import index_path
from crawler.warc.verification.fault import FaultLog
from crawler.warc.verification.fixity import computed_digest, stated_digest
from crawler.warc.verification.index import IndexCheck
from crawler.warc.verification.leftovers import has_writer, is_open, present
from crawler.warc.verification.members import MAGIC
from crawler.warc.verification.record import Findings
from crawler.warc.verification.references import References
from crawler.warc.verification.walk import walk_members, walk_plain
from crawler.warc.verification.window import Window

_ZSTD = b"\x28\xb5\x2f\xfd"


@dataclass(slots=True, kw_only=True)
class FileReport:
    """What verification says of one file."""

    path: str
    """Where the file was found."""
    size: int = 0
    """Its bytes."""
    records: int = 0
    """Records that were read."""
    content: int = 0
    """Bytes of the records, without compression."""
    log: FaultLog
    """What is wrong with it."""
    note: str = ""
    """What a person should know of it though it is no fault."""
    references: References = field(default_factory=References)
    """What its records are called and refer to, for the check over all files."""


def verify_file(path: Path, number: int = 0, progress: Callable[[int], None] | None = None) -> FileReport:
    """Verify the file at ``path``; raises nothing for what is wrong with it.

    :param number: stands for the file in `FileReport.references`.
    :param progress: told how many bytes were read since it was last told.
    """
    path = present(path)
    report = FileReport(path=str(path), log=FaultLog(str(path)), references=References(number))
    try:
        growing = is_open(path) and has_writer(path)
        if is_open(path):
            _say_unfinished(report, growing=growing)
        with path.open("rb") as file:
            report.size = path.stat().st_size
            _verify(report, path, file, Window(file, report.size, progress), growing=growing)
    except OSError as error:
        report.log.add(f"cannot be read: {error.strerror or error}")
    return report


def _say_unfinished(report: FileReport, *, growing: bool) -> None:
    if growing:
        report.note = "not finished: its writer is at work; the records so far were verified"
    else:
        report.log.add("was left unfinished by a crawl that died; the next crawl finishes it")


def _verify(report: FileReport, path: Path, file: BinaryIO, window: Window, *, growing: bool) -> None:
    begin = window.read(0, 5)
    if begin.startswith(_ZSTD):
        report.log.add("is compressed with Zstandard, which is not read here: use gzip, a member a record")
        return
    if not begin and not growing:
        report.log.add("is empty")
    beside = index_path(path)
    index = IndexCheck(beside) if beside.is_file() else None
    findings = Findings(report.log, report.references, index, growing)
    if begin.startswith(MAGIC) or (".gz" in path.name and begin != b"WARC/"):
        walk_members(window, findings, proven=_has_fixity(report, path, file))
    else:
        _has_fixity(report, path, file)
        walk_plain(window, findings)
    report.records, report.content = findings.records, findings.content
    for problem, offset in _index_problems(index):
        report.log.add(problem, offset)


def _has_fixity(report: FileReport, path: Path, file: BinaryIO) -> bool:
    """Whether a digest beside the file proves each of its bits."""
    try:
        stated = stated_digest(path)
    except ValueError as error:
        report.log.add(str(error))
        return False
    if stated is None:
        return False
    computed = computed_digest(file)
    if computed != stated:
        report.log.add(f"its SHA-256 is {computed}, not {stated} as the file beside it says")
    return computed == stated


def _index_problems(index: IndexCheck | None) -> Iterator[tuple[str, int]]:
    return index.problems() if index else iter(())
