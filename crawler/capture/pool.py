"""The connection pool as one download sees it."""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import Deferred
from twisted.web._newclient import HTTP11ClientProtocol, Request
from twisted.web.client import HTTPConnectionPool
from twisted.web.iweb import IResponse

from crawler.capture.download import Download
from crawler.capture.protocol import RecordedRequest


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
