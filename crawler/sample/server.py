"""An HTTP/1.1 server for the sample site that knows every byte it received and sent."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from email.utils import formatdate
from types import TracebackType
from typing import Self

from crawler.errors import ArgumentError
from crawler.sample.connection import Connection, Request
from crawler.sample.model import SampleArticle
from crawler.sample.reply import Message, Reply, encode, text_reply, unchanged
from crawler.sample.site import HOSTS, SampleSite

_LAST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Hit:
    """One request that was answered."""

    method: str
    host: str
    target: str
    """Path and query as requested."""
    status: int


@dataclass(frozen=True, slots=True)
class WireRecord:
    """One exchange as it passed: the exact bytes of the request and of its response."""

    request: bytes
    response: bytes


class SampleServer:
    """The sample site on a loopback port, in a thread of its own, for as long as the context lasts.

    :param port: where to listen; 0 takes any free port.
    :param articles: what it publishes; by default the standard catalogue.
    :param volume: how many generated articles it publishes besides, in the category ``liangchan``.
    :param log_wire: whether `wire` is kept.
    :raises ArgumentError: when the port is no port number.
    :raises OSError: on entering, when the port cannot be had.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        articles: Sequence[SampleArticle] | None = None,
        volume: int = 0,
        log_wire: bool = False,
    ) -> None:
        if not 0 <= port <= _LAST_PORT:
            raise ArgumentError(
                "port", f"{port} is no port number; use 0 to {_LAST_PORT}, 0 for any free one"
            )
        self.port = port
        """The port, once it is known."""
        self.requests: list[Hit] = []
        """Every request answered, in order."""
        self.wire: list[WireRecord] = []
        """Every exchange, in order, when ``log_wire`` is set."""
        self._log_wire = log_wire
        self._site = SampleSite(articles, volume)
        self._cache: dict[tuple[str, str, str, str], tuple[Message, int]] = {}
        self._date = (0, b"")
        self._connections: set[Connection] = set()

    @property
    def connect_to(self) -> str:
        """The value of ``CONNECT_TO`` that leads all the site's hosts here."""
        return ",".join(f"{host}=plain://127.0.0.1:{self.port}" for host in HOSTS)

    def edit(self) -> None:
        """Publish the edited articles in their edited form, from now on."""
        asyncio.run_coroutine_threadsafe(self._edit(), self._loop).result()

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        try:
            self._listener = self._loop.run_until_complete(self._listen())
        except BaseException:
            self._loop.close()
            raise
        self._thread = threading.Thread(target=self._loop.run_forever, name="sample-site", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _listen(self) -> asyncio.Server:
        server = await asyncio.get_running_loop().create_server(
            lambda: Connection(self._answer, self._connections), "127.0.0.1", self.port
        )
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def _edit(self) -> None:
        self._site.edit()
        self._cache.clear()

    async def _close(self) -> None:
        self._listener.close()
        for connection in list(self._connections):
            connection.transport.abort()

    def _answer(self, request: Request) -> tuple[bytes, bool]:
        message, status = self._message(request)
        response = message.at(self._http_date())
        self.requests.append(Hit(request.method, request.host, request.target, status))
        if self._log_wire:
            self.wire.append(WireRecord(request.raw, response))
        return response, message.closes or request.closes

    def _message(self, request: Request) -> tuple[Message, int]:
        accepted = request.fields.get("accept-encoding", "")
        key = (request.method, request.host, request.target, accepted)
        conditional = "if-none-match" in request.fields or "if-modified-since" in request.fields
        if not conditional and key in self._cache:
            return self._cache[key]
        reply = self._reply(request)
        found = encode(reply, accepted, head=request.method == "HEAD"), reply.status
        if reply.lasting and not conditional:
            self._cache[key] = found
        return found

    def _reply(self, request: Request) -> Reply:
        if request.method not in ("GET", "HEAD"):
            return text_reply("", status=405, headers=(("Allow", "GET, HEAD"),), lasting=False)
        reply = self._site.reply(request.host, request.target)
        if reply.status == 200 and unchanged(reply, request.fields):
            return replace(reply, status=304, coding="identity", framing="length")
        return reply

    def _http_date(self) -> bytes:
        now = int(time.time())
        if now != self._date[0]:
            self._date = (now, formatdate(now, usegmt=True).encode())
        return self._date[1]
