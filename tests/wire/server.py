"""A hostile raw server on loopback that logs every byte it reads and writes, exchange by exchange.

It answers ``/<case>[/<number>]`` as it is told, over TCP or TLS, as origin, as HTTP proxy (absolute
request targets) or as CONNECT proxy for itself. Threads and blocking sockets: what it writes is
exactly what it was given, in the pieces given.
"""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from time import sleep
from typing import Self


class End(Enum):
    """How a connection goes on after an answer."""

    KEEP = "kept open for the next request"
    CLOSE = "closed in good order"
    CUT = "closed without TLS's goodbye"
    RESET = "reset (RST)"
    STALL = "left open and silent until the client goes"


@dataclass(frozen=True)
class Turn:
    """One request at the server's door."""

    case: str
    number: int
    request: bytes
    nth: int
    """How many requests the connection carried before this one."""
    seen: int
    """How many times the target was asked for before."""


@dataclass(frozen=True)
class Answer:
    """What the server does for one request."""

    pieces: tuple[bytes, ...]
    """Written one by one, in the order given."""
    end: End = End.KEEP
    pause: float = 0.0
    """Seconds between pieces."""


@dataclass
class Logged:
    """One exchange as the server saw it."""

    target: str
    """Path of the request target: ``/chunked/17``."""
    request: bytes
    """Every byte read for it."""
    written: bytes
    """Every byte written for it."""
    connection: int
    """Serial number of the connection."""
    server_name: str | None
    """The host that the client named in its TLS hello (SNI)."""


@dataclass
class RawServer:
    """Listens on 127.0.0.1 from ``__enter__`` to ``__exit__``.

    :param answers: chooses what is answered.
    :param tls: certificate and key; None for plain TCP.
    :param tunnels_only: whether TLS begins inside a CONNECT tunnel only, as behind a proxy.
    """

    answers: Callable[[Turn], Answer]
    tls: ssl.SSLContext | None = None
    tunnels_only: bool = False
    log: list[Logged] = field(default_factory=list)
    connects: list[bytes] = field(default_factory=list)
    """CONNECT requests read; no part of an archive."""
    connections: int = 0

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._names: dict[int, str | None] = {}
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self._listener.getsockname()[1]
        if self.tls is not None:
            self.tls.sni_callback = self._note_name

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        _shut(self._listener)
        with self._lock:
            for connection in self._open:
                _shut(connection)

    def seen(self, target: str) -> list[Logged]:
        """The exchanges for a request target, in order."""
        with self._lock:
            return [entry for entry in self.log if entry.target == target]

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self.connections += 1
                self._open.add(connection)
                serial = self.connections
            threading.Thread(target=self._serve, args=(connection, serial), daemon=True).start()

    def _serve(self, connection: socket.socket, serial: int) -> None:
        channel = connection
        try:
            if self.tls is not None and not self.tunnels_only:
                channel = self._secure(channel)
            nth = 0
            while request := _read_request(channel):
                if request.startswith(b"CONNECT "):
                    channel = self._tunnel(channel, request)
                elif not self._exchange(channel, request, serial, nth):
                    break
                else:
                    nth += 1
        except OSError:
            pass  # the client went away: its right
        finally:
            with self._lock:
                self._open.discard(connection)
            channel.close()
            connection.close()

    def _exchange(self, channel: socket.socket, request: bytes, serial: int, nth: int) -> bool:
        """Answer one request; whether the connection goes on."""
        target = request.split(b" ", 2)[1].decode()
        path = re.sub(r"^https?://[^/]+", "", target)
        case, _, number = path.strip("/").partition("/")
        turn = Turn(case, int(number or 0), request, nth, seen=len(self.seen(path)))
        answer = self.answers(turn)
        entry = Logged(path, request, b"", serial, self._names.get(id(channel)))
        with self._lock:
            self.log.append(entry)
        for index, piece in enumerate(answer.pieces):
            if index and answer.pause:
                sleep(answer.pause)
            entry.written += piece  # logged first: the client may have it before this thread goes on
            channel.sendall(piece)
        return _goes_on(channel, answer.end)

    def _tunnel(self, channel: socket.socket, request: bytes) -> ssl.SSLSocket:
        self.connects.append(request)
        channel.sendall(b"HTTP/1.1 200 Connection established\r\nVia: 1.1 test\r\n\r\n")
        return self._secure(channel)

    def _secure(self, channel: socket.socket) -> ssl.SSLSocket:
        assert self.tls is not None
        return self.tls.wrap_socket(channel, server_side=True)

    def _note_name(self, channel: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        self._names[id(channel)] = name


def _read_request(channel: socket.socket) -> bytes:
    """The next request, head and body (Content-Length only); empty when there is none."""
    request = b""
    while b"\r\n\r\n" not in request:
        if not (data := channel.recv(65536)):
            return b""
        request += data
    head, _, body = request.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    missing = int(length[1]) - len(body) if length else 0
    while missing > 0 and (data := channel.recv(missing)):
        request += data
        missing -= len(data)
    return request


def _goes_on(channel: socket.socket, end: End) -> bool:
    match end:
        case End.KEEP:
            return True
        case End.CLOSE:
            if isinstance(channel, ssl.SSLSocket):
                channel.settimeout(5)
                channel.unwrap()
        case End.RESET:
            channel.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        case End.STALL:
            while channel.recv(65536):
                pass
        case End.CUT:
            pass
    return False


def _shut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
