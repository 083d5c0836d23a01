"""The loopback port of the embedded server: the same one for a folder as long as it can be had."""

from __future__ import annotations

import socket
import zlib
from pathlib import Path

LOOPBACK = "127.0.0.1"
FIRST, COUNT = 20000, 10000
"""Below the ports that Linux (32768-) and macOS (49152-) hand out to outgoing connections, so that
none of these takes the server's port while it is down."""


def is_free(port: int) -> bool:
    """Whether a server could listen on ``port`` of the loopback address now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def free_port(folder: Path) -> int:
    """A free port; the search begins at one that follows from the folder's path."""
    start = zlib.crc32(str(folder).encode())
    for step in range(COUNT):
        port = FIRST + (start + step) % COUNT
        if is_free(port):
            return port
    raise OSError(f"no free port on {LOOPBACK} from {FIRST} to {FIRST + COUNT - 1}")


def remembered_port(folder: Path) -> int | None:
    """The port that the folder's server had last, if it is known."""
    try:
        port = int((folder / "port").read_text("ascii"))
    except (OSError, ValueError):
        return None
    return port if 0 < port < 65536 else None


def remember_port(folder: Path, port: int) -> None:
    """Note the port, so that bookmarks in Compass and clients that wait survive a restart."""
    (folder / "port").write_text(f"{port}\n", "ascii")
