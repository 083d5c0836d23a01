"""A MongoDB server's health, asked for over one plain connection (OP_MSG of the wire protocol).

A driver would open several connections, and so could not tell whether anyone else is connected.
"""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass
from typing import Any

import bson

from crawler.store.ports import LOOPBACK

_HEADER = struct.Struct("<iiii")  # messageLength, requestID, responseTo, opCode
_OP_MSG = 2013


@dataclass(frozen=True, slots=True)
class Health:
    """What a server that reads its storage says of itself."""

    pid: int
    """Its process."""
    clients: int
    """Connections that are open now, this one left out."""
    connected: int
    """Connections ever made to it."""


class Probe:
    """One connection to the server on a loopback port. :raises OSError: when nothing listens there."""

    def __init__(self, port: int, timeout: float) -> None:
        self._socket = socket.create_connection((LOOPBACK, port), timeout)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def health(self) -> Health:
        """Read from the storage, then ask for the state.

        A ``ping`` would do for neither: it is answered even when the storage has failed (full disk).

        :raises OSError: when the server does not answer, or answers with an error.
        """
        self._command({"find": "system.version", "$db": "admin", "limit": 1, "singleBatch": True})
        status = self._command({"serverStatus": 1, "$db": "admin"})
        connections = status["connections"]
        return Health(int(status["pid"]), int(connections["current"]) - 1, int(connections["totalCreated"]))

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def _command(self, command: dict[str, Any]) -> dict[str, Any]:
        body = struct.pack("<IB", 0, 0) + bson.encode(command)  # no flags; one section of kind 0
        self._socket.sendall(_HEADER.pack(_HEADER.size + len(body), 1, 0, _OP_MSG) + body)
        size, _, _, code = _HEADER.unpack(self._receive(_HEADER.size))
        if code != _OP_MSG or not _HEADER.size < size < 1 << 26:
            raise OSError("not an answer of a MongoDB server")
        answer = bson.decode(self._receive(size - _HEADER.size)[5:])
        if answer.get("ok") != 1:
            raise OSError(answer.get("errmsg", "the server answers with an error"))
        return answer

    def _receive(self, size: int) -> bytes:
        received = bytearray()
        while len(received) < size:
            if not (piece := self._socket.recv(size - len(received))):
                raise ConnectionResetError("the server closed the connection")
            received += piece
        return bytes(received)


def health(port: int, timeout: float) -> Health | None:
    """The health of the server on ``port``; None when there is none, or it does not read."""
    try:
        probe = Probe(port, timeout)
    except OSError:
        return None
    try:
        return probe.health()
    except (OSError, bson.errors.InvalidBSON, KeyError, ValueError):
        return None
    finally:
        probe.close()
