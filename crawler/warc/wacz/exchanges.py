"""The captures of a WARC file, each with the records that were written along with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from crawler.warc.parsing import StoredRecord

CAPTURES = ("response", "revisit")
"""Types of records that hold what a server answered."""

_HEAD_LIMIT = 1 << 16


@dataclass(frozen=True, slots=True)
class Capture:
    """A response or revisit record, with its request and metadata records."""

    record: StoredRecord
    companions: list[StoredRecord] = field(default_factory=list)

    @property
    def method(self) -> str:
        """The request's method; ``GET`` when no request is there."""
        for record in self.companions:
            if record.get("WARC-Type") == "request":
                line = _start(record).partition(b" ")[0]
                return line.decode("latin-1")
        return "GET"

    @property
    def hops(self) -> str | None:
        """``hopsFromSeed``: empty for a start page; None when the archive does not say."""
        for record in self.companions:
            if record.get("WARC-Type") == "metadata":
                return _value(_start(record), b"hopsFromSeed").decode("latin-1")
        return None


def captures(records: Iterable[StoredRecord]) -> Iterator[Capture]:
    """Yield the captures among ``records``; companions are looked for right behind each."""
    current: Capture | None = None
    for record in records:
        if record.get("WARC-Type") in CAPTURES:
            if current:
                yield current
            current = Capture(record)
        elif current and record.get("WARC-Concurrent-To") == current.record.get("WARC-Record-ID"):
            current.companions.append(record)
        elif current:
            yield current
            current = None
    if current:
        yield current


def _start(record: StoredRecord) -> bytes:
    return record.block.spool.read(0, _HEAD_LIMIT)


def _value(block: bytes, name: bytes) -> bytes:
    for line in block.splitlines():
        key, _, value = line.partition(b":")
        if key.strip().lower() == name.lower():
            return value.strip()
    return b""
