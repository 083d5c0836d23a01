"""WARC/1.1 records of an exchange, byte by byte. Pure: ids and dates are given.

Warcio's own record builder is not used: it parses HTTP headers and writes them back differently.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from crawler.exchange import Exchange
from crawler.warc.addition import Addition
from crawler.warc.cdxj import Description, description
from crawler.warc.digest import digest_of
from crawler.warc.fields import Fields, field_lines, percent_encoded, timestamp, uri
from crawler.warc.http import is_compressed
from crawler.warc.masking import mask_credentials
from crawler.warc.message import Message, SpoolBlock, message_of
from crawler.warc.page_facts import page_facts
from crawler.warc.record_id import new_record_id
from crawler.warc.revisit import Original, revisit_fields

_INTERIM_LIMIT = 64 * 1024  # 1xx messages beyond it are counted, not kept
_FIELDS = "application/warc-fields"
_REQUEST = "application/http;msgtype=request"
_RESPONSE = "application/http;msgtype=response"


@dataclass(slots=True, kw_only=True)  # to freeze them would double the time to make them
class Record:
    """One record, ready to be written: iterating gives its exact bytes, as often as wanted."""

    type: str
    """WARC-Type."""
    id: str
    """WARC-Record-ID."""
    header: bytes
    """Version line, named fields and blank line."""
    block: Iterable[bytes]
    """The content block in pieces."""
    payload_digest: str | None = None
    """WARC-Payload-Digest, if it has one."""
    description: Description | None = None
    """What the index says of it, unless it leaves it out."""
    compressed_from: int | None = None
    """Bytes of the block after which it is compressed already, if it is."""

    def __iter__(self) -> Iterator[bytes]:
        yield self.header
        yield from self.block
        yield b"\r\n\r\n"


def warcinfo_record(
    fields: Fields, *, filename: str, date: datetime, record_id: str, algorithm: str = "sha1"
) -> Record:
    """The first record of a file, saying who wrote it and how (WARC 1.1, section 6.2)."""
    maker = _Maker(None, None, date, ("WARC-Filename", filename), algorithm, lambda: record_id)
    return maker.record("warcinfo", (field_lines(fields),), _FIELDS)


def exchange_records(
    exchange: Exchange,
    *,
    warcinfo_id: str,
    algorithm: str = "sha1",
    new_id: Callable[[], str] = new_record_id,
    message: Message | None = None,
    original: Original | None = None,
    describe: bool = True,
) -> list[Record]:
    """The records of one exchange: response, request and metadata, each only if there is something to it.

    The response comes first, so that in a file that was cut off anywhere between two records every
    WARC-Concurrent-To still names a record that is there.

    :param message: the exchange's, when it was measured already.
    :param original: makes the response a revisit of it.
    :param describe: whether an HTML page's charset and links are told.
    """
    message = message or message_of(exchange, algorithm)
    address = ("WARC-IP-Address", exchange.address)
    maker = _Maker(warcinfo_id, exchange.url, exchange.started, address, algorithm, new_id)
    wire = field_lines(_connection(exchange))
    records: list[Record] = []
    if message and original:
        lines = wire + field_lines(revisit_fields(original, exchange.status))
        digest = original.ref.payload_digest
        records.append(maker.record("revisit", (message.head,), _RESPONSE, lines, digest))
    elif message:
        lines = wire + field_lines((("WARC-Truncated", exchange.truncated),))
        digest = message.payload_digest
        records.append(maker.record("response", message.block, _RESPONSE, lines, digest))
        if is_compressed(message.head):
            records[0].compressed_from = len(message.head)
    if exchange.request:
        lines = _concurrent(records) + wire
        records.append(maker.record("request", (mask_credentials(exchange.request),), _REQUEST, lines))
    facts = field_lines(_facts(exchange))
    if describe and message and not original:  # a revisit's page is its original's
        facts += field_lines(page_facts(exchange.url, message))
    records.append(maker.record("metadata", (facts,), _FIELDS, _concurrent(records)))
    return records


def addition_record(
    addition: Addition,
    *,
    warcinfo_id: str,
    algorithm: str = "sha1",
    new_id: Callable[[], str] = new_record_id,
) -> Record:
    """The record of a resource or a conversion."""
    refers_to = ("WARC-Refers-To", addition.refers_to)
    maker = _Maker(warcinfo_id, addition.url, addition.date, refers_to, algorithm, new_id)
    digest = digest_of(addition.block, algorithm)
    return maker.record(addition.type, addition.block, addition.content_type, payload_digest=digest)


class _Maker:
    """Makes the records of one subject, which have all these fields.

    :param field: one more, name and value.
    """

    def __init__(
        self,
        warcinfo_id: str | None,
        url: str | None,
        date: datetime,
        field: tuple[str, str | None],
        algorithm: str,
        new_id: Callable[[], str],
    ) -> None:
        self._url = None if url is None else uri(url)
        self._date = timestamp(date)
        self._common = field_lines(
            (
                ("WARC-Warcinfo-ID", warcinfo_id),
                ("WARC-Target-URI", self._url),
                ("WARC-Date", self._date),
                field,
            )
        )
        self._algorithm = algorithm
        self._new_id = new_id

    def record(
        self,
        kind: str,
        block: Iterable[bytes],
        content_type: str,
        lines: bytes = b"",
        payload_digest: str | None = None,
    ) -> Record:
        """One more, with named fields of its own in ``lines``."""
        length = block.end - block.start if isinstance(block, SpoolBlock) else sum(map(len, block))
        record_id = self._new_id()
        payload = f"WARC-Payload-Digest: {payload_digest}\r\n" if payload_digest else ""
        first = f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: {record_id}\r\n"
        last = (
            f"{payload}WARC-Block-Digest: {digest_of(block, self._algorithm)}\r\n"
            f"Content-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n"
        )
        return Record(
            type=kind,
            id=record_id,
            header=b"".join((first.encode(), self._common, lines, last.encode())),
            block=block,
            payload_digest=payload_digest,
            description=description(
                kind,
                url=self._url,
                date=self._date,
                content_type=content_type,
                payload_digest=payload_digest,
                block=block,
            ),
        )


def _concurrent(records: list[Record]) -> bytes:
    return f"WARC-Concurrent-To: {records[0].id}\r\n".encode() if records else b""


def _connection(exchange: Exchange) -> Fields:
    yield from (("WARC-Protocol", protocol) for protocol in exchange.protocols)
    yield "WARC-Cipher-Suite", exchange.cipher_suite


def _facts(exchange: Exchange) -> Fields:
    """The metadata record's fields (WARC 1.1, section 6.6), and ours where it has none."""
    interim = exchange.response_start
    excess = len(exchange.response) - exchange.response_end
    yield "via", uri(exchange.referrer) if exchange.referrer else None
    yield "redirectedFrom", uri(exchange.redirected_from) if exchange.redirected_from else None
    yield "hopsFromSeed", exchange.hops or None
    yield "fetchTimeMs", str(round(exchange.elapsed * 1000))
    yield "error", exchange.error
    if interim:
        yield "interimResponseBytes", str(interim)
        kept = exchange.response.read(0, min(interim, _INTERIM_LIMIT))
        yield "interimResponses", percent_encoded(kept)
    if excess > 0:
        yield "excessBytes", str(excess)
