"""The connection pool: its idle connections, and how one download sees it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from twisted.internet.defer import Deferred
from twisted.web._newclient import HTTP11ClientProtocol, Request
from twisted.web.client import HTTPConnectionPool
from twisted.web.iweb import IResponse

from crawler.capture.download import Download
from crawler.capture.protocol import RecordedRequest


class IdleTimers:
    """What a pool takes for the reactor: one of the reactor's timers serves all of its idle connections.

    A pool sets a timer of the same length whenever a connection falls idle, and cancels nearly all of them.
    """

    def __init__(self, reactor: Any) -> None:
        self._reactor = reactor
        self._next: Any = None
        self._waiting: dict[IdleTimer, float] = {}  # the longest first

    def callLater(self, delay: float, function: Callable[..., Any], *args: Any) -> IdleTimer:
        """Call ``function`` after ``delay`` seconds, the same for all."""
        timer = IdleTimer(self._waiting, partial(function, *args))
        self._waiting[timer] = self._reactor.seconds() + delay
        if self._next is None:
            self._next = self._reactor.callLater(delay, self._expire)
        return timer

    def stop(self) -> None:
        """Call nothing any more. Idempotent."""
        self._waiting.clear()
        if self._next is not None:
            self._next.cancel()
            self._next = None

    def _expire(self) -> None:
        self._next = None
        now = self._reactor.seconds()
        for timer in [timer for timer, due in self._waiting.items() if due <= now]:
            timer.cancel()
            timer.call()
        if self._waiting and self._next is None:
            earliest = next(iter(self._waiting.values()))
            self._next = self._reactor.callLater(earliest - now, self._expire)


class IdleTimer:
    """One of `IdleTimers`."""

    __slots__ = ("_waiting", "call")

    def __init__(self, waiting: dict[IdleTimer, float], call: Callable[[], Any]) -> None:
        self._waiting = waiting
        self.call = call

    def cancel(self) -> None:
        """Do not call."""
        self._waiting.pop(self, None)


class RecordingPool:
    """Connections of the common pool; what is sent through them is recorded for one download."""

    def __init__(self, pool: HTTPConnectionPool, download: Download) -> None:
        self.persistent = pool.persistent
        self._pool = pool
        self._download = download

    def getConnection(self, key: Any, endpoint: Any) -> Deferred[_RecordingConnection]:
        """A connection from the pool, or a new one to ``endpoint``."""
        connection = self._pool.getConnection(key, endpoint)
        return connection.addCallback(_RecordingConnection, self._download)


class _RecordingConnection:
    __slots__ = ("_connection", "_download")

    def __init__(self, connection: HTTP11ClientProtocol, download: Download) -> None:
        self._connection = connection
        self._download = download

    def request(self, request: Request) -> Deferred[IResponse]:
        return self._connection.request(RecordedRequest.of(request, self._download))
