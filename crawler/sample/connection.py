"""One connection of the sample server: requests in, responses out, in order, kept alive."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

_MAX_REQUEST = 1024 * 1024
_BAD_REQUEST = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it was received."""

    raw: bytes
    """Its exact bytes, head and body."""
    method: str
    target: str
    """Path and query as requested."""
    version: str
    """``HTTP/1.1``."""
    fields: dict[str, str]
    """Header fields by lower-case name; of repeated ones the last."""

    @property
    def host(self) -> str:
        """The Host field, lower case, without port."""
        return self.fields.get("host", "").lower().partition(":")[0]

    @property
    def closes(self) -> bool:
        """Whether the client wants the connection closed after the response."""
        return self.version == "HTTP/1.0" or self.fields.get("connection", "").lower() == "close"


class Connection(asyncio.Protocol):
    """Answers each request by what ``answer`` gives: the response's bytes, and whether it is the last.

    :param connections: the set of open connections, in which it enters and leaves itself.
    """

    transport: asyncio.Transport

    def __init__(
        self, answer: Callable[[Request], tuple[bytes, bool]], connections: set[Connection]
    ) -> None:
        self._answer = answer
        self._connections = connections
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Enter the set of open connections."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - create_server gives no other
        self.transport = transport
        self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Leave the set of open connections."""
        self._connections.discard(self)

    def data_received(self, data: bytes) -> None:
        """Answer every request that is now complete."""
        self._received += data
        try:
            while (request := self._next_request()) is not None:
                response, last = self._answer(request)
                self.transport.write(response)
                if last:
                    self.transport.close()
                    return
        except ValueError:
            self.transport.write(_BAD_REQUEST)
            self.transport.close()

    def _next_request(self) -> Request | None:
        """Take the next whole request; None until there is one. :raises ValueError: on what is none."""
        if len(self._received) > _MAX_REQUEST:
            raise ValueError("the request is too large")
        head, blank, _ = self._received.partition(b"\r\n\r\n")
        if not blank:
            return None
        first, *lines = head.decode("latin-1").split("\r\n")
        method, target, version = first.split(" ")
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        end = len(head) + 4 + int(fields.get("content-length", "0"))
        if len(self._received) < end:
            return None
        raw, self._received = self._received[:end], self._received[end:]
        return Request(raw, method, target, version, fields)
