"""Reads the records of a gzipped WARC file one by one, strictly: each is whole, or an error says where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

from crawler.exchange import Spool
from crawler.items import WarcRef
from crawler.warc.digest import algorithm_of, digest_of
from crawler.warc.gzip import Member, MemberError
from crawler.warc.http import payload
from crawler.warc.message import SpoolBlock

_HEADER_LIMIT = 1 << 20
_VERSION = re.compile(rb"WARC/1\.[01]\r\n")
_END = b"\r\n\r\n"


class RecordError(ValueError):
    """There is no whole record at an offset."""

    def __init__(self, offset: int, problem: str) -> None:
        super().__init__(f"no whole record at byte {offset}: {problem}")
        self.offset = offset


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record as it lies in a file."""

    offset: int
    """Bytes from the start of the file to its gzip member."""
    length: int
    """Bytes of the member."""
    fields: list[tuple[str, str]]
    """The named fields of its header, in order."""
    block: SpoolBlock
    """Its content block, in pieces, as often as wanted: in memory, or when large in a temporary file that
    is freed with the record."""

    def get(self, name: str, default: str = "") -> str:
        """The first field called ``name`` (any case), or ``default``."""
        wanted = name.lower()
        for key, value in self.fields:
            if key.lower() == wanted:
                return value
        return default

    def reference(self, file: str, role: str = "article") -> WarcRef:
        """Its place in the WARC file ``file``. :raises ValueError: its WARC-Date is none."""
        date = datetime.fromisoformat(self.get("WARC-Date"))
        return WarcRef(
            url=self.get("WARC-Target-URI"),
            file=file,
            offset=self.offset,
            length=self.length,
            record_id=self.get("WARC-Record-ID"),
            payload_digest=self.get("WARC-Payload-Digest"),
            date=date.replace(tzinfo=date.tzinfo or UTC),
            role=role,
        )


def read_stored(file: BinaryIO, offset: int) -> StoredRecord:
    """The record whose gzip member begins at ``offset``. :raises RecordError: it is not whole."""
    member = Member(file, offset)
    content = Spool()
    try:
        head = _split(member, content)
    except MemberError as error:
        raise RecordError(offset, str(error)) from error
    return _stored(member, head, content)


def stored_records(file: BinaryIO, size: int) -> Iterator[StoredRecord]:
    """Yield the records in the first ``size`` bytes of ``file``. :raises RecordError: one is not whole."""
    offset = 0
    while offset < size:
        record = read_stored(file, offset)
        yield record
        offset += record.length


def digest_problems(record: StoredRecord) -> Iterator[str]:
    """Yield a sentence for each digest in the record's header that its block does not have.

    A revisit's payload is not in its block.
    """
    checks: list[tuple[str, Iterable[bytes]]] = [("WARC-Block-Digest", record.block)]
    if record.get("WARC-Type") != "revisit":
        http = record.get("Content-Type").lower().startswith("application/http")
        checks.append(("WARC-Payload-Digest", payload(record.block) if http else record.block))
    for name, pieces in checks:
        stated = record.get(name)
        algorithm = algorithm_of(stated)
        if algorithm and digest_of(pieces, algorithm) != stated:
            yield f"its {name} is {stated}, but its bytes have another"


def _split(member: Member, content: Spool) -> bytes:
    head, ended = b"", b""
    for piece in member:
        if ended:
            content.write(piece)
            continue
        head, ended, rest = (head + piece).partition(_END)
        content.write(rest)
        if len(head) > _HEADER_LIMIT:
            break
    return head + ended


def _stored(member: Member, head: bytes, content: Spool) -> StoredRecord:
    version = _VERSION.match(head)
    if version is None or not head.endswith(_END):
        raise RecordError(member.offset, "it does not begin with a WARC header")
    lines = head[version.end() : -len(_END)].decode("utf-8", "replace").split("\r\n")
    size = len(content) - len(_END)
    stored = StoredRecord(
        member.offset, member.length, [_field(line) for line in lines], SpoolBlock(content, 0, size)
    )
    if stored.get("Content-Length") != str(size) or content.read(size) != _END:
        raise RecordError(member.offset, "its Content-Length is not that of its block")
    return stored


def _field(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.strip(), value.strip()
