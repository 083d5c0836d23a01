"""The exchanges in a WARC file: each response with where it lies and how it was reached."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from crawler.errors import ArchiveError
from crawler.items import WarcRef
from crawler.warc.parsing import StoredRecord
from crawler.warc.reader import iter_records


@dataclass(frozen=True, slots=True)
class ArchivedExchange:
    """A response or revisit record and what the metadata record beside it says (WARC 1.1, section 6.6)."""

    record: StoredRecord
    facts: dict[str, str] = field(default_factory=dict)
    """The metadata record's fields; empty when it has none."""

    @property
    def url(self) -> str:
        """WARC-Target-URI."""
        return self.record.get("WARC-Target-URI")

    @property
    def hops(self) -> str:
        """A letter for each step from a seed, ``R`` for a redirect (see `crawler.exchange`)."""
        return self.facts.get("hopsFromSeed", "")

    @property
    def failed(self) -> bool:
        """Whether the crawl took it for a failure: its spider never saw the response."""
        return "error" in self.facts

    @property
    def redirected_from(self) -> str | None:
        """The URL that was asked for first, when redirects led from it to this one."""
        return self.facts.get("redirectedFrom")

    @property
    def asked(self) -> str:
        """The URL that the crawl asked for."""
        return self.redirected_from or self.url

    @property
    def embedded(self) -> bool:
        """Whether it was fetched for a page to be seen as it was: no spider read it."""
        return "E" in self.hops

    def reference(self, file: str, role: str) -> WarcRef:
        """Its place in the WARC file ``file``. :raises ValueError: its WARC-Date is none."""
        return replace(self.record.reference(file, role), redirected_from=self.redirected_from)


def exchanges(path: Path, tell: Callable[[int], None]) -> Iterator[ArchivedExchange]:
    """Yield the exchanges that have a response, in order.

    :param tell: told how many bytes of the file each record takes.
    :raises ArchiveError: where a record is not whole; what stands before it was yielded.
    """
    waiting: StoredRecord | None = None
    try:
        for record in iter_records(path):
            tell(record.length)
            kind = record.get("WARC-Type")
            if waiting and kind == "metadata" and _is_beside(record, waiting):
                yield ArchivedExchange(waiting, warc_fields(record))
                waiting = None
            elif kind in ("response", "revisit"):
                if waiting:
                    yield ArchivedExchange(waiting)
                waiting = record
    except ArchiveError:
        if waiting:
            yield ArchivedExchange(waiting)
        raise
    if waiting:
        yield ArchivedExchange(waiting)


def warc_fields(record: StoredRecord) -> dict[str, str]:
    """The fields in an ``application/warc-fields`` block, by name."""
    lines = b"".join(record.block).decode("utf-8", "replace").split("\r\n")
    fields = (line.partition(":") for line in lines if ":" in line)
    return {name.strip(): value.strip() for name, _, value in fields}


def _is_beside(record: StoredRecord, response: StoredRecord) -> bool:
    return record.get("WARC-Concurrent-To") == response.get("WARC-Record-ID")
