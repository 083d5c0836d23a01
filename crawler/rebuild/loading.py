"""Brings what a job's crawl yielded into the database, by the store's own writer."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from crawler.errors import DocumentRejectedError
from crawler.rebuild.assembly import Assembly
from crawler.rebuild.findings import Damage, Finding
from crawler.rebuild.selection import ArchivedJob
from crawler.store.session import Session

Document = dict[str, Any]

AT_ONCE = 400
"""Documents that wait for their batches together."""


class Loading:
    """Loads job after job; what is there already stays as it is.

    :param report: told, in a sentence, of each file and document that is not in the database.
    """

    def __init__(self, session: Session, report: Callable[[str], None]) -> None:
        self._session = session
        self._report = report
        self.counts: Counter[str] = Counter()
        """Jobs, ``faults``, and how many documents came out as what `StoreWriter.put` says."""

    async def load(self, job: ArchivedJob, findings: Iterable[Finding]) -> None:
        """Store a job's readings, then the sightings of articles that were known to its crawl.

        :raises StoreUnavailableError: when the database stayed away; to be run again.
        """
        assembly = Assembly(job.since)
        documents = (
            document for each in self._sound(findings) if (document := assembly.add(each)) is not None
        )
        await self._store(self._session.writer.put, documents)
        await self._sight(job, assembly.sightings())
        if "finished_at" in job.record:  # that of a crawl which was killed never reached the database
            await self._session.put_job(job.record)
        self.counts["jobs"] += 1

    def _sound(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        for finding in findings:
            if isinstance(finding, Damage):
                self._fault(finding.problem)
            else:
                yield finding

    async def _sight(self, job: ArchivedJob, sightings: list[Document]) -> None:
        """Store the sightings of articles that the job had read, or that had been read before.

        It is the captures that tell, not what happens to be stored by now: a second rebuild, or one of
        a single job, comes to the same.
        """
        for start in range(0, len(sightings), AT_ONCE):
            part = sightings[start : start + AT_ONCE]
            read = await self._session.text_captures({each["_id"] for each in part})
            known = (each for each in part if _is_known(each, read.get(each["_id"], ()), job.id))
            await self._store(self._session.writer.sight, known)

    async def _store(
        self, write: Callable[[Document], Awaitable[str]], documents: Iterable[Document]
    ) -> None:
        source = iter(documents)
        while part := list(islice(source, AT_ONCE)):
            for outcome in await asyncio.gather(*map(write, part), return_exceptions=True):
                if isinstance(outcome, DocumentRejectedError):
                    self._fault(str(outcome))
                elif isinstance(outcome, BaseException):
                    raise outcome
                else:
                    self.counts[outcome] += 1

    def _fault(self, problem: str) -> None:
        self.counts["faults"] += 1
        self._report(problem)


def _is_known(sighting: Document, captures: Iterable[Document], job: str) -> bool:
    """Whether the article had been read when its listing or feed was."""
    seen_at = sighting["entry" if "entry" in sighting else "listing"]["seen_at"]
    return any(each["date"] <= seen_at or each["file"].startswith(f"{job}/") for each in captures)
