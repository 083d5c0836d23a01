"""``scrapy crawl``: Scrapy's own, with everything checked first and an exit code that tells the end."""

from __future__ import annotations

import argparse
import asyncio
import gc
import sys
import tempfile
from pathlib import Path

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.crawler import Crawler, CrawlerProcessBase
from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from crawler.capture.connect_to import ConnectTo
from crawler.errors import NewsvaultError, SettingError
from crawler.extensions.outcome import outcome
from crawler.locations import archive_dir, data_dir, jobs_dir
from crawler.replay.moment import moment, replays
from crawler.spiders.base import NewsSpider
from crawler.store.client import check
from crawler.store.use import uses_store
from crawler.warc.settings import check_writable, warc_options


class Command(ScrapyCrawl):
    """Crawl, and exit with 0 (finished), 1 (not started), 3 (with errors), 4 (stopped) or 5 (degraded)."""

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list."""
        return "Run a spider: category, share"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Scrapy's, and a short form of one argument of `share`."""
        super().add_options(parser)
        parser.add_argument(
            "--generic",
            action="store_true",
            help="share: read pages of undeclared sites, too (-a generic=1)",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run one spider by name."""
        if len(args) != 1:
            raise UsageError("give the name of one spider: " + ", ".join(self._spiders()))
        try:
            self._crawl(args[0], opts.spargs | ({"generic": "1"} if opts.generic else {}))
        except NewsvaultError as error:
            print(f"scrapy crawl {args[0]}: {error}", file=sys.stderr)
            self.exitcode = 1

    def _crawl(self, name: str, given: dict[str, str]) -> None:
        assert self.crawler_process and self.settings is not None  # noqa: S101, PT018 - set by Scrapy
        if name not in self._spiders():
            raise UsageError(f"no spider {name!r}; the spiders are {', '.join(self._spiders())}")
        crawler = self._create_crawler(name)
        if issubclass(crawler.spidercls, NewsSpider):
            crawler.spidercls.read_arguments(given)
        preflight(crawler.settings)
        collect_less_often()
        run_to_end(self.crawler_process, crawler, given)
        stats = crawler.stats.get_stats()
        self.exitcode = outcome(str(stats.get("finish_reason", "killed")), stats).exit_code

    def _spiders(self) -> list[str]:
        assert self.crawler_process  # noqa: S101 - set by Scrapy
        return sorted(self.crawler_process.spider_loader.list())


def run_to_end(process: CrawlerProcessBase, crawler: Crawler, given: dict[str, str]) -> None:
    """Run one spider until it is closed. Raises what kept it from beginning."""
    running = process.crawl(crawler, **given)
    process.start()
    if isinstance(running, asyncio.Task) and (error := running.exception()):
        raise error


def collect_less_often() -> None:
    """Keep Python's cyclic garbage collector off what lives as long as the process.

    A page leaves thousands of objects that end with it. By default every 700 of them set off a
    collection, and now and then one that looks at everything loaded.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def preflight(settings: BaseSettings) -> None:
    """Find out before the first request whether the run can write and connect as it is told to.

    :raises SettingError: a setting's value cannot be used, or a folder cannot be written.
    :raises crawler.errors.ArchiveError: the archive folder cannot be written.
    :raises crawler.errors.StoreUnavailableError: the database cannot be reached.
    """
    make_writable(data_dir(settings))
    make_writable(jobs_dir(settings))
    if replays(settings):
        moment(settings)
    else:
        check_writable(archive_dir(settings))
        warc_options(settings)
        ConnectTo.from_settings(settings)
    if uses_store(settings):
        check(settings)


def make_writable(folder: Path) -> None:
    """Make ``folder`` and try it. :raises SettingError: when it cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        problem = f"{folder} cannot be written ({error.strerror}); choose another with -s DATA_DIR=..."
        raise SettingError("DATA_DIR", problem) from None
