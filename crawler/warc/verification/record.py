"""Verifies one record: header, block, digests, and that it ends where it says."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from crawler.warc.cdxj import Description
from crawler.warc.verification.cursor import Cursor
from crawler.warc.verification.digests import read_block
from crawler.warc.verification.fault import FaultLog
from crawler.warc.verification.fields import field_problems, is_length
from crawler.warc.verification.header import (
    END,
    HEADER_LIMIT,
    Header,
    HeaderError,
    id_in,
    parse_header,
)
from crawler.warc.verification.index import IndexCheck, described
from crawler.warc.verification.members import DamageError
from crawler.warc.verification.references import References

_LOOKED_AT = 4 << 20  # bytes after a record that does not end where it says


class Source(Protocol):
    """The bytes of one record, as they lie in a file; iterated as often as wanted."""

    offset: int
    """Bytes from the start of the file."""
    alone: bool
    """Whether nothing may follow the record in this source."""
    damage: DamageError | None
    """What was found to be wrong with the source while it was iterated."""

    def __iter__(self) -> Iterator[bytes]: ...


@dataclass(slots=True)
class Findings:
    """What comes together while the records of one file are read."""

    log: FaultLog
    references: References
    index: IndexCheck | None = None
    growing: bool = False
    """Whether the end of the file may cut a record off, since its writer is at work."""
    records: int = 0
    """Records that were read, whole or not."""
    content: int = 0
    """Their bytes, without compression."""


@dataclass(slots=True)
class Reading:
    """What reading one record came to."""

    cursor: Cursor
    header: Header | None = None
    """Its header, if it has one that can be read."""
    problems: list[str] = field(default_factory=list)
    """What is wrong with it, though it can be read to its end."""
    whole: bool = False
    """Whether it ends where it says, so that the next one begins there."""
    description: Description | None = None
    """What an index should say of it."""


def read_record(source: Source, findings: Findings) -> Reading:
    """Read the record in ``source`` to its end, and note what is wrong with it.

    Of a source that is cut off while it is `Findings.growing`, nothing is noted.
    """
    reading = Reading(Cursor(source))
    head = b""
    try:
        head = reading.cursor.until(END, HEADER_LIMIT)
        reading.header = parse_header(head)
        problem = _read(reading, source, indexed=findings.index is not None)
        if problem and source.alone:
            deque(reading.cursor.take(_LOOKED_AT), 0)  # damage further on may be the cause
    except (HeaderError, DamageError) as error:
        problem = str(error)
    findings.records += reading.header is not None
    findings.content += reading.cursor.taken
    record_id = id_in(head or reading.cursor.seen())
    damage = source.damage
    if damage and damage.cut_off and findings.growing:
        return reading
    if problem or damage:
        reading.whole = False
        findings.log.add(str(damage or problem), source.offset, record_id)
        findings.references.note_damaged(record_id, source.offset)
    elif reading.header:
        for lesser in reading.problems:
            findings.log.add(lesser, source.offset, record_id)
        findings.references.note(reading.header, source.offset)
    return reading


def _read(reading: Reading, source: Source, *, indexed: bool) -> str:
    """Read block and end. Returned is what leaves the record's end unknown, else an empty string."""
    header, cursor = reading.header, reading.cursor
    assert header is not None  # noqa: S101 - the caller's duty
    reading.problems += field_problems(header)
    if is_length(length := header.get("content-length")):
        wanted, begun = int(length), cursor.taken
        block = cursor.take(wanted)
        if indexed:
            reading.description, block = described(header, block, _block_of(source, wanted))
        reading.problems += read_block(header, block)
        if cursor.taken - begun < wanted:
            return f"Content-Length is {wanted}, but only {cursor.taken - begun} bytes follow the header"
        if b"".join(cursor.take(len(END))) != END:
            return f"no CRLF CRLF follows the {wanted} bytes that Content-Length gives to its block"
        if source.alone and cursor.more():
            return "its gzip member holds more than the record"
        reading.whole = True
    return ""


def _block_of(source: Source, length: int) -> Iterator[bytes]:
    cursor = Cursor(source)
    cursor.until(END, HEADER_LIMIT)
    yield from cursor.take(length)
