"""Finds the earlier response that makes a response a revisit: one of the same job, or of the archive.

Only whole responses with status 200 are revisits of others, and originals; a 304 may refer to one too.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from crawler.errors import ArchiveError
from crawler.exchange import Exchange
from crawler.items import WarcRef
from crawler.warc.catalog import Catalog
from crawler.warc.catalog_probe import OriginalProbe
from crawler.warc.fields import timestamp, uri
from crawler.warc.http import parse_head, split_head
from crawler.warc.message import Message
from crawler.warc.opening import open_warc
from crawler.warc.parsing import RecordError, read_stored
from crawler.warc.revisit import Original, coded_alike
from crawler.warc.written import WrittenResponses

logger = logging.getLogger(__name__)

_TRIED = 4
"""Earlier captures of a URL that a 304 is compared with."""
_VALIDATORS = (b"ETag", b"Last-Modified")


class Deduplication:
    """The originals that a job's records may refer to: written before them, and on the disk when they are.

    A record of the same job lies before them in the same file, or in one that is finished and synced;
    those of other jobs lie in finished files and are read again and proven first. `decide` may be asked
    by one thread, all else is for the thread that writes.

    :param archive: the archive folder.
    :param size: bytes of a payload from which it is looked for.
    """

    def __init__(self, archive: Path, size: int) -> None:
        self._archive = archive
        self._size = max(size, 1)  # nothing is gained, nor told, by a reference to an empty payload
        self._written = WrittenResponses()
        self._catalog: Catalog | None = None
        self._probe: OriginalProbe | None = None

    def open(self) -> None:
        """Bring the archive's catalog up to date; without it, only the job's own payloads are known."""
        try:
            self._catalog = Catalog(self._archive)
            self._probe = OriginalProbe(self._catalog.path)
        except (ArchiveError, sqlite3.Error) as error:
            self._give_up(error)

    def decide(self, exchange: Exchange, message: Message) -> tuple[bool, Original | None]:
        """Whether it is known at once what the response is a revisit of, and that, if it is one.

        When it is not known, `find` must be asked. Costs microseconds.
        """
        if exchange.status == _NOT_MODIFIED:
            return False, None
        if not self._is_eligible(exchange, message):
            return True, None
        if original := self._own(message):
            return True, original
        probe = self._probe  # the writing thread may give it up meanwhile
        return not (probe and probe.may_know(message.payload_digest)), None

    def find(self, exchange: Exchange, message: Message) -> Original | None:
        """What the response is a revisit of; None when it is to be written whole."""
        try:
            if exchange.status == _NOT_MODIFIED:
                return self._unmodified(exchange, message)
            if self._is_eligible(exchange, message):
                return self._own(message) or self._of_archive(message)
        except ArchiveError as error:
            self._give_up(error)
        return None

    def note(self, exchange: Exchange, message: Message, ref: WarcRef, *, revisit: bool) -> None:
        """Remember a response that was just written to the open file."""
        if _is_whole(exchange) and message.payload_size:
            original = None if revisit else Original(ref, timestamp(ref.date), message.head)
            self._written.note(ref.url, ref.payload_digest, message.head, original)

    def finished(self, warc: Path) -> None:
        """Make a file of the job, which now has its index, known to the catalog."""
        if self._catalog:
            self._catalog.add(warc)

    def close(self) -> None:
        """Let go of the catalog. Idempotent."""
        if self._probe:
            self._probe.close()
        if self._catalog:
            self._catalog.close()
        self._catalog = self._probe = None

    def _is_eligible(self, exchange: Exchange, message: Message) -> bool:
        return message.payload_size >= self._size and _is_whole(exchange)

    def _own(self, message: Message) -> Original | None:
        original = self._written.original(message.payload_digest)
        return original if original and coded_alike(original.head, message.head) else None

    def _of_archive(self, message: Message) -> Original | None:
        if self._catalog is None:
            return None
        return self._catalog.original(
            message.payload_digest, lambda found: coded_alike(found.head, message.head)
        )

    def _unmodified(self, exchange: Exchange, message: Message) -> Original | None:
        """The payload that a 304 says is current: by its validators, without any that of the last 200."""
        if exchange.method != "GET" or exchange.truncated or exchange.error:
            return None
        validators = _validators(message.head)
        for digest, head in self._earlier(exchange):
            if _agree(validators, _validators(head)) and (original := self._original(digest)):
                return original
        return None

    def _original(self, digest: str) -> Original | None:
        known = self._written.original(digest)
        return known or (self._catalog.original(digest) if self._catalog else None)

    def _earlier(self, exchange: Exchange) -> Iterator[tuple[str, bytes]]:
        """Payload digest and head of the responses with status 200 from its URL, the latest first."""
        url = uri(exchange.url)
        if latest := self._written.latest(url):
            yield latest
        found = self._catalog.nearest(url, exchange.started) if self._catalog else iter(())
        same = (each for each in found if each.url == url and each.status == "200" and each.digest)
        for capture in itertools.islice(same, _TRIED):
            with contextlib.suppress(ArchiveError, RecordError, OSError):  # a file that is gone or damaged
                with open_warc(self._archive, capture.file) as file:
                    head, _ = split_head(read_stored(file, capture.offset).block)
                yield capture.digest, head

    def _give_up(self, error: Exception) -> None:
        """Go on without the catalog: the archive is whole without a revisit."""
        logger.warning("Only this job's own payloads are deduplicated from now on: %s", error)
        self.close()


def _is_whole(exchange: Exchange) -> bool:
    return exchange.status == _OK and exchange.truncated is None and exchange.error is None


def _validators(head: bytes) -> dict[bytes, bytes]:
    """The fields of a head that name a state of the resource (RFC 9110, section 8.8), without ``W/``."""
    fields = {name.lower(): value for name, value in parse_head(head).fields}
    return {
        name: fields[name.lower()].removeprefix(b"W/") for name in _VALIDATORS if name.lower() in fields
    }


def _agree(stated: dict[bytes, bytes], known: dict[bytes, bytes]) -> bool:
    """Whether two answers are of one state: by ETag, else by Last-Modified, else for all that is known."""
    name = next((name for name in _VALIDATORS if name in stated), None)
    return name is None or stated[name] == known.get(name)


_OK = 200
_NOT_MODIFIED = 304
