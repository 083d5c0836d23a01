"""The download handler that answers from the archive, and never from the network."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from typing import Any
from urllib.parse import urldefrag
from weakref import WeakKeyDictionary

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, ResponseDataLossError
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from crawler.errors import NotArchivedError
from crawler.locations import archive_dir
from crawler.replay.moment import moment
from crawler.replay.web import Answer, ArchivedWeb

_handlers: WeakKeyDictionary[Crawler, ReplayDownloadHandler] = WeakKeyDictionary()

_OF_THE_CONNECTION = frozenset(
    b"connection keep-alive proxy-connection te trailers transfer-encoding upgrade".split()
)
"""Header fields that say how a message was sent, not what it is: Scrapy's own handler keeps them too."""


class ReplayDownloadHandler:
    """Answers ``http`` and ``https`` requests from the archive; see `ArchivedWeb` and `Moment`.

    A response is what Scrapy's own handler made of the message when it was received; its
    ``meta["capture"]`` is the `WarcRef` of the record it was read from. A download fails with
    `NotArchivedError` when the archive has no answer; a robots.txt that it does not have is passed over.
    """

    lazy = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ReplayDownloadHandler:
        """The crawler's one handler. :raises SettingError: ``REPLAY_AT`` or ``REPLAY_JOB`` is wrong."""
        if crawler not in _handlers:
            _handlers[crawler] = cls(crawler)
        return _handlers[crawler]

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._archive = archive_dir(crawler.settings)
        self._moment = moment(crawler.settings)
        self._fail_on_dataloss = crawler.settings.getbool("DOWNLOAD_FAIL_ON_DATALOSS")
        self._thread = ThreadPoolExecutor(1, "replay")  # looks captures up while the spider goes on
        self._web: ArchivedWeb | None = None

    async def download_request(self, request: Request) -> Response:
        """The archived response.

        :raises NotArchivedError: there is none.
        :raises ResponseDataLossError: it was cut short (``DOWNLOAD_FAIL_ON_DATALOSS``).
        :raises crawler.errors.ArchiveError: the archive cannot be read.
        """
        request.meta.pop("capture", None)
        try:
            answer = await self._in_thread(self._answer, request)
        except NotArchivedError as error:
            if request.meta.get("dont_obey_robotstxt") and request.url.endswith("/robots.txt"):
                raise IgnoreRequest(str(error)) from None
            self._count("missing")
            raise
        self._count("answered")
        if answer.truncated and self._fails_on_dataloss(request):
            raise ResponseDataLossError(f"{answer.ref.file} has it cut short ({answer.truncated})")
        request.meta["capture"] = answer.ref
        return response_to(request, answer)

    async def close(self) -> None:
        """Let go of the archive. Idempotent: Scrapy calls it once for each scheme."""
        if _handlers.pop(self._crawler, None) is not None:
            await self._in_thread(self._close)
            self._thread.shutdown()

    async def _in_thread(self, call: Any, *args: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, call, *args)

    def _answer(self, request: Request) -> Answer:
        if self._web is None:
            self._web = ArchivedWeb(self._archive, self._moment)
        return self._web.answer(urldefrag(request.url)[0], request.method, request.body)

    def _close(self) -> None:
        if self._web is not None:
            self._web.close()

    def _fails_on_dataloss(self, request: Request) -> bool:
        return bool(request.meta.get("download_fail_on_dataloss", self._fail_on_dataloss))

    def _count(self, event: str) -> None:
        if self._crawler.stats is not None:
            self._crawler.stats.inc_value(f"newsvault/replay/{event}")


def response_to(request: Request, answer: Answer) -> Response:
    """Scrapy's response of an archived message, still in its content coding."""
    captured = answer.response
    headers = Headers()
    for name, value in captured.headers:
        if name.lower() not in _OF_THE_CONNECTION:
            headers.appendlist(name, value)
    body = b"" if request.method == "HEAD" else captured.payload
    kind = responsetypes.from_args(headers=headers, url=request.url, body=body)
    fields = dict(reversed(captured.record_headers))
    return kind(
        url=request.url,
        status=captured.status or 200,
        headers=headers,
        body=body,
        flags=["dataloss"] if answer.truncated else None,
        ip_address=ip_address(fields["WARC-IP-Address"]) if "WARC-IP-Address" in fields else None,
        protocol=fields.get("WARC-Protocol", "http/1.1").upper(),
    )
