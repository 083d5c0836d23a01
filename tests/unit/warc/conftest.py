"""Exchanges as the capture would hand them over, and ids and clocks that stand still."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from crawler.exchange import Exchange, Spool
from crawler.warc.indexing import write_index
from crawler.warc.writer import WarcWriter

STARTED = datetime(2022, 2, 14, 0, 21, 46, 123456, tzinfo=UTC)


@pytest.fixture
def new_id() -> Callable[[], str]:
    """Record ids that count: 0001, 0002 and so on."""
    numbers = count(1)
    return lambda: f"<urn:uuid:00000000-0000-4000-8000-{next(numbers):012d}>"


@pytest.fixture
def make_exchange() -> Iterator[Callable[..., Exchange]]:
    """Makes an exchange from the bytes of a request and a response, in pieces if given a list."""
    made: list[Exchange] = []

    def make(response: bytes | list[bytes] = b"", **facts: Any) -> Exchange:
        spool = Spool(facts.pop("limit", 8 << 20))
        for piece in [response] if isinstance(response, bytes) else response:
            spool.write(piece)
        defaults: dict[str, Any] = {
            "url": "https://news.example/a/1.html",
            "method": "GET",
            "started": STARTED,
            "request": b"GET /a/1.html HTTP/1.1\r\nHost: news.example\r\n\r\n",
            "response_end": len(spool),
        }
        made.append(Exchange(response=spool, **{**defaults, **facts}))
        return made[-1]

    yield make
    for exchange in made:
        exchange.response.close()


@pytest.fixture
def page() -> bytes:
    """A plain response."""
    body = "<p>一则消息</p>\n".encode() * 200
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n"
    return head % len(body) + body


@pytest.fixture
def write_warc(make_exchange: Callable[..., Exchange]) -> Callable[..., Path]:
    """Writes one finished WARC file with its index: a job's folder, then facts of each exchange."""

    def write(archive: Path, job: str, *exchanges: dict[str, Any]) -> Path:
        writer = WarcWriter(archive, job)
        before = set((archive / job).glob("*.warc.gz"))
        for facts in exchanges:
            writer.write(make_exchange(**facts))
        writer.close()
        (path,) = set((archive / job).glob("*.warc.gz")) - before
        write_index(path)
        return path

    return write
