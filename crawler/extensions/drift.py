"""At the end of a run, tells whether pages lack what they used to have."""

from __future__ import annotations

import logging
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings
from scrapy.statscollectors import StatsCollector

from crawler.drift.history import earlier_runs
from crawler.drift.judgement import Limits, advice, judge
from crawler.drift.readings import Readings
from crawler.errors import SettingError
from crawler.extensions.outcome import DRIFT
from crawler.items import Article
from crawler.job import job_of
from crawler.locations import jobs_dir
from crawler.sites import of_reader

logger = logging.getLogger(__name__)


class SelectorDrift:
    """Judges what the spider's readers missed. To be set ahead of what reads the stat `DRIFT`."""

    def __init__(self, crawler: Crawler, limits: Limits) -> None:
        self.crawler = crawler
        self._limits = limits

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Connect to the crawl's signals. :raises SettingError: a limit cannot be used."""
        extension = cls(crawler, limits(crawler.settings))
        crawler.signals.connect(extension.item_dropped, signals.item_dropped)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    def item_dropped(self, item: Any) -> None:
        """Of a page that its reader took for an article, nothing is left: no text, table or picture."""
        if self._readings is None or not isinstance(item, Article):
            return
        roles = [ref.role for ref in item.captures if ref.role in ("article", "data")]
        if roles and not (item.paragraphs or item.tables or item.images):
            self._readings.miss(of_reader(item.reader).name, roles[-1], item.url, "body")

    def spider_closed(self) -> None:
        """Compare with earlier runs where anything was missed, and say what has drifted."""
        readings = self._readings
        if readings is None:
            return
        count(readings, self.crawler.stats)
        if not any(tally.missed for _, tally in readings):
            return
        job = job_of(self.crawler)
        earlier = earlier_runs(jobs_dir(self.crawler.settings), job.spider, job.arguments, job.id)
        drifts = [drift.as_document() for drift in judge(readings, earlier, self._limits)]
        if drifts:
            self.crawler.stats.set_value(DRIFT, drifts)
        for drift in drifts:
            logger.warning(advice(drift))

    @property
    def _readings(self) -> Readings | None:
        """What the spider counts, if it is one of ours."""
        return getattr(self.crawler.spider, "readings", None)


def limits(settings: BaseSettings) -> Limits:
    """``DRIFT_SHARE`` and ``DRIFT_PAGES``. :raises SettingError: one of them cannot be used."""
    share = _number(settings, "DRIFT_SHARE")
    if not 0 < share < 1:
        raise SettingError("DRIFT_SHARE", f"{settings['DRIFT_SHARE']!r} is no share between 0 and 1")
    pages = _number(settings, "DRIFT_PAGES")
    if pages < 1 or not pages.is_integer():
        raise SettingError("DRIFT_PAGES", f"{settings['DRIFT_PAGES']!r} is no whole number from 1")
    return Limits(share, int(pages))


def _number(settings: BaseSettings, name: str) -> float:
    try:
        return float(settings[name])
    except (TypeError, ValueError):
        raise SettingError(name, f"{settings[name]!r} is not a number") from None


def count(readings: Readings, stats: StatsCollector) -> None:
    """Put the figures among the run's stats."""
    for (site, kind), tally in readings:
        stats.set_value(f"newsvault/readings/{site}/{kind}/pages", tally.pages)
        for name, missed in tally.missed.items():
            stats.set_value(f"newsvault/readings/{site}/{kind}/missed/{name}", missed)
