"""The ZIP file of a WACZ: entries written one after the other in constant memory, hashed on the way."""

from __future__ import annotations

import hashlib
import re
import struct
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO

_READABLE = 0o644 << 16
_EXTENDED_TIME = struct.Struct("<HHBI")  # Info-ZIP's field 0x5455, flag 1: the time of modification
_NO_NAME = re.compile(r"[^-a-z0-9._/]")  # Data Package: names are lower-case and URL-usable


@dataclass(frozen=True, slots=True)
class Resource:
    """An entry as ``datapackage.json`` lists it."""

    path: str
    """Its path in the ZIP file."""
    hash: str
    """``sha256:<hex>`` of its bytes."""
    bytes: int
    """Its size, uncompressed."""

    def document(self) -> dict[str, str | int]:
        """What stands in ``resources``."""
        name = _NO_NAME.sub("-", self.path.rpartition("/")[2].lower())
        return {"name": name, "path": self.path, "hash": self.hash, "bytes": self.bytes}


class Container:
    """A WACZ in writing. Entries that are compressed already are stored, so that parts of them can be read.

    :param file: where it goes; seekable.
    :param created: the time that the entries bear.
    """

    def __init__(self, file: IO[bytes], created: datetime) -> None:
        self._zip = zipfile.ZipFile(file, "w")
        self._time = created.astimezone(UTC).timetuple()[:6]
        # ReplayWeb.page takes an entry without such a field in the directory for one without any at its
        # start, where the sizes of ZIP64 stand
        self._extra = _EXTENDED_TIME.pack(0x5455, 5, 1, int(created.timestamp()))
        self.resources: list[Resource] = []
        """The entries written so far."""

    def add(self, path: str, pieces: Iterable[bytes], *, deflate: bool = False) -> Resource:
        """Write an entry. :raises OSError: there is no room for it."""
        info = zipfile.ZipInfo(path, self._time)
        info.compress_type = zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED
        info.external_attr = _READABLE
        info.extra = self._extra
        state, size = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=True) as entry:
            for piece in pieces:
                entry.write(piece)
                state.update(piece)
                size += len(piece)
        resource = Resource(path, f"sha256:{state.hexdigest()}", size)
        self.resources.append(resource)
        return resource

    def close(self) -> None:
        """Write the ZIP file's directory."""
        self._zip.close()
