"""One exchange while it passes on the wire."""

from __future__ import annotations

from time import monotonic

from OpenSSL.SSL import Error as TLSError
from twisted.internet.error import ConnectionClosed

from crawler.capture.failure import TooLargeError, in_words
from crawler.capture.tls import cipher_suite_name, protocol_name
from crawler.exchange import Exchange


class Recording:
    """One exchange while it is under way on one connection.

    Nothing changes `exchange` once the recording is `finished`.

    :param over_tls: whether the connection is secured, so that nothing is sent before its handshake.
    :param limit: bytes that are taken in at most.
    """

    __slots__ = ("_began", "_handshaken", "_last", "_limit", "_written", "exchange", "finished")

    def __init__(self, exchange: Exchange, *, over_tls: bool, limit: int | None) -> None:
        self.exchange = exchange
        self.finished = False
        self._began = self._last = monotonic()
        self._limit = limit
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
        """Part of the response came in.

        :raises OSError: the spool cannot be written.
        :raises TooLargeError: it is far more than the body that it brings.
        """
        self._last = monotonic()
        self.exchange.response.write(data)
        if self._limit is not None and len(self.exchange.response) > self._limit:
            raise TooLargeError("the response takes many times the bytes of DOWNLOAD_MAXSIZE")

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
        if self._handshaken:
            exchange.request = b"".join(self._written)
        else:
            exchange.protocols = ()  # all was in vain before a byte of HTTP was sent
        exchange.response_end = len(exchange.response) - rest
        exchange.truncated = truncated if exchange.response_end else None
        exchange.error = error
        exchange.elapsed = self._last - self._began

    def lost(self, reason: BaseException) -> None:
        """The connection ended, or was given up, before the message did."""
        match reason:
            case ConnectionClosed() | TLSError():
                truncated = "disconnect"
            case TooLargeError():
                truncated = "length"
            case _:
                truncated = "unspecified"
        unusable = truncated != "disconnect" or not len(self.exchange.response)
        self.finish(truncated=truncated, error=in_words(reason) if unusable else None)
