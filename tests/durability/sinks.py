"""Sinks of crawls under test: what they acknowledge is logged, and their disk can be made small."""

from __future__ import annotations

import errno
import json
import os
from dataclasses import asdict
from io import FileIO
from typing import Any

from crawler.exchange import Exchange
from crawler.items import WarcRef
from crawler.warc import warc_file
from crawler.warc.sink import WarcSink


class AcknowledgingSink(WarcSink):
    """Appends every reference that it returns to the file that the setting ``ACKNOWLEDGED`` names, by a
    single write of a line: what the crawl was told before a kill is in it.
    """

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._log = os.open(crawler.settings["ACKNOWLEDGED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    async def write(self, exchange: Exchange) -> WarcRef | None:
        reference = await super().write(exchange)
        if reference is not None:
            os.write(self._log, json.dumps(asdict(reference), default=str).encode() + b"\n")
        return reference


class SmallDiskSink(AcknowledgingSink):
    """As above, on a disk with room for so many bytes of WARC files as the setting ``DISK_BYTES`` says: a
    write takes what there is room for, and the next one fails, as on a full disk.
    """

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        room = [crawler.settings.getint("DISK_BYTES")]

        class SmallDiskFile(FileIO):
            def write(self, data: Any) -> int:
                taken = min(len(data), room[0])
                if not taken:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                room[0] -= taken
                return super().write(data[:taken])

        def create(path: Any) -> FileIO:
            created(path).close()
            return SmallDiskFile(path, "r+b")

        created, warc_file.create_locked = warc_file.create_locked, create
