"""The archive as if it were the web: the response that a request had, found by URL and time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import BinaryIO

from crawler.errors import NotArchivedError
from crawler.items import WarcRef
from crawler.replay.moment import Moment
from crawler.warc.catalog import Catalog
from crawler.warc.cdxj import Capture
from crawler.warc.fields import uri
from crawler.warc.http import split_head
from crawler.warc.opening import open_warc
from crawler.warc.parsing import RecordError, StoredRecord, read_stored
from crawler.warc.reader import CapturedResponse, read_record, unreadable
from crawler.warc.resolver import Resolver

PASSING = ("304", "408", "429", "500", "502", "503", "504", "522", "524")
"""Statuses of answers that were for that moment or that visitor only."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request had for an answer."""

    ref: WarcRef
    """The capture of it."""
    response: CapturedResponse
    truncated: str
    """WARC-Truncated; empty when the message is whole."""


class ArchivedWeb:
    """Answers requests from the finished WARC files of an archive. For one thread.

    Of the captures of exactly this URL, those of the moment's job go before those until its time, the
    latest first, and these before those after it. A capture that was cut short, and an answer that was
    for then only (see `PASSING`), is given when there is no other.

    :raises ArchiveError: the archive cannot be read.
    """

    def __init__(self, archive: Path, moment: Moment) -> None:
        self._archive = archive
        self._moment = moment
        self._catalog = Catalog(archive)
        self._resolver = Resolver(archive, self._catalog)

    def answer(self, url: str, method: str = "GET", body: bytes = b"") -> Answer:
        """What ``method`` of ``url`` (absolute, without fragment) had for an answer.

        A HEAD is answered by what a GET had; any other method by an exchange with the same method and body.

        :raises NotArchivedError: the archive has no such exchange.
        :raises ArchiveError: the capture cannot be read, or is not what its digests say.
        """
        makeshift: Answer | None = None
        for capture in self._captures(uri(url)):
            if found := self._read(capture, method, body):
                if capture.status not in PASSING and not found.truncated:
                    return found
                makeshift = makeshift or found
        if makeshift is None:
            raise NotArchivedError(self._lacking(uri(url), method))
        return makeshift

    def close(self) -> None:
        """Let go of the archive."""
        self._catalog.close()

    def _captures(self, url: str) -> Iterator[Capture]:
        """The captures of ``url``, those that go first first; read only as far as they are asked for."""
        given: set[tuple[str, int]] = set()
        for wanted in self._preferences():
            for capture in self._catalog.nearest(url, self._moment.at):
                place = capture.file, capture.offset
                if capture.url == url and place not in given and wanted(capture):
                    given.add(place)
                    yield capture

    def _preferences(self) -> Iterator[Callable[[Capture], bool]]:
        last = self._moment.at.astimezone(UTC).strftime("%Y%m%d%H%M%S")
        if self._moment.job:
            yield lambda capture: capture.file.startswith(f"{self._moment.job}/")
        yield lambda capture: capture.timestamp <= last
        yield lambda _: True

    def _read(self, capture: Capture, method: str, body: bytes) -> Answer | None:
        """The capture's response; None when it answers another kind of request."""
        with open_warc(self._archive, capture.file) as file:
            try:
                record = read_stored(file, capture.offset)
                if not _answers(_request_to(file, record), method, body):
                    return None
                ref = record.reference(capture.file)
            except (ValueError, OSError) as error:
                raise unreadable(
                    self._archive / capture.file, capture.url, capture.offset, error
                ) from error
        return Answer(ref, read_record(self._archive, ref, self._resolver), record.get("WARC-Truncated"))

    def _lacking(self, url: str, method: str) -> str:
        nearest = next(self._catalog.nearest(url, self._moment.at), None)
        known = f"; it has {nearest.url} (status {nearest.status or 'unknown'})" if nearest else ""
        asked = url if method == "GET" else f"{method} {url}"
        return (
            f"{asked} is not in the archive {self._archive}{known}. A replay fetches nothing: crawl first"
        )


def _request_to(file: BinaryIO, response: StoredRecord) -> StoredRecord | None:
    """The request record behind a response record, where newsvault writes it."""
    try:
        record = read_stored(file, response.offset + response.length)
    except RecordError:
        return None
    beside = record.get("WARC-Concurrent-To") == response.get("WARC-Record-ID")
    return record if beside and record.get("WARC-Type") == "request" else None


def _answers(request: StoredRecord | None, method: str, body: bytes) -> bool:
    """Whether what answered ``request`` answers ``method`` with ``body``; without a record it is a GET."""
    if request is None:
        return method in ("GET", "HEAD")
    head, sent = split_head(request.block)
    captured = head.partition(b" ")[0].decode("latin-1")
    if captured != method:
        return captured == "GET" and method == "HEAD"
    return method in ("GET", "HEAD") or b"".join(sent) == body
