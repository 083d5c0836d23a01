"""Crawl what a job asks for, in a process of its own, and bring back what archive and spider got.

Of its own, since Twisted's reactor runs once in each process.
"""

from __future__ import annotations

import os
import pickle
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.exceptions import StopDownload

from crawler.errors import ArchiveError
from crawler.exchange import Exchange
from crawler.items import WarcRef


@dataclass
class Job:
    """What to crawl."""

    requests: list[dict[str, Any]]
    """Keyword arguments of each `scrapy.Request`."""
    settings: dict[str, Any] = field(default_factory=dict)
    fail_after: int | None = None
    """Writes after which the sink's disk is full; -1: it cannot even be made."""
    stop_at: str | None = None
    """Signal (``headers_received``, ``bytes_received``) at which each download is stopped."""


@dataclass
class Visit:
    """What the spider was told about one request."""

    url: str
    status: int | None = None
    body: bytes | None = None
    headers: dict[bytes, list[bytes]] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)
    error: str | None = None
    message: str = ""
    record: str | None = None
    """`record_id` of ``meta["capture"]``."""
    capture_url: str | None = None
    address: str | None = None
    """The response's `ip_address`."""
    certified: bool = False
    """Whether the response has a certificate."""


@dataclass
class Outcome:
    """What came of a job."""

    exchanges: list[dict[str, Any]]
    """Each `Exchange` as a dict, ``response`` as bytes; its index is its ``record_id``."""
    visits: list[Visit]
    stats: dict[str, Any]
    closed: int
    """How many times the sink was closed."""
    log: str = ""
    """Standard error of the crawl."""


class MemorySink:
    """Keeps exchanges in memory."""

    exchanges: list[dict[str, Any]] = []  # noqa: RUF012 - one crawl in this process
    closed = 0
    fail_after: int | None = None

    def __init__(self) -> None:
        if self.fail_after == -1:
            raise ArchiveError("the folder cannot be written (in this test)")

    async def write(self, exchange: Exchange) -> WarcRef | None:
        if self.fail_after is not None and len(self.exchanges) >= self.fail_after:
            raise ArchiveError("no space left on device (in this test)")
        names = Exchange.__dataclass_fields__
        taken = {name: getattr(exchange, name) for name in names} | {"response": exchange.response.read()}
        self.exchanges.append(taken)
        if not taken["response"]:
            return None
        return WarcRef(
            url=exchange.url,
            file="memory",
            offset=0,
            length=0,
            record_id=str(len(self.exchanges) - 1),
            payload_digest="",
            date=datetime.now(UTC),
        )

    async def close(self) -> None:
        MemorySink.closed += 1


class JobSpider(scrapy.Spider):
    """Makes the job's requests and notes what comes back."""

    name = "job"
    job: Job
    visits: list[Visit]

    async def start(self) -> Any:
        if self.job.stop_at is not None:
            self.crawler.signals.connect(self.stop, getattr(scrapy.signals, self.job.stop_at))
        for keywords in self.job.requests:
            yield scrapy.Request(dont_filter=True, callback=self.seen, errback=self.failed, **keywords)

    def stop(self) -> None:
        raise StopDownload(fail=False)

    def seen(self, response: Any) -> None:
        visit = Visit(
            response.request.url,
            response.status,
            response.body,
            dict(response.headers),
            response.flags,
            address=str(response.ip_address),
            certified=response.certificate is not None,
        )
        self.note(visit, response.meta)

    def failed(self, failure: Any) -> None:
        visit = Visit(failure.request.url, error=failure.type.__name__, message=str(failure.value))
        self.note(visit, failure.request.meta)

    def note(self, visit: Visit, meta: dict[str, Any]) -> None:
        if capture := meta.get("capture"):
            visit.record, visit.capture_url = capture.record_id, capture.url
        self.visits.append(visit)


_processes = get_context("forkserver")  # Scrapy is imported once, and not for each crawl
_processes.set_forkserver_preload([__name__, "crawler.capture.handler", "scrapy.core.scraper"])


def run(job: Job, environment: dict[str, str] | None = None) -> Outcome:
    """Crawl ``job`` in a new process. :raises AssertionError: it broke; with its log."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "job").write_bytes(pickle.dumps(job))
        process = _processes.Process(target=main, args=(folder, environment or {}))
        process.start()
        process.join(timeout=300)
        process.kill()
        log = (folder / "log").read_text()
        assert (folder / "outcome").exists(), log
        outcome: Outcome = pickle.loads((folder / "outcome").read_bytes())
    outcome.log = log
    return outcome


def main(folder: Path, environment: dict[str, str]) -> None:
    """Crawl the job in ``folder`` and leave its outcome and log there."""
    log = (folder / "log").open("wb")
    os.dup2(log.fileno(), sys.stderr.fileno())
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        del os.environ[name]
    os.environ.update(environment)
    job: Job = pickle.loads((folder / "job").read_bytes())
    MemorySink.fail_after = job.fail_after
    handler = "crawler.capture.handler.CaptureDownloadHandler"
    settings = {
        "DOWNLOAD_HANDLERS": {"http": handler, "https": handler},
        "CAPTURE_SINK": MemorySink,
        "CAPTURE_MEMORY_LIMIT": 50_000,
        "CONCURRENT_REQUESTS": 32,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 32,
        "DOWNLOAD_DELAY": 0,
        "COMPRESSION_ENABLED": False,
        "COOKIES_ENABLED": False,
        "HTTPERROR_ALLOW_ALL": True,
        "RETRY_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_LEVEL": "INFO",
        **job.settings,
    }
    process = CrawlerProcess(settings)
    crawler = process.create_crawler(JobSpider)
    visits: list[Visit] = []
    process.crawl(crawler, job=job, visits=visits)
    process.start()
    stats = crawler.stats.get_stats() if crawler.stats else {}
    outcome = Outcome(MemorySink.exchanges, visits, stats, MemorySink.closed)
    (folder / "outcome").write_bytes(pickle.dumps(outcome))
