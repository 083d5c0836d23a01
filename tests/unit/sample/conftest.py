from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import pytest

from crawler.sample.server import SampleServer

Ask = Callable[..., tuple[int, dict[str, str], bytes]]


@pytest.fixture
def server() -> Iterator[SampleServer]:
    with SampleServer(volume=450, log_wire=True) as running:
        yield running


def converse(port: int, request: bytes) -> bytes:
    """Every byte that comes back for ``request``, until the server closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.fixture
def talk(server: SampleServer) -> Callable[[bytes], bytes]:
    return lambda request: converse(server.port, request)


@pytest.fixture
def ask(server: SampleServer) -> Ask:
    """Ask for a target; the status, header fields by lower-case name, and the body as it travelled."""

    def request(
        target: str, host: str = "news.sample.newsvault.test", method: str = "GET", **fields: str
    ) -> tuple[int, dict[str, str], bytes]:
        lines = [f"{method} {target} HTTP/1.1", f"Host: {host}", "Connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
        raw = converse(server.port, ("\r\n".join(lines) + "\r\n\r\n").encode())
        head, _, body = raw.partition(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
        return int(first.split(" ")[1]), headers, body

    return request
