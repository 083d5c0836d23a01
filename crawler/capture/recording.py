"""What passes on the wire for one Scrapy request, kept as exchanges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from urllib.parse import urldefrag

from OpenSSL.SSL import Error as TLSError
from scrapy import Request
from twisted.internet.error import ConnectionClosed

from crawler.capture.failure import HeadTooLargeError, in_words
from crawler.capture.provenance import hops, referrer
from crawler.capture.tls import cipher_suite_name, protocol_name
from crawler.exchange import Exchange, Spool


class Recording:
    """One exchange while it is under way on one connection.

    Nothing changes `exchange` once the recording is `finished`.

    :param over_tls: whether the connection is secured, so that nothing is sent before its handshake.
    """

    __slots__ = ("_began", "_handshaken", "_last", "_written", "exchange", "finished")

    def __init__(self, exchange: Exchange, *, over_tls: bool = False) -> None:
        self.exchange = exchange
        self.finished = False
        self._began = self._last = monotonic()
        self._written: list[bytes] = []
        self._handshaken = not over_tls

    def secured(self, version: str, cipher: str) -> None:
        """The TLS handshake is done, with OpenSSL's names of version and cipher."""
        self._handshaken = True
        self.exchange.protocols = (self.exchange.protocols[0], protocol_name(version))
        self.exchange.cipher_suite = cipher_suite_name(cipher)

    def wrote(self, data: bytes) -> None:
        """Part of the request was handed to the connection."""
        self._written.append(data)

    def received(self, data: bytes) -> None:
        """Part of the response came in. :raises OSError: the spool cannot be written."""
        if not self.finished:
            self._last = monotonic()
            self.exchange.response.write(data)

    def interim_read(self, rest: int) -> None:
        """A 1xx message has ended, ``rest`` bytes before the end of what was received."""
        self.exchange.response_start = len(self.exchange.response) - rest

    def head_read(self, status: int, protocol: str, rest: int) -> None:
        """The final message's header section has ended, ``rest`` bytes before the end of what came in."""
        exchange = self.exchange
        exchange.status = status
        exchange.head_end = len(exchange.response) - rest
        exchange.protocols = (protocol, *exchange.protocols[1:])

    def finish(self, *, rest: int = 0, truncated: str | None = None, error: str | None = None) -> None:
        """The exchange is over, ``rest`` bytes before the end of what came in; the first call counts."""
        if self.finished:
            return
        self.finished = True
        exchange = self.exchange
        exchange.request = b"".join(self._written) if self._handshaken else b""
        exchange.response_end = len(exchange.response) - rest
        exchange.truncated = truncated if exchange.response_end else None
        exchange.error = error
        exchange.elapsed = self._last - self._began

    def lost(self, reason: BaseException) -> None:
        """The connection ended, or was given up, before the message did."""
        match reason:
            case ConnectionClosed() | TLSError():
                truncated = "disconnect"
            case HeadTooLargeError():
                truncated = "length"
            case _:
                truncated = "unspecified"
        unusable = truncated != "disconnect" or not len(self.exchange.response)
        self.finish(truncated=truncated, error=in_words(reason) if unusable else None)


@dataclass(slots=True)
class Download:
    """One Scrapy request: the exchanges it took, in order. More than one when it was sent again
    because a kept-alive connection turned out to be dead.
    """

    request: Request
    memory_limit: int
    """Bytes of a response that stay in memory."""
    proxied: bool
    """Whether the peer is a proxy and not the server."""
    recordings: list[Recording]

    def begin(self, address: str | None, *, over_tls: bool) -> Recording:
        """Record an exchange that starts now on a connection to ``address``."""
        exchange = Exchange(
            url=urldefrag(self.request.url)[0],
            method=self.request.method,
            started=datetime.now(UTC),
            response=Spool(self.memory_limit),
            address=None if self.proxied else address,
            protocols=("http/1.1",),
            referrer=referrer(self.request),
            hops=hops(self.request),
        )
        recording = Recording(exchange, over_tls=over_tls)
        self.recordings.append(recording)
        return recording

    def end(self, *, stopped: str | None = None, error: BaseException | None = None) -> list[Exchange]:
        """Finish what is unfinished and return all exchanges, at least one.

        :param stopped: why we ended the last one ourselves, if we did: its WARC-Truncated.
        :param error: what the download failed with; told in words by the last exchange.
        """
        if not self.recordings:
            self.begin(None, over_tls=False).exchange.protocols = ()
        for recording in self.recordings:
            recording.finish(truncated="unspecified")
        exchanges = [recording.exchange for recording in self.recordings]
        last = exchanges[-1]
        if stopped is not None and last.truncated is not None:
            last.truncated = stopped  # not what our own closing of the connection looked like
        if error is not None and (stopped is not None or last.error is None):
            last.error = in_words(error)
        return exchanges
