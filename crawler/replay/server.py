"""Serves a `ReplaySite` on loopback."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Self

from crawler.errors import ArgumentError
from crawler.replay.message import (
    MalformedRequestError,
    Reply,
    Request,
    byte_range,
    is_ours,
    parse_request,
)

_HEAD_LIMIT = 16 * 1024
_IDLE_SECONDS = 60.0
_CONNECTIONS = 64
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class ReplayServer:
    """Answers on 127.0.0.1 while its context lasts.

    :param answer: gives the reply to a GET; called in a thread, as it may take its time.
    :param port: where to listen; 0 takes any free port.
    :raises ArgumentError: on entering, when the port cannot be had.
    """

    def __init__(self, answer: Callable[[Request], Reply], port: int = 0) -> None:
        self._answer = answer
        self.port = port
        """The port, once it is known."""
        self._connections: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        try:
            self._server = await asyncio.start_server(
                self._connected, "127.0.0.1", self.port, limit=_HEAD_LIMIT
            )
        except (OSError, OverflowError) as error:
            raise ArgumentError(
                "port",
                f"{self.port} cannot be had on 127.0.0.1 ({error}); choose another, or 0 for any free",
            ) from error
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    @property
    def url(self) -> str:
        """Where a browser finds it."""
        return f"http://127.0.0.1:{self.port}/"

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a callback of asyncio's runs in one
        self._connections.add(task)
        try:
            while len(self._connections) <= _CONNECTIONS and await self._exchange(reader, writer):
                pass
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # gone, idle, or too long a request: nobody to tell
        finally:
            self._connections.discard(task)
            writer.transport.abort() if writer.is_closing() else writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; whether another may follow."""
        async with asyncio.timeout(_IDLE_SECONDS):
            head = await reader.readuntil(b"\r\n\r\n")
        try:
            request = parse_request(head)
        except MalformedRequestError as error:
            await self._send(writer, None, _text(HTTPStatus.BAD_REQUEST, str(error)))
            return False
        refusal = self._refusal(request)
        reply = await asyncio.to_thread(self._answer, request) if refusal is None else refusal
        await self._send(writer, request, reply)
        return refusal is None and request.fields.get("connection", "").lower() != "close"

    def _refusal(self, request: Request) -> Reply | None:
        if not is_ours(request.fields.get("host"), self.port):
            return _text(HTTPStatus.MISDIRECTED_REQUEST, f"this is {self.url}")
        if request.method not in ("GET", "HEAD") or "transfer-encoding" in request.fields:
            return _text(HTTPStatus.METHOD_NOT_ALLOWED, "only GET and HEAD")
        if request.fields.get("content-length", "0") != "0":
            return _text(HTTPStatus.BAD_REQUEST, "no request with a body")
        return None

    async def _send(self, writer: asyncio.StreamWriter, request: Request | None, reply: Reply) -> None:
        with contextlib.ExitStack() as stack:
            file = stack.enter_context(reply.body.open("rb")) if isinstance(reply.body, Path) else None
            size = file.seek(0, 2) if file else len(reply.body)  # type: ignore[arg-type]
            status, start, end = reply.status, 0, size
            fields = {"Content-Type": reply.content_type, **_ALWAYS, **reply.fields}
            if file:
                status, start, end = _part(request, size, fields)
            fields["Content-Length"] = str(end - start)
            lines = [f"HTTP/1.1 {status.value} {status.phrase}", *(f"{k}: {v}" for k, v in fields.items())]
            writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
            whole = request is None or request.method != "HEAD"
            if whole and isinstance(reply.body, bytes):
                writer.write(reply.body)
            await writer.drain()
            if whole and file and end > start:
                await asyncio.get_running_loop().sendfile(writer.transport, file, start, end - start)


def _part(request: Request | None, size: int, fields: dict[str, str]) -> tuple[HTTPStatus, int, int]:
    """Status and bounds of what is sent of a file; its header fields are added to ``fields``."""
    fields["Accept-Ranges"] = "bytes"
    try:
        wanted = byte_range(request.fields.get("range") if request else None, size)
    except IndexError:
        fields["Content-Range"] = f"bytes */{size}"
        return HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, 0, 0
    if wanted is None:
        return HTTPStatus.OK, 0, size
    fields["Content-Range"] = f"bytes {wanted[0]}-{wanted[1] - 1}/{size}"
    return HTTPStatus.PARTIAL_CONTENT, *wanted


def _text(status: HTTPStatus, sentence: str) -> Reply:
    return Reply(f"{status.phrase}: {sentence}\n".encode(), "text/plain; charset=utf-8", status)
