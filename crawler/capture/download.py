"""What passes on the wire for one Scrapy request, kept as exchanges."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urldefrag

from scrapy import Request

from crawler.capture.failure import in_words
from crawler.capture.parser import MAX_HEAD
from crawler.capture.provenance import hops, redirected_from, referrer
from crawler.capture.recording import Recording
from crawler.exchange import Exchange, Spool

_CODING_OVERHEAD = 8  # bytes on the wire for one of the body: chunks of a single byte take 6


class Download:
    """One Scrapy request: the exchanges it took, in order. More than one when it was sent again
    because a kept-alive connection turned out to be dead.

    :param memory_limit: bytes of a response that stay in memory.
    :param maxsize: bytes of a body that Scrapy takes (``DOWNLOAD_MAXSIZE``); 0 for any number.
    :param proxied: whether the peer is a proxy and not the server.
    """

    def __init__(self, request: Request, *, memory_limit: int, maxsize: int, proxied: bool) -> None:
        self._request = request
        self._memory_limit = memory_limit
        self._wire_limit = maxsize * _CODING_OVERHEAD + MAX_HEAD if maxsize else None
        self._proxied = proxied
        self._started = datetime.now(UTC)
        self._recordings: list[Recording] = []

    def begin(self, address: str | None, *, over_tls: bool) -> Recording:
        """Record an exchange that starts now on a connection to ``address``."""
        exchange = Exchange(
            url=urldefrag(self._request.url)[0],
            method=self._request.method,
            started=datetime.now(UTC),
            response=Spool(self._memory_limit),
            address=None if self._proxied else address,
            protocols=("http/1.1",),
            referrer=referrer(self._request),
            redirected_from=redirected_from(self._request),
            hops=hops(self._request),
        )
        recording = Recording(exchange, over_tls=over_tls, limit=self._wire_limit)
        self._recordings.append(recording)
        return recording

    def end(self, *, stopped: str | None = None, error: BaseException | None = None) -> list[Exchange]:
        """Finish what is unfinished and return all exchanges, at least one.

        :param stopped: why we ended the last one ourselves, if we did: its WARC-Truncated.
        :param error: what the download failed with; told in words by the last exchange.
        """
        if not self._recordings:
            self._never_began()
        for recording in self._recordings:
            recording.finish(truncated="unspecified")
        exchanges = [recording.exchange for recording in self._recordings]
        last = exchanges[-1]
        if stopped is not None and last.truncated is not None:
            last.truncated = stopped  # not what our own closing of the connection looked like
        if error is not None and (stopped is not None or last.error is None):
            last.error = in_words(error)
        return exchanges

    def _never_began(self) -> None:
        exchange = self.begin(None, over_tls=False).exchange
        exchange.started = self._started
        exchange.protocols = ()
