"""The download handler that archives every exchange before its response goes any further."""

from __future__ import annotations

import logging
from asyncio import CancelledError
from typing import Any, cast
from weakref import WeakKeyDictionary

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError, StopDownload
from scrapy.http import Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import deferred_from_coro, maybe_deferred_to_future
from scrapy.utils.misc import build_from_crawler, load_object
from twisted.web.client import HostnameCachingHTTPSPolicy

from crawler.capture.agent import CaptureAgent, target_of
from crawler.capture.connect_to import ConnectTo
from crawler.capture.protocol import CaptureFactory, RecordingPool
from crawler.capture.recording import Download
from crawler.capture.sink import Sink
from crawler.errors import AddressRefusedError, ArchiveError
from crawler.exchange import Exchange
from crawler.items import WarcRef

logger = logging.getLogger(__name__)

CLOSE_REASON = "archive_unavailable"
_handlers: WeakKeyDictionary[Crawler, CaptureDownloadHandler] = WeakKeyDictionary()


class CaptureDownloadHandler(HTTP11DownloadHandler):
    """HTTP/1.1 for ``http`` and ``https``, one instance for both, recording every byte.

    Each exchange is written to the sink (setting ``CAPTURE_SINK``) before its response, or its error,
    is handed on; ``meta["capture"]`` of request and response is then the `WarcRef` of exactly this
    response. When the sink cannot write, the download fails with `ArchiveError`, nothing more is
    fetched, and the spider closes with reason ``archive_unavailable``.
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
        self._contextFactory: Any = HostnameCachingHTTPSPolicy(self._contextFactory, cacheSize=1000)
        self._connect_to = ConnectTo.from_settings(settings)
        self._public_only = not settings.getbool("ALLOW_PRIVATE_ADDRESSES")
        self._memory_limit = settings.getint("CAPTURE_MEMORY_LIMIT")
        self._unavailable: ArchiveError | None = None
        self._closing = self._closed = False
        self._sink = self._make_sink(crawler)

    async def download_request(self, request: Request) -> Response:
        """Fetch and archive. :raises ArchiveError: the capture could not be written."""
        request.meta.pop("capture", None)
        if self._unavailable is not None:
            raise self._give_up(self._unavailable)
        target = target_of(request, self._connect_to)
        proxied = target is None and bool(request.meta.get("proxy"))
        download = Download(request, self._memory_limit, proxied, [])
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
            with wrap_twisted_exceptions():
                response = await maybe_deferred_to_future(agent.download_request(request))
        except (Exception, CancelledError) as error:
            await self._archive_failure(request, download, error)
            raise
        stopped = "unspecified" if "download_stopped" in response.flags else None
        await self._archive(request, download.end(stopped=stopped))
        return response

    async def close(self) -> None:
        """Close connections, then the sink. Idempotent: Scrapy calls it once for each scheme."""
        if self._closed:
            return
        self._closed = True
        _handlers.pop(self._crawler, None)
        await super().close()
        if self._sink is not None:
            await self._sink.close()

    def _make_sink(self, crawler: Crawler) -> Sink | None:
        try:
            sink: Sink = build_from_crawler(load_object(crawler.settings["CAPTURE_SINK"]), crawler)
        except ArchiveError as error:
            self._unavailable = error  # told at the first request, when there is a spider to close
            return None
        return sink

    async def _archive_failure(self, request: Request, download: Download, error: BaseException) -> None:
        match error:
            case DownloadTimeoutError():
                exchanges = download.end(stopped="time", error=error)
            case DownloadCancelledError():
                exchanges = download.end(stopped="length", error=error)
            case StopDownload():
                exchanges = download.end(stopped="unspecified")
            case _:
                exchanges = download.end(error=error)
        if isinstance(error, AddressRefusedError):
            self._count("refused")
        await self._archive(request, exchanges)

    async def _archive(self, request: Request, exchanges: list[Exchange]) -> None:
        reference: WarcRef | None = None
        try:
            for exchange in exchanges:
                reference = await self._write(exchange)
        finally:
            for exchange in exchanges:
                exchange.response.close()
        if reference is not None:
            request.meta["capture"] = reference

    async def _write(self, exchange: Exchange) -> WarcRef | None:
        sink = cast("Sink", self._sink)  # without one nothing is fetched
        try:
            reference = await sink.write(exchange)
        except ArchiveError as error:
            raise self._give_up(error) from error.__cause__
        self._count("exchanges")
        if exchange.truncated:
            self._count(f"truncated/{exchange.truncated}")
        if not len(exchange.response):
            self._count("no_response")
        return reference

    def _give_up(self, error: ArchiveError) -> ArchiveError:
        """Count the failure and, the first time, have the spider closed."""
        self._count("failed")
        self._unavailable = error
        if not self._closing:
            self._closing = True
            logger.error("Closing the spider, since captures cannot be archived: %s", error)
            deferred_from_coro(self._crawler.engine.close_spider_async(reason=CLOSE_REASON))
        return error

    def _count(self, event: str) -> None:
        if self._crawler.stats is not None:
            self._crawler.stats.inc_value(f"newsvault/capture/{event}")
