"""Writes exchanges into the WARC files of one job, one after the other."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from crawler.errors import ArchiveError
from crawler.exchange import Exchange
from crawler.items import WarcRef
from crawler.warc.addition import Addition
from crawler.warc.deduplication import Deduplication
from crawler.warc.fields import Fields, uri
from crawler.warc.gzip import compress, compress_up_to, compress_whole
from crawler.warc.indexing import IndexBuilder
from crawler.warc.message import Message, message_of
from crawler.warc.naming import warc_name
from crawler.warc.options import WarcOptions
from crawler.warc.record_id import new_record_id
from crawler.warc.records import (
    Record,
    addition_record,
    exchange_records,
    warcinfo_record,
)
from crawler.warc.revisit import Original
from crawler.warc.warc_file import WarcFile, sync_folder

logger = logging.getLogger(__name__)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Encoded:
    """The records of an exchange and their gzip members, made for one WARC file."""

    message: Message | None
    """The exchange's response."""
    warcinfo_id: str = ""
    """The file's warcinfo record, which the records name; empty when none were made yet."""
    records: tuple[Record, ...] = ()
    members: tuple[tuple[bytes, ...], ...] = ()
    """The pieces of each record's member."""


class WarcWriter:
    """The WARC files of one job, in ``<archive>/<job>/``. Not thread-safe: one thread uses it.

    Files are opened when there is something to write and bear ``.open`` until they are finished. After an
    error nothing more is written; what was written before it stays, whole.

    :param info: fields of each file's warcinfo record.
    :param opening: what the first file begins with, after its warcinfo record.
    :param closing: gives what the last file ends with.
    :param deduplication: makes revisits of responses; closed with the writer.
    """

    def __init__(
        self,
        archive: Path,
        job: str,
        *,
        info: Fields = (),
        opening: Sequence[Addition] = (),
        closing: Callable[[], Sequence[Addition]] = tuple,
        options: WarcOptions | None = None,
        deduplication: Deduplication | None = None,
        clock: Callable[[], datetime] = _now,
        new_id: Callable[[], str] = new_record_id,
    ) -> None:
        self._archive, self._job = archive, job
        self._info = tuple(info)
        self._opening, self._closing = tuple(opening), closing
        self._options = options or WarcOptions()
        self._deduplication = deduplication
        self._clock, self._new_id = clock, new_id
        self._file: WarcFile | None = None
        self._index: IndexBuilder | None = None
        self._path = archive / job  # what an error names
        self._name = job  # the open file's, from the archive folder on
        self._opened = clock()
        self.warcinfo_id = ""
        """Record id of the open file's warcinfo; other threads may read it."""
        self._synced = 0  # bytes of the open file that are known to be on the disk
        self._failure: ArchiveError | None = None
        self.records = self.revisits = self.bytes = self.files = self.syncs = 0
        """Records (revisits among them) and compressed bytes written, files begun, waits for the disk."""

    def encode(self, exchange: Exchange) -> Encoded:
        """The records of ``exchange`` for the file that is open now. One other thread may do it.

        None are made when the archive must be searched first, which is left to `write`.
        """
        warcinfo_id = self.warcinfo_id
        message = message_of(exchange, self._options.algorithm)
        original = None
        if message and self._deduplication:
            known, original = self._deduplication.decide(exchange, message)
            if not known:
                return Encoded(message)
        records = self._records(exchange, warcinfo_id, message, original)
        members = tuple(tuple(self._member(record)) for record in records)
        return Encoded(message, warcinfo_id, tuple(records), members)

    def write(self, exchange: Exchange, encoded: Encoded | None = None) -> WarcRef | None:
        """Append the records of ``exchange``; None when it has no response. Durable after `sync`.

        :param encoded: what `encode` made of it; made anew when another file was begun since.
        :raises ArchiveError: nothing of the exchange is in the file.
        """
        if self._failure:
            raise self._failure
        try:
            file = self._current_file()
            if encoded and encoded.warcinfo_id == self.warcinfo_id:
                return self._append(file, exchange, encoded.message, encoded.records, encoded.members)
            message = encoded.message if encoded else message_of(exchange, self._options.algorithm)
            return self._append_new(file, exchange, message)
        except OSError as error:
            raise self._fail(error) from error

    def add(self, addition: Addition) -> None:
        """Append the record of ``addition``. Durable after `sync`.

        :raises ArchiveError: nothing of it is in the file.
        """
        if self._failure:
            raise self._failure
        try:
            self._append_addition(self._current_file(), addition)
        except OSError as error:
            raise self._fail(error) from error

    def sync(self) -> None:
        """Return once all that was written is on the disk. :raises ArchiveError: it may not be."""
        file = self._file
        if file is None and self._failure:
            raise self._failure  # what was written went with the file
        if file is None or self._synced == file.size:
            return
        try:
            file.flush()
        except OSError as error:
            self._take_back(file, self._synced)
            raise self._fail(error) from error
        try:
            file.sync()
        except OSError as error:
            self._take_back(file, self._synced)
            self._let_go(file)  # what the disk holds is unknown: the next start looks
            raise self._fail(error) from error
        self._synced = file.size
        self.syncs += 1

    def expire(self) -> float | None:
        """Finish the file when it is past its age; seconds until then, or None when none will be."""
        if self._file is None or not self._options.max_age:
            return None
        left = self._options.max_age - (self._clock() - self._opened).total_seconds()
        if left > 0:
            return left
        self._close_file()
        return None

    def close(self) -> None:
        """End the job's files, if it has any; what is written after it is no revisit.

        :raises ArchiveError: they cannot be ended.
        """
        try:
            if self.files and not self._failure:
                for addition in self._closing():
                    self.add(addition)
        finally:
            self._end()

    def _end(self) -> None:
        try:
            self._close_file()
        finally:
            if self._deduplication:
                self._deduplication.close()

    def _close_file(self) -> None:
        try:
            if self._file and not self._failure:
                self.sync()
        finally:
            self._finish()

    def _finish(self) -> None:
        file, self._file = self._file, None
        if file is None:
            return
        if file.size:
            self._finish_index()
        self._drop_index()
        try:
            file.finish()
        except OSError as error:
            raise self._fail(error) from error
        self.syncs += 1
        if self._deduplication and file.size:
            self._deduplication.finished(file.path)

    def _current_file(self) -> WarcFile:
        self.expire()
        if self._file is not None and self._file.size >= self._options.max_size:
            self._close_file()
        return self._file or self._begin()

    def _begin(self) -> WarcFile:
        folder = self._archive / self._job
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            sync_folder(folder.parent)
        self._opened = self._clock()
        name = warc_name(self._opened, self.files, socket.gethostname(), os.getpid())
        self._file = WarcFile(folder / name)
        self._index = IndexBuilder(self._file.path)
        self._path, self._name = self._file.open_path, f"{self._job}/{name}"
        self._synced = 0
        self.files += 1
        self.warcinfo_id = self._new_id()
        record = warcinfo_record(
            self._info,
            filename=name,
            date=self._opened,
            record_id=self.warcinfo_id,
            algorithm=self._options.algorithm,
        )
        self._append_members(self._file, [self._member(record)])
        for addition in self._opening if self.files == 1 else ():
            self._append_addition(self._file, addition)
        return self._file

    def _records(
        self, exchange: Exchange, warcinfo_id: str, message: Message | None, original: Original | None
    ) -> list[Record]:
        return exchange_records(
            exchange,
            warcinfo_id=warcinfo_id,
            algorithm=self._options.algorithm,
            new_id=self._new_id,
            message=message,
            original=original,
            describe=self._options.page_facts,
        )

    def _append_addition(self, file: WarcFile, addition: Addition) -> None:
        algorithm = self._options.algorithm
        record = addition_record(
            addition, warcinfo_id=self.warcinfo_id, algorithm=algorithm, new_id=self._new_id
        )
        places = self._append_members(file, [self._member(record)])
        self._add_to_index([record], places)

    def _member(self, record: Record) -> Iterable[bytes]:
        """The gzip member of ``record``: in one piece when the record is in memory."""
        level = self._options.level
        if not isinstance(record.block, tuple):
            return compress(record, level)
        content, start = b"".join(record), record.compressed_from
        if start is None:
            return (compress_whole(content, level),)
        return (compress_up_to(len(record.header) + start, content, level),)

    def _append_new(self, file: WarcFile, exchange: Exchange, message: Message | None) -> WarcRef | None:
        original = None
        if message and self._deduplication:
            original = self._deduplication.find(exchange, message)
        records = self._records(exchange, self.warcinfo_id, message, original)
        members = (self._member(record) for record in records)
        return self._append(file, exchange, message, records, members)

    def _append(
        self,
        file: WarcFile,
        exchange: Exchange,
        message: Message | None,
        records: Sequence[Record],
        members: Iterable[Iterable[bytes]],
    ) -> WarcRef | None:
        places = self._append_members(file, members)
        self._add_to_index(records, places)
        response, (offset, length) = records[0], places[0]
        if response.payload_digest is None:
            return None
        ref = WarcRef(
            url=uri(exchange.url),
            file=self._name,
            offset=offset,
            length=length,
            record_id=response.id,
            payload_digest=response.payload_digest,
            date=exchange.started,
        )
        revisit = response.type == "revisit"
        self.revisits += revisit
        if message and self._deduplication:
            self._deduplication.note(exchange, message, ref, revisit=revisit)
        return ref

    def _append_members(self, file: WarcFile, members: Iterable[Iterable[bytes]]) -> list[tuple[int, int]]:
        start = file.size
        try:
            places = [file.append(member) for member in members]
        except BaseException:
            self._take_back(file, start)
            raise
        self.records += len(places)
        self.bytes += file.size - start
        return places

    def _add_to_index(self, records: Sequence[Record], places: Sequence[tuple[int, int]]) -> None:
        if self._index is None:
            return
        try:
            for record, place in zip(records, places, strict=True):
                self._index.add(record.description, *place)
        except OSError as error:
            logger.warning("The index of %s is left to be made later: %s", self._path, error)
            self._drop_index()

    def _drop_index(self) -> None:
        """Give the index up: it is derived, and made anew from the file when it is needed."""
        if self._index is not None:
            self._index.close()
            self._index = None

    def _finish_index(self) -> None:
        """Before the file: one that bears its final name has its index beside it."""
        if self._index is None:
            return
        try:
            self._index.finish()
        except ArchiveError as error:
            logger.warning("The index is left to be made later: %s", error)
        self._index = None

    def _take_back(self, file: WarcFile, size: int) -> None:
        self._drop_index()  # it may hold what is taken back
        try:
            file.cut(size)
        except OSError:
            self._let_go(file)  # torn, it keeps its .open: the next start salvages it

    def _let_go(self, file: WarcFile) -> None:
        self._drop_index()
        file.abandon()
        self._file = None

    def _fail(self, error: OSError) -> ArchiveError:
        self._failure = ArchiveError(
            f"{self._path}: cannot be written: {error.strerror or error}. Everything acknowledged before "
            f"is kept. Free space or mend the permissions there, or set ARCHIVE_DIR to another folder; "
            f"then run again"
        )
        return self._failure
