"""How far a run is: a live line on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import asyncio
import logging
import sys
from time import monotonic
from typing import Any, Self

from rich.console import Console
from rich.live import Live
from rich.text import Text
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.utils.log import get_scrapy_root_handler

from crawler.extensions.job import counts

logger = logging.getLogger(__name__)

LIVE_SECONDS = 0.25
"""Seconds between two looks of the live line."""


class Progress:
    """Shows pages, articles, drops and failures while a crawl runs."""

    def __init__(self, crawler: Crawler, plain_seconds: float) -> None:
        self.crawler = crawler
        self._plain_seconds = plain_seconds
        self._started = monotonic()
        self._live: Live | None = None
        self._task: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Connect to the crawl's signals."""
        progress = cls(crawler, crawler.settings.getfloat("PROGRESS_SECONDS"))
        crawler.signals.connect(progress.spider_opened, signals.spider_opened)
        crawler.signals.connect(progress.spider_closed, signals.spider_closed)
        return progress

    def spider_opened(self) -> None:
        """Begin to show."""
        self._started = monotonic()
        if sys.stderr.isatty():
            self._live = Live(console=Console(stderr=True), auto_refresh=False, transient=True)
            self._live.start()
            self._redirect_log()
        self._task = asyncio.ensure_future(self._show())

    def spider_closed(self) -> None:
        """Leave the terminal as it was."""
        if self._task:
            self._task.cancel()
        if self._live:
            self._live.stop()
            self._redirect_log()

    async def _show(self) -> None:
        while True:
            await asyncio.sleep(LIVE_SECONDS if self._live else self._plain_seconds)
            line = progress_line(self.crawler.stats.get_stats(), monotonic() - self._started)
            if self._live:
                self._live.update(Text(line, style="bold cyan"), refresh=True)
            else:
                logger.info(line)

    def _redirect_log(self) -> None:
        """Let log lines pass above the live line: rich has replaced ``sys.stderr``."""
        handler = get_scrapy_root_handler()
        if isinstance(handler, logging.StreamHandler) and not isinstance(handler, logging.FileHandler):
            handler.setStream(sys.stderr)


def progress_line(stats: dict[str, Any], seconds: float) -> str:
    """The state of a crawl in one line."""
    figures = counts(stats)
    stored = sum(figures[event] for event in ("new", "revised", "improved", "unchanged"))
    return (
        f"{figures['pages']} pages, {stored} articles stored ({figures['new']} new), "
        f"{figures['sighted']} sighted, {figures['dropped']} dropped, {figures['failed']} failed, "
        f"{figures['pages'] / max(seconds, 0.001):.0f} pages/s, {seconds:.0f} s"
    )
