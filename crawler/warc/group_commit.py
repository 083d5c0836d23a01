"""One thread writes and syncs for the whole crawl: one sync serves all exchanges that wait for it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from threading import Condition, Thread
from typing import Generic, TypeVar

from crawler.errors import ArchiveError
from crawler.exchange import Exchange
from crawler.items import WarcRef
from crawler.warc.addition import Addition
from crawler.warc.writer import Encoded, WarcWriter

_SMALL = 256 * 1024
"""Bytes of an exchange up to which whoever submits it encodes it. Python lets one thread run at a time:
to hand that back and forth at each digest and each gzip member costs a crawl more than the work itself. A
larger one is left to the writing thread, so that the event loop is not held up."""

logger = logging.getLogger(__name__)

Ticket = TypeVar("Ticket")
Result = TypeVar("Result")
Outcome = WarcRef | ArchiveError | None
"""A capture that is durable (None: the exchange had no response), or why it is not."""


_Submitted = tuple[Ticket, Exchange | Addition, Encoded | None]


class GroupCommit(Generic[Ticket]):
    """Hands exchanges to a `WarcWriter` in a thread of its own, in order.

    :param open_writer: makes the writer; called in the thread, before the first exchange is written.
    :param report: called in the thread once for each batch with (ticket, outcome) pairs; and at last, when
        all is finished, with an empty list.
    """

    def __init__(
        self,
        open_writer: Callable[[], WarcWriter],
        report: Callable[[list[tuple[Ticket, Outcome]]], None],
    ) -> None:
        self._open_writer = open_writer
        self._report = report
        self._waiting: list[_Submitted[Ticket]] = []
        self._wake = Condition()
        self._closing = False
        self.writer: WarcWriter | None = None
        """The writer, once something was submitted: its counters are read from other threads."""
        self.failure: ArchiveError | None = None
        """Why nothing more is written."""
        self._thread = Thread(target=self._run, name="warc-writer", daemon=True)
        self._thread.start()

    def submit(self, exchanges: list[tuple[Ticket, Exchange]]) -> None:
        """Have ``exchanges`` written together; each ticket comes back with its outcome."""
        writer = self.writer
        ready = writer if writer and writer.warcinfo_id else None
        self._wait_for([(ticket, each, _encoded(ready, each)) for ticket, each in exchanges])

    def submit_addition(self, ticket: Ticket, addition: Addition) -> None:
        """Have ``addition`` written; the ticket comes back with None, or with why it is not."""
        self._wait_for([(ticket, addition, None)])

    def close(self) -> None:
        """Have the thread write what waits, finish the file and end; returns at once."""
        with self._wake:
            self._closing = True
            self._wake.notify()

    def _wait_for(self, batch: Sequence[_Submitted[Ticket]]) -> None:
        with self._wake:
            self._waiting += batch
            self._wake.notify()

    def _run(self) -> None:
        while True:
            batch, closing = self._next_batch(self._expire())
            if batch:
                self._report(self._commit(batch))
            elif closing:
                break
        self._logged(self._attempt(self._close_writer))
        self._report([])

    def _next_batch(self, patience: float | None) -> tuple[list[_Submitted[Ticket]], bool]:
        with self._wake:
            if not self._waiting and not self._closing:
                self._wake.wait(patience)
            batch, self._waiting = self._waiting, []
            return batch, self._closing

    def _commit(self, batch: list[_Submitted[Ticket]]) -> list[tuple[Ticket, Outcome]]:
        outcomes = [(ticket, self._write(content, encoded)) for ticket, content, encoded in batch]
        failure = self._attempt(self._sync_writer)
        if isinstance(failure, ArchiveError):
            outcomes = [(ticket, failure) for ticket, _ in outcomes]
        return outcomes

    def _write(self, content: Exchange | Addition, encoded: Encoded | None) -> Outcome:
        if self.failure:
            return self.failure
        try:
            if isinstance(content, Exchange):
                return self._opened().write(content, encoded)
            self._opened().add(content)
            return None
        except ArchiveError as error:
            self.failure = error
            return error
        except Exception as error:  # whatever it is, who waits must hear of it
            logger.exception("What came from %s could not be archived", content.url)
            return ArchiveError(f"{content.url}: could not be archived: {error}")

    def _opened(self) -> WarcWriter:
        if self.writer is None:
            self.writer = self._open_writer()
        return self.writer

    def _sync_writer(self) -> None:
        if self.writer:
            self.writer.sync()

    def _close_writer(self) -> None:
        if self.writer:
            self.writer.close()

    def _expire(self) -> float | None:
        left = self._attempt(lambda: self.writer.expire() if self.writer else None)
        self._logged(left)
        return None if isinstance(left, ArchiveError) else left

    def _attempt(self, action: Callable[[], Result]) -> Result | ArchiveError:
        """What ``action`` gives; whatever it raises is the end of all writing."""
        try:
            return action()
        except ArchiveError as error:
            self.failure = error
        except Exception as error:  # the thread must go on: others wait for it
            logger.exception("The archive's writer failed")
            self.failure = ArchiveError(f"the archive cannot be written: {error!r}")
        return self.failure

    def _logged(self, outcome: object) -> None:
        if isinstance(outcome, ArchiveError):
            logger.error("%s", outcome)


def _encoded(writer: WarcWriter | None, exchange: Exchange) -> Encoded | None:
    """What ``writer`` makes of a small exchange; None leaves it, and whatever is wrong, to the thread."""
    if writer is None or len(exchange.response) > _SMALL:
        return None
    try:
        return writer.encode(exchange)
    except Exception:  # noqa: BLE001 - the others must be written
        return None
