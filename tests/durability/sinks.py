"""Sinks of crawls under test: what they acknowledge is logged, and their disk can be made small."""

from __future__ import annotations

import errno
import json
import os
from dataclasses import asdict
from datetime import datetime
from io import FileIO
from pathlib import Path
from typing import Any

from crawler.exchange import Exchange
from crawler.items import WarcRef
from crawler.warc import warc_file
from crawler.warc.sink import WarcSink

END = "}\n"
"""Of a line that was written whole."""


class AcknowledgingSink(WarcSink):
    """Appends every reference that it returns to the file that the setting ``ACKNOWLEDGED`` names, by a
    single write of a line: what the crawl was told before a kill is in it.

    A kill may cut even that write, where a page of the file ends. So a line feed comes before each line:
    what is cut stays a line of its own, without an end, and `acknowledged_in` knows it.

    ``WRITE_BYTES``: how many bytes a write to a WARC file takes at most, as systems may; so a kill comes
    amid a record. ``DISK_BYTES``: how many there is room for; then a write fails as on a full disk.
    """

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._acknowledged = os.open(settings["ACKNOWLEDGED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        use_files_of(settings.getint("WRITE_BYTES", 1 << 30), settings.getint("DISK_BYTES", 1 << 40))

    async def write(self, exchange: Exchange) -> WarcRef | None:
        reference = await super().write(exchange)
        if reference is not None:
            line = json.dumps(asdict(reference), default=str)
            os.write(self._acknowledged, f"\n{line}\n".encode())
        return reference


def acknowledged_in(log: Path) -> list[WarcRef]:
    """What the crawls that wrote to ``log`` were told is durable; nothing where there is no such file.

    A line without its end is being written, or its writer was killed amid it: then nothing was told yet.
    """
    lines = log.read_text("utf-8").splitlines(keepends=True) if log.exists() else []
    read = [json.loads(line) for line in lines if line.endswith(END)]
    return [WarcRef(**fields | {"date": datetime.fromisoformat(fields["date"])}) for fields in read]


def how_many_acknowledged(log: Path) -> int:
    """The length of `acknowledged_in`, found fast."""
    return log.read_bytes().count(END.encode()) if log.exists() else 0


def use_files_of(piece: int, room: int) -> None:
    """Have WARC files take so many bytes a write, and so many in all."""
    left = [room]

    class File(FileIO):
        locked: FileIO

        def write(self, data: Any) -> int:
            taken = min(len(data), piece, left[0])
            if not taken:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            left[0] -= taken
            return super().write(data[:taken])

    def create(path: Any) -> FileIO:
        locked = created(path)
        file = File(locked.fileno(), "wb", closefd=False)
        file.locked = locked
        return file

    created, warc_file.create_locked = warc_file.create_locked, create
