"""Reads captures back from the archive, and proves that they are what was referred to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crawler.errors import ArchiveError
from crawler.items import WarcRef
from crawler.warc.content import ContentError, decode
from crawler.warc.http import Head, parse_head, payload, split_head
from crawler.warc.opening import open_warc
from crawler.warc.parsing import (
    RecordError,
    StoredRecord,
    digest_problems,
    read_stored,
    stored_records,
)
from crawler.warc.resolver import Resolver, is_duplicate


@dataclass(frozen=True, slots=True, kw_only=True)
class CapturedResponse:
    """A response as it was received."""

    url: str
    """WARC-Target-URI."""
    date: datetime
    """WARC-Date: aware, UTC, to the microsecond."""
    record_headers: list[tuple[str, str]]
    """The WARC record's named fields, in order."""
    status: int | None
    """The HTTP status code, when the status line could be parsed."""
    headers: list[tuple[bytes, bytes]]
    """The HTTP header fields in order, names as sent."""
    payload: bytes
    """The body: de-chunked, still in its content coding."""

    @property
    def content(self) -> bytes:
        """The body without its content coding. :raises ArchiveError: it is not in the coding it names."""
        codings = Head(self.status, self.headers).values(b"Content-Encoding")
        try:
            return decode(self.payload, codings)
        except ContentError as error:
            raise ArchiveError(f"{self.url}, captured {self.date:%Y-%m-%dT%H:%M:%SZ}: {error}") from error


def read_record(archive_dir: Path, ref: WarcRef, resolver: Resolver | None = None) -> CapturedResponse:
    """The response that ``ref`` refers to; its file may still be in writing.

    :param resolver: finds the payload of a revisit; one for many calls saves opening the catalog each time.
    :raises ArchiveError: the file is missing, the record is not there or not whole, or a digest differs; or
        it is a revisit whose payload is nowhere in the archive.
    """
    with open_warc(archive_dir, ref.file) as file:
        try:
            record = read_stored(file, ref.offset)
            _check(record, ref)
            response = captured_response(record)
        except (ValueError, OSError) as error:
            raise unreadable(archive_dir / ref.file, ref.url, ref.offset, error) from error
    if not is_duplicate(record):
        return response
    if resolver:
        return captured_response(record, resolver.original(record))
    with Resolver(archive_dir) as own:
        return captured_response(record, own.original(record))


def unreadable(path: Path, url: str, offset: int, error: Exception) -> ArchiveError:
    """The sentence about a capture that is not there, not whole, or not what it was."""
    return ArchiveError(
        f"{path}: the capture of {url} at byte {offset} cannot be read: {error}. Restore the file from a "
        f"copy of the archive"
    )


def captured_response(record: StoredRecord, original: StoredRecord | None = None) -> CapturedResponse:
    """The response in a response or revisit record. :raises ValueError: its WARC-Date is none.

    :param original: the record that holds its payload, of a revisit.
    """
    head, _ = split_head(record.block)
    parsed = parse_head(head)
    return CapturedResponse(
        url=record.get("WARC-Target-URI"),
        date=datetime.fromisoformat(record.get("WARC-Date")),
        record_headers=record.fields,
        status=parsed.status,
        headers=parsed.fields,
        payload=b"".join(payload((original or record).block)),
    )


def iter_records(path: Path) -> Iterator[StoredRecord]:
    """Yield every record of a gzipped WARC file, with its offset and length, in constant memory.

    :raises ArchiveError: where a record is not whole; it names the offset.
    """
    try:
        with path.open("rb") as file:
            yield from stored_records(file, path.stat().st_size)
    except (RecordError, OSError) as error:
        raise ArchiveError(f"{path}: {error}") from error


def _check(record: StoredRecord, ref: WarcRef) -> None:
    if record.get("WARC-Record-ID") != ref.record_id:
        raise RecordError(record.offset, f"it is {record.get('WARC-Record-ID')}, not {ref.record_id}")
    if record.length != ref.length:
        raise RecordError(record.offset, f"it has {record.length} bytes, not {ref.length}")
    if record.get("WARC-Payload-Digest") != ref.payload_digest:
        raise RecordError(record.offset, "its WARC-Payload-Digest is another")
    for problem in digest_problems(record):
        raise RecordError(record.offset, problem)
