"""``scrapy demo``: the whole way of a page, on the sample site, on this machine."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.picture import save_picture
from crawler.commands.summary import nearby, summary
from crawler.errors import NewsvaultError
from crawler.locations import archive_dir, data_dir, jobs_dir
from crawler.sample.server import SampleServer
from crawler.store.queries import iterate_articles


class Command(ScrapyCommand):
    """Crawl the sample site into ``<DATA_DIR>/demo`` and show what came of it."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - Scrapy's own form

    def syntax(self) -> str:
        """How it is called."""
        return "[--svg FILE]"

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list."""
        return "Crawl a sample news site on this machine, archive it, store it, show it"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """``--svg``."""
        super().add_options(parser)
        parser.add_argument("--svg", metavar="FILE", help="also draw the report as an SVG picture")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Serve, crawl, report."""
        if args:
            raise UsageError("scrapy demo takes options only")
        assert self.settings is not None  # noqa: S101 - set by Scrapy
        folder = data_dir(self.settings) / "demo"
        own = {"DATA_DIR": str(folder), "MONGO_DATABASE": "newsvault"}
        console = Console(record=bool(opts.svg), highlight=False)
        console.print(f"Crawling the sample site into {nearby(folder)} ...")
        with SampleServer() as server:
            self.exitcode = crawl(own | {"CONNECT_TO": server.connect_to})
        job = newest_job(jobs_dir(own))
        if job is None:
            print("scrapy demo: the crawl did not start; its messages stand above", file=sys.stderr)
            return
        try:
            summary(console, job, showpiece(iterate_articles(own)), archive_dir(own), folder)
        except NewsvaultError as error:
            print(f"scrapy demo: {error}", file=sys.stderr)
            self.exitcode = 1
        if opts.svg:
            save_picture(console, Path(opts.svg), "scrapy demo")


def crawl(own: dict[str, str]) -> int:
    """Run the real ``scrapy crawl category`` with settings of its own. Its exit code."""
    command = [sys.executable, "-m", "scrapy", "crawl", "category", "-a", "site=sample"]
    for name, value in (own | {"LOG_LEVEL": "ERROR", "PROGRESS_SECONDS": "2"}).items():
        command += ["-s", f"{name}={value}"]
    environment = {k: v for k, v in os.environ.items() if k not in ("MONGO_URI", "ARCHIVE_DIR")}
    return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - our own command


def showpiece(articles: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """The article that shows the most of what can be read; of equal ones the shortest."""
    parts = ("images", "tickers", "headings", "footer", "digest", "listings")

    def shows(article: dict[str, Any]) -> tuple[int, int]:
        kinds = {line["kind"] for line in article["footer"]}
        return sum(bool(article[part]) for part in parts) + len(kinds), -article["text_length"]

    return max(articles, key=shows, default=None)


def newest_job(folder: Path) -> dict[str, Any] | None:
    """The record of the last run, or None."""
    records = sorted(folder.glob("*.json"))
    job: dict[str, Any] | None = json.loads(records[-1].read_text("utf-8")) if records else None
    return job
