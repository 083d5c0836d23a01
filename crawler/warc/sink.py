"""Where the capture hands its exchanges: the crawl's one way into the archive."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary, ref

from crawler.errors import ArchiveError
from crawler.exchange import Exchange
from crawler.items import WarcRef
from crawler.job import job_of
from crawler.locations import archive_dir
from crawler.secrecy import Secrets
from crawler.warc.addition import Addition
from crawler.warc.configuration import configuration_of, warcinfo_fields
from crawler.warc.deduplication import Deduplication
from crawler.warc.group_commit import GroupCommit, Outcome
from crawler.warc.job_log import JobLog
from crawler.warc.options import WarcOptions
from crawler.warc.salvage import salvage
from crawler.warc.settings import check_writable, warc_options
from crawler.warc.writer import WarcWriter

_GATHERING = 0.01
"""Seconds that an exchange waits for others to be written with: a crawl does not notice, and syncs far
less often."""
_WAITING_LIMIT = 64 * 1024 * 1024  # bytes of responses; beyond it, who writes waits for room

_Ticket = tuple["_Future", int]
_sinks: WeakKeyDictionary[Any, WarcSink] = WeakKeyDictionary()


class WarcSink:
    """Writes exchanges to the WARC files of a crawl's job. Lives on the crawl's asyncio event loop.

    Its constructor makes the archive folder. :raises ArchiveError: the folder cannot be written.
    :raises SettingError: a ``WARC_*`` setting cannot be used.
    """

    def __init__(self, crawler: Any) -> None:
        self._crawler = ref(crawler)
        self._settings = crawler.settings
        self._archive = archive_dir(crawler.settings)
        self._options = warc_options(crawler.settings)
        check_writable(self._archive)
        self._secrets = _secrets_of(crawler)
        self._log = JobLog(crawler.settings, self._secrets)
        self._commit: GroupCommit[_Ticket] | None = None
        self._gathered: list[tuple[_Ticket, Exchange]] = []
        self._waiting = 0
        self._room = asyncio.Event()
        self._ended = asyncio.Event()
        self._closed = False

    @classmethod
    def from_crawler(cls, crawler: Any) -> WarcSink:
        """The sink of ``crawler``: one, however many download handlers ask for it."""
        sink = _sinks.get(crawler)
        if sink is None:
            sink = _sinks[crawler] = cls(crawler)
        return sink

    async def write(self, exchange: Exchange) -> WarcRef | None:
        """Archive ``exchange``; returns when it is durable. None when it has no response.

        The exchange must not change meanwhile. It is archived even if the caller is cancelled, which
        takes effect when it is.

        :raises ArchiveError: it is not in the archive.
        """
        ticket = await self._ticket(len(exchange.response) + len(exchange.request), exchange.url)
        if not self._gathered:
            asyncio.get_running_loop().call_later(_GATHERING, self._hand_over)
        self._gathered.append((ticket, exchange))
        return await ticket[0]

    async def add(self, addition: Addition) -> None:
        """Archive ``addition``; as `write`, of whose exchanges none that came earlier is written later."""
        ticket = await self._ticket(0, addition.url)
        self._hand_over()
        self._committing().submit_addition(ticket, addition)
        await ticket[0]

    async def close(self) -> None:
        """Write what waits and finish the file: it loses its ``.open``. Idempotent."""
        self._closed = True
        self._hand_over()
        self._log.end()
        if self._commit is None:
            return
        self._commit.close()
        await self._ended.wait()

    async def _ticket(self, size: int, url: str) -> _Ticket:
        """A place in the queue, once there is room. :raises ArchiveError: the archive is closed."""
        while self._waiting > _WAITING_LIMIT:
            self._room.clear()
            await self._room.wait()
        if self._closed:
            raise ArchiveError(f"{url}: not archived: the archive is closed already")
        self._waiting += size
        return _Future(), size

    def _hand_over(self) -> None:
        if self._gathered:
            gathered, self._gathered = self._gathered, []
            self._committing().submit(gathered)

    def _committing(self) -> GroupCommit[_Ticket]:
        return self._commit or self._start(asyncio.get_running_loop())

    def _start(self, loop: asyncio.AbstractEventLoop) -> GroupCommit[_Ticket]:
        job = job_of(self._crawler())
        info = warcinfo_fields(self._settings, job, self._secrets)
        configuration = configuration_of(self._settings, job, self._secrets)

        def open_writer() -> WarcWriter:
            salvage(self._archive)
            deduplication = _opened_deduplication(self._archive, self._options)
            return WarcWriter(
                self._archive,
                job.id,
                info=info,
                opening=(configuration,),
                closing=lambda: [self._log.addition(job)],
                options=self._options,
                deduplication=deduplication,
            )

        def report(outcomes: list[tuple[_Ticket, Outcome]]) -> None:
            with contextlib.suppress(RuntimeError):  # the loop is gone, and with it all who waited
                loop.call_soon_threadsafe(self._resolve, outcomes)

        self._commit = GroupCommit(open_writer, report)
        return self._commit

    def _resolve(self, outcomes: list[tuple[_Ticket, Outcome]]) -> None:
        self._count()
        if not outcomes:
            self._ended.set()
        for (future, size), outcome in outcomes:
            self._waiting -= size
            if isinstance(outcome, ArchiveError):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)
        self._room.set()

    def _count(self) -> None:
        crawler, writer = self._crawler(), self._commit and self._commit.writer
        if crawler is None or crawler.stats is None or not writer:
            return
        for name in ("records", "revisits", "bytes", "files", "syncs"):
            crawler.stats.set_value(f"newsvault/archive/{name}", getattr(writer, name))


def _opened_deduplication(archive: Path, options: WarcOptions) -> Deduplication | None:
    """Deduplication over ``archive`` as the options want it, its catalog up to date."""
    if options.deduplication_size is None:
        return None
    deduplication = Deduplication(archive, options.deduplication_size)
    deduplication.open()
    return deduplication


def _secrets_of(crawler: Any) -> Secrets:
    """The secrets among settings and arguments; a default of Scrapy's, as ``FTP_PASSWORD`` has, is none."""
    settings = crawler.settings
    chosen = {str(name): settings[name] for name in settings if settings.getpriority(name)}
    return Secrets(chosen | getattr(crawler.spider, "arguments", {}))


class _Future(asyncio.Future[WarcRef | None]):
    """Ends when the exchange is durable, whoever waits for it: a task that is cancelled meanwhile hears of
    it then.
    """

    def cancel(self, msg: Any | None = None) -> bool:
        """Not now: False."""
        return False
