"""Finds the earlier response that makes a response a revisit: one of the same job, or of the archive.

Only whole responses with status 200 are revisits of others, and originals; a 304 may refer to one too.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

from crawler.errors import ArchiveError
from crawler.exchange import Exchange
from crawler.items import WarcRef
from crawler.warc.catalog import Catalog
from crawler.warc.catalog_probe import OriginalProbe
from crawler.warc.fields import timestamp, uri
from crawler.warc.message import Message
from crawler.warc.revisit import Original, coded_alike
from crawler.warc.unmodified import Answer, archived_answers, confirmed
from crawler.warc.written import WrittenResponses

logger = logging.getLogger(__name__)

_OK, _NOT_MODIFIED = 200, 304  # statuses
_PATIENCE = 5.0
"""Seconds that a crawl waits at its start for the catalog; to index a large archive anew takes longer."""


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
        self._refreshing: Thread | None = None

    def open(self) -> None:
        """Bring the archive's catalog up to date. Until that is done, the job's own payloads are known."""
        self._refreshing = Thread(target=self._refresh, name="warc-catalog", daemon=True)
        self._refreshing.start()
        self._refreshing.join(_PATIENCE)
        self._take_up_catalog()
        if self._refreshing:
            logger.info("Payloads of other jobs are deduplicated once the archive's catalog is up to date")

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
        self._take_up_catalog()
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
        self._catalog = self._probe = self._refreshing = None

    def _refresh(self) -> None:
        try:
            Catalog(self._archive).close()
        except ArchiveError:
            return  # whoever opens it next is told

    def _take_up_catalog(self) -> None:
        """Open the catalog once it is up to date."""
        if self._refreshing is None or self._refreshing.is_alive():
            return
        self._refreshing = None
        try:
            self._catalog = Catalog(self._archive)
            self._probe = OriginalProbe(self._catalog.path)
        except (ArchiveError, sqlite3.Error) as error:
            self._give_up(error)

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
        for digest in confirmed(message.head, self._earlier(exchange)):
            if original := self._original(digest):
                return original
        return None

    def _original(self, digest: str) -> Original | None:
        known = self._written.original(digest)
        return known or (self._catalog.original(digest) if self._catalog else None)

    def _earlier(self, exchange: Exchange) -> Iterator[Answer]:
        """The answers with status 200 that its URL gave, the latest first."""
        url = uri(exchange.url)
        if latest := self._written.latest(url):
            yield latest
        if self._catalog:
            captures = self._catalog.nearest(url, exchange.started)
            yield from archived_answers(self._archive, url, captures)

    def _give_up(self, error: Exception) -> None:
        """Go on without the catalog: the archive is whole without a revisit."""
        logger.warning("Only this job's own payloads are deduplicated from now on: %s", error)
        self.close()


def _is_whole(exchange: Exchange) -> bool:
    return exchange.status == _OK and exchange.truncated is None and exchange.error is None
