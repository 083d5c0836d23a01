"""Pairs and megabytes a second that one core writes, against warcio and FastWARC, on pages of 10 to 30 KB.

Each pair is a response, a request and a metadata record, the same for all; the last line is ours as in a
crawl, which also finds the charset and the links of each page for its metadata. FastWARC writes at the
level whose files come nearest in size to ours. The best of four rounds of each, taken in turns, in seconds
of CPU time.
Run: python -m bench.warc_write [pages]
"""

from __future__ import annotations

import hashlib
import io
import random
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from fastwarc.stream_io import GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.exchange import Exchange, Spool
from crawler.warc import gzip, records
from crawler.warc.fields import timestamp
from crawler.warc.options import WarcOptions
from crawler.warc.page_facts import page_facts
from crawler.warc.writer import WarcWriter

REQUEST = (
    b"GET /news/2022/02/14/%d.html HTTP/1.1\r\nHost: news.example\r\nUser-Agent: newsvault/0 (+a@b)\r\n"
    b"Accept: text/html,application/xhtml+xml\r\nAccept-Encoding: gzip, deflate, br\r\n\r\n"
)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n"
COMMON = [chr(code) for code in range(0x4E00, 0x4FF0)]
NAVIGATION = "".join(
    f'<li class="nav-item"><a href="/category/{n}.html" title="栏目{n}">栏目{n}</a></li>\n'
    for n in range(40)
)


def body(size: int, seed: int) -> bytes:
    """A page of about so many bytes that compresses as news pages do: navigation, then sentences."""
    rng = random.Random(seed)
    words = ["".join(rng.choices(COMMON, k=2)) for _ in range(150)]
    sentences = [
        "<p>" + "".join(rng.choices(words, k=40)) + "。</p>\n" for _ in range(max(size - 3000, 0) // 250)
    ]
    return ("<!DOCTYPE html><html><body><ul>" + NAVIGATION + "</ul>" + "".join(sentences)).encode()


def exchanges(count: int) -> list[Exchange]:
    made = []
    for number in range(count):
        spool = Spool()
        page = body(10_000 + 2_000 * (number % 11), number)
        message = HEAD % len(page) + page
        for start in range(0, len(message), 16384):
            spool.write(message[start : start + 16384])
        made.append(
            Exchange(
                url=f"https://news.example/news/2022/02/14/{number}.html",
                method="GET",
                started=datetime.now(UTC),
                request=REQUEST % number,
                response=spool,
                response_end=len(spool),
                address="192.0.2.1",
                protocols=("http/1.1",),
                referrer="https://news.example/",
                hops="L",
            )
        )
    return made


def ours(pages: list[Exchange]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        writer = WarcWriter(Path(folder), "job", options=WarcOptions())
        for exchange in pages:
            writer.write(exchange)
        writer.close()
        return writer.bytes


def warcio(pages: list[Exchange]) -> int:
    with tempfile.TemporaryFile() as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.1")
        for exchange in pages:
            response = writer.create_warc_record(
                exchange.url, "response", payload=io.BytesIO(exchange.response.read())
            )
            request = writer.create_warc_record(
                exchange.url, "request", payload=io.BytesIO(exchange.request)
            )
            writer.write_request_response_pair(request, response)
            facts = StatusAndHeaders("", [("via", exchange.referrer or "")])
            payload = io.BytesIO(facts.to_bytes())
            writer.write_record(
                writer.create_warc_record(
                    exchange.url, "metadata", payload=payload, warc_content_type="application/warc-fields"
                )
            )
        return file.tell()


def fastwarc_at(level: int) -> Callable[[list[Exchange]], int]:
    def write(pages: list[Exchange]) -> int:
        with tempfile.TemporaryFile() as file:
            stream = GzipWriter(file, compression_level=level)
            for exchange in pages:
                for record, payload_digest in fastwarc_records(exchange):
                    record.write(stream, checksum_data=True, payload_digest=payload_digest)
                    stream.finish()  # a gzip member for each record
            return file.tell()

    return write


def fastwarc_records(exchange: Exchange) -> Iterator[tuple[WarcRecord, bytes | None]]:
    for kind, content_type, block in (
        (WarcRecordType.response, "application/http; msgtype=response", exchange.response.read()),
        (WarcRecordType.request, "application/http; msgtype=request", exchange.request),
        (WarcRecordType.metadata, "application/warc-fields", f"via: {exchange.referrer}\r\n".encode()),
    ):
        record = WarcRecord()
        record.init_headers(kind)
        record.headers["WARC-Target-URI"] = exchange.url
        record.headers["WARC-Date"] = timestamp(exchange.started)
        record.headers["Content-Type"] = content_type
        record.set_bytes_content(block)
        body = block.partition(b"\r\n\r\n")[2] if kind == WarcRecordType.response else None
        yield record, None if body is None else hashlib.sha1(body).digest()


def nearest_level(pages: list[Exchange], size: int) -> int:
    """The fastest of FastWARC's levels among those that come nearest to ``size``, to a hundredth."""
    distance = {level: abs(fastwarc_at(level)(pages) - size) for level in range(1, 10)}
    return min(level for level in distance if distance[level] <= min(distance.values()) + size / 100)


def seconds_of(write: Callable[[list[Exchange]], int], pages: list[Exchange]) -> tuple[float, int]:
    start = time.process_time()
    written = write(pages)
    return time.process_time() - start, written


def newsvault_with(codec: ModuleType, *, links: bool = False) -> Callable[[list[Exchange]], int]:
    def write(pages: list[Exchange]) -> int:
        gzip.CODEC = codec
        records.page_facts = page_facts if links else lambda *_: ()
        return ours(pages)

    return write


@dataclass
class Written:
    """How one writer did."""

    pairs: float
    """Pairs a second."""
    megabytes: float
    """Megabytes of messages a second, before compression."""
    size: float
    """Bytes of the files for each byte of messages."""


def compare(count: int) -> dict[str, Written]:
    """How each writer did: warcio first, then FastWARC, then ours."""
    pages = exchanges(count)
    codecs = dict.fromkeys((gzip.CODEC, zlib))
    some = pages[:100]
    level = nearest_level(some, ours(some))
    writers = {
        "warcio": warcio,
        f"FastWARC, level {level}": fastwarc_at(level),
        **{f"newsvault, {codec.__name__}": newsvault_with(codec) for codec in codecs},
        "newsvault with links": newsvault_with(gzip.CODEC, links=True),
    }
    rounds = [{name: seconds_of(write, pages) for name, write in writers.items()} for _ in range(4)]
    total = sum(len(page.response) + len(page.request) for page in pages)
    found = {}
    for name in writers:
        seconds, size = min(round_[name] for round_ in rounds)
        found[name] = Written(count / seconds, total / 1e6 / seconds, size / total)
    return found


def main() -> None:
    found = compare(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
    warcio, fastwarc, *_ = found.values()
    for name, each in found.items():
        times = (
            f"{each.pairs / warcio.pairs:4.1f} times warcio, {each.pairs / fastwarc.pairs:4.1f} FastWARC"
        )
        rates = f"{each.pairs:6.0f} pairs/s {each.megabytes:7.1f} MB/s"
        print(f"{name:27} {rates}, {each.size:4.1%} of the size: {times}")


if __name__ == "__main__":
    main()
