"""The record of a run: what was asked, what came of it, how it ended."""

from __future__ import annotations

import json
import logging
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from crawler.extensions.outcome import DRIFT, outcome
from crawler.items import Article
from crawler.job import job_of
from crawler.locations import jobs_dir
from crawler.store.jobs import put_job

logger = logging.getLogger(__name__)

MAX_LISTED = 100
"""Dropped items that are kept with URL and reason; all are counted."""


class JobRecord:
    """Writes ``<DATA_DIR>/jobs/<job>.json`` at start and end, and the same document into ``jobs``."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._dropped: list[dict[str, str]] = []
        self._reasons: Counter[str] = Counter()
        self._categories: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Connect to the crawl's signals."""
        record = cls(crawler)
        crawler.signals.connect(record.spider_opened, signals.spider_opened)
        crawler.signals.connect(record.item_scraped, signals.item_scraped)
        crawler.signals.connect(record.item_dropped, signals.item_dropped)
        crawler.signals.connect(record.spider_closed, signals.spider_closed)
        return record

    def spider_opened(self) -> None:
        """Leave a trace even of a run that is killed."""
        self._write(self._document() | {"outcome": "running"})

    def item_scraped(self, item: Any) -> None:
        """Count stored articles by the categories that list them."""
        if isinstance(item, Article):
            names = {listing.slug: listing.name or listing.slug for listing in item.listings}
            self._categories.update(names.values() or [item.category or "-"])

    def item_dropped(self, item: Any, exception: DropItem) -> None:
        """Keep what was dropped and why."""
        url = getattr(item, "url", "")
        reason = str(exception).removeprefix(f"{url}: ")
        self._reasons[reason] += 1
        if len(self._dropped) < MAX_LISTED:
            self._dropped.append({"id": item.id, "url": url, "reason": reason})

    async def spider_closed(self, reason: str) -> None:
        """Write how it ended, and say it in one line."""
        stats = self.crawler.stats.get_stats()
        end = outcome(reason, stats)
        finished = datetime.now(UTC)
        readings = getattr(self.crawler.spider, "readings", None)
        document = self._document() | {
            "finished_at": finished,
            "outcome": end.word,
            "reason": end.reason,
            "exit_code": end.exit_code,
            "counts": counts(stats),
            "articles_by_category": dict(sorted(self._categories.items())),
            "dropped_by_reason": dict(sorted(self._reasons.items())),
            "readings": readings.as_document() if readings else {},
            "drift": stats.get(DRIFT, []),
            "dropped": self._dropped,
            "failures": [
                {"url": url, "reason": why} for url, why in getattr(self.crawler.spider, "failures", [])
            ],
        }
        self._write(document)
        await put_job(self.crawler.settings, document)
        logger.info("Job %s: %s (%s). %s", document["_id"], end.word, end.reason, sentence(document))

    def _document(self) -> dict[str, Any]:
        job = job_of(self.crawler)
        return {
            "_id": job.id,
            "spider": job.spider,
            "site": job.site,
            "arguments": job.arguments,
            "started_at": job.started,
        }

    def _write(self, document: dict[str, Any]) -> None:
        folder = jobs_dir(self.crawler.settings)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{document['_id']}.json"
        part = path.with_suffix(".part")
        part.write_text(json.dumps(document, ensure_ascii=False, indent=1, default=_plain), "utf-8")
        part.replace(path)


def counts(stats: dict[str, Any]) -> dict[str, int]:
    """The figures of a run that people ask for, by plain names."""
    return {
        name: int(sum(value for key, value in stats.items() if key == stat or key.startswith(stat + "/")))
        for name, stat in {
            "pages": "downloader/response_count",
            "bytes": "downloader/response_bytes",
            "new": "newsvault/store/new",
            "revised": "newsvault/store/revised",
            "improved": "newsvault/store/improved",
            "unchanged": "newsvault/store/unchanged",
            "sighted": "newsvault/store/sighted",
            "rejected": "newsvault/store/rejected",
            "dropped": "item_dropped_count",
            "failed": "newsvault/pages/failed",
            "passed_over": "newsvault/pages/passed_over",
            "linked": "newsvault/linked/requested",
            "requisites": "newsvault/requisites/requested",
            "requisites_failed": "newsvault/requisites/failed",
            "malformed": "newsvault/feed/malformed",
            "retries": "retry/count",
            "warc_files": "newsvault/archive/files",
            "warc_records": "newsvault/archive/records",
            "warc_revisits": "newsvault/archive/revisits",
            "warc_bytes": "newsvault/archive/bytes",
        }.items()
    }


def sentence(document: dict[str, Any]) -> str:
    """What a run did, in one sentence."""
    figures = document["counts"]
    seconds = (document["finished_at"] - document["started_at"]).total_seconds()
    return (
        f"{figures['pages']} pages in {seconds:.1f} s: {figures['new']} new articles, "
        f"{figures['revised']} revised, {figures['improved']} improved, {figures['unchanged']} unchanged, "
        f"{figures['sighted']} sighted again; {figures['dropped']} dropped, {figures['failed']} failed, "
        f"{figures['passed_over']} passed over; {figures['warc_records']} WARC records."
    )


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Path) else repr(value)
