"""Finds the payloads that revisits stand for, all over an archive, and proves them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from crawler.errors import ArchiveError, OriginalMissingError
from crawler.warc.catalog import Catalog
from crawler.warc.opening import open_warc
from crawler.warc.parsing import RecordError, StoredRecord, digest_problems, read_stored
from crawler.warc.unfinished import Place, UnfinishedFiles

_NOT_MODIFIED = "server-not-modified"  # in a WARC-Profile of any version


def is_duplicate(record: StoredRecord) -> bool:
    """Whether a record is a revisit whose response had a payload: that of its original."""
    return record.get("WARC-Type") == "revisit" and _NOT_MODIFIED not in record.get("WARC-Profile")


class Resolver:
    """Follows revisits (WARC 1.1, section 6.7) by URL and date, else by digest. For one thread.

    The archive's catalog is opened when the first revisit is met.

    :param catalog: the archive's, when it is open already; it stays open.
    """

    def __init__(self, archive: Path, catalog: Catalog | None = None) -> None:
        self._archive = archive
        self._catalog = catalog
        self._own: Catalog | None = None
        self._unfinished = UnfinishedFiles(archive)

    def find(self, revisit: StoredRecord) -> tuple[str, StoredRecord] | None:
        """The response that holds what ``revisit`` stands for, and its file (as `WarcRef.file` names it).

        It is read again and has the digest that the revisit states. None when the archive lacks it.

        :raises ArchiveError: the archive cannot be searched.
        """
        return (
            self._stated(revisit)
            or self._same_payload(revisit)
            or (self._opened().refresh() and (self._stated(revisit) or self._same_payload(revisit)))
            or self._first(revisit, self._unfinished.places(revisit.get("WARC-Payload-Digest")))
            or None
        )

    def original(self, revisit: StoredRecord) -> StoredRecord:
        """As `find`. :raises OriginalMissingError: the archive lacks it, or has it damaged."""
        found = self.find(revisit)
        if found is None:
            url, date = revisit.get("WARC-Refers-To-Target-URI"), revisit.get("WARC-Refers-To-Date")
            raise OriginalMissingError(
                f"{revisit.get('WARC-Target-URI')}, captured {revisit.get('WARC-Date')}: its payload is "
                f"that of {url}, captured {date}, which {self._archive} does not have whole. Put the job "
                f"that holds it back, or restore its file from a copy of the archive"
            )
        return found[1]

    def close(self) -> None:
        """Let go of the catalog, if it was opened here. Idempotent."""
        if self._own:
            self._own.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _opened(self) -> Catalog:
        if self._catalog is None:
            self._catalog = self._own = Catalog(self._archive)
        return self._catalog

    def _stated(self, revisit: StoredRecord) -> tuple[str, StoredRecord] | None:
        """What it refers to by URL and date; of several in one second the very one, if possible."""
        try:
            date = datetime.fromisoformat(revisit.get("WARC-Refers-To-Date"))
        except ValueError:
            return None
        date = date.replace(tzinfo=date.tzinfo or UTC)
        captures = self._opened().captures(revisit.get("WARC-Refers-To-Target-URI"), date, date)
        places = [(found.file, found.offset) for found in captures if found.mime != "warc/revisit"]
        proven = list(self._proven(revisit, places))
        exact = (each for each in proven if each[1].get("WARC-Date") == revisit.get("WARC-Refers-To-Date"))
        return next(exact, proven[0] if proven else None)

    def _same_payload(self, revisit: StoredRecord) -> tuple[str, StoredRecord] | None:
        found = self._opened().original(revisit.get("WARC-Payload-Digest"))
        return self._first(revisit, [(found.ref.file, found.ref.offset)]) if found else None

    def _first(
        self, revisit: StoredRecord, places: Iterator[Place] | list[Place]
    ) -> tuple[str, StoredRecord] | None:
        return next(self._proven(revisit, places), None)

    def _proven(
        self, revisit: StoredRecord, places: Iterator[Place] | list[Place]
    ) -> Iterator[tuple[str, StoredRecord]]:
        for file, offset in places:
            record = self._read(file, offset)
            if record and _holds(record, revisit.get("WARC-Payload-Digest")):
                yield file, record

    def _read(self, file: str, offset: int) -> StoredRecord | None:
        try:
            with open_warc(self._archive, file) as source:
                return read_stored(source, offset)
        except (ArchiveError, RecordError, OSError):
            return None


def _holds(record: StoredRecord, digest: str) -> bool:
    """Whether a record is a whole response with the payload ``digest`` (any, when that is empty)."""
    if record.get("WARC-Type") not in ("response", "resource") or record.get("WARC-Truncated"):
        return False
    return digest in ("", record.get("WARC-Payload-Digest")) and not any(digest_problems(record))
