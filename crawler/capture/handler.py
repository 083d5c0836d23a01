"""The download handler that archives every exchange before its response goes any further."""

from __future__ import annotations

from asyncio import CancelledError
from typing import Any
from weakref import WeakKeyDictionary

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError, StopDownload
from scrapy.http import Response
from scrapy.settings import BaseSettings
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from twisted.web.client import HostnameCachingHTTPSPolicy

from crawler.capture.agent import CaptureAgent
from crawler.capture.archiver import Archiver
from crawler.capture.connect_to import ConnectTo
from crawler.capture.download import Download
from crawler.capture.endpoint import refuse_private
from crawler.capture.pool import IdleTimers, RecordingPool
from crawler.capture.protocol import CaptureFactory
from crawler.errors import AddressRefusedError
from crawler.exchange import Exchange

_handlers: WeakKeyDictionary[Crawler, CaptureDownloadHandler] = WeakKeyDictionary()


def _most_at_once(settings: BaseSettings) -> int:
    """Requests that one host is sent at a time: as many connections are worth keeping."""
    slots: dict[str, dict[str, Any]] = settings.getdict("DOWNLOAD_SLOTS")
    usual = settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
    return max([usual, *(int(slot.get("concurrency", 0)) for slot in slots.values())])


class CaptureDownloadHandler(HTTP11DownloadHandler):
    """HTTP/1.1 for ``http`` and ``https``, one instance for both, recording every byte.

    Each exchange is archived (see `Archiver`) before its response, or its error, is handed on;
    ``meta["capture"]`` of request and response is then the `WarcRef` of exactly this response. When
    the archive cannot take it, the download fails with `ArchiveError` instead.
    """

    lazy = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CaptureDownloadHandler:
        """The crawler's one handler. :raises SettingError: ``CONNECT_TO`` cannot be used."""
        if crawler not in _handlers:
            _handlers[crawler] = cls(crawler)
        return _handlers[crawler]

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._pool._factory = CaptureFactory
        self._timers = self._pool._reactor = IdleTimers(self._pool._reactor)
        self._pool.maxPersistentPerHost = _most_at_once(settings)
        self._contextFactory: Any = HostnameCachingHTTPSPolicy(self._contextFactory, cacheSize=1000)
        self._connect_to = ConnectTo.from_settings(settings)
        self._public_only = not settings.getbool("ALLOW_PRIVATE_ADDRESSES")
        self._memory_limit = settings.getint("CAPTURE_MEMORY_LIMIT")
        self._archiver = Archiver(crawler)
        self._closed = False

    async def download_request(self, request: Request) -> Response:
        """Fetch and archive. :raises ArchiveError: the capture could not be written."""
        request.meta.pop("capture", None)
        self._archiver.check()
        target = self._connect_to.target_of(urlparse_cached(request))  # goes before any proxy
        maxsize = request.meta.get("download_maxsize", self._default_maxsize)
        proxied = target is None and bool(request.meta.get("proxy"))
        download = Download(request, memory_limit=self._memory_limit, maxsize=maxsize, proxied=proxied)
        agent = CaptureAgent(
            target=target,
            public_only=self._public_only,
            contextFactory=self._contextFactory,
            bindAddress=self._bind_address,
            pool=RecordingPool(self._pool, download),
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
            tls_verbose_logging=self._tls_verbose_logging,
        )
        try:
            if proxied and self._public_only:
                refuse_private(urlparse_cached(request).hostname or "")
            with wrap_twisted_exceptions():
                response = await maybe_deferred_to_future(agent.download_request(request))
        except (Exception, CancelledError) as error:
            await self._archive(request, self._failed(download, error))
            raise
        stopped = "unspecified" if "download_stopped" in response.flags else None
        await self._archive(request, download.end(stopped=stopped))
        return response

    async def close(self) -> None:
        """Close connections, then the archive. Idempotent: Scrapy calls it once for each scheme."""
        if self._closed:
            return
        self._closed = True
        _handlers.pop(self._crawler, None)
        await super().close()
        self._timers.stop()
        await self._archiver.close()

    async def _archive(self, request: Request, exchanges: list[Exchange]) -> None:
        if reference := await self._archiver.write(exchanges):
            request.meta["capture"] = reference

    def _failed(self, download: Download, error: BaseException) -> list[Exchange]:
        match error:
            case DownloadTimeoutError():
                return download.end(stopped="time", error=error)
            case DownloadCancelledError():
                return download.end(stopped="length", error=error)
            case StopDownload():
                return download.end(stopped="unspecified")
            case AddressRefusedError():
                self._archiver.count("refused")
        return download.end(error=error)
