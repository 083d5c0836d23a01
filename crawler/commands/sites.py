"""``scrapy sites``: the sites newsvault reads, each checked."""

from __future__ import annotations

import argparse
import sys

from rich.console import Console
from rich.table import Column, Table
from scrapy.commands import ScrapyCommand

from crawler import sites
from crawler.errors import SiteDefinitionError
from crawler.sites.base import Site

COLUMNS = ("site", "title", "home", "categories", "share pages", "feeds", "stored as", "version")

UNBOUNDED = 200
"""Columns of a table that goes to a file or another program: none of its lines is folded."""


def row(site: Site) -> tuple[str, ...]:
    """A site's line in the table, a text for each of `COLUMNS`."""
    found = site.categories
    categories = str(len(found)) if isinstance(found, tuple) else "discovered"
    share = "yes" if site.share else "no"
    feeds = ", ".join(feed.name for feed in site.feeds) or "none"
    return (site.name, site.title, site.home, categories, share, feeds, site.identity, str(site.version))


class Command(ScrapyCommand):
    """List the sites; exit with 1 when a definition is wrong."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - Scrapy's own form

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list."""
        return "List the sites and check their definitions"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print a table, and each fault with site and field."""
        table = Table(*(Column(name, overflow="fold") for name in COLUMNS))
        faults = []
        for name in sites.names():
            try:
                table.add_row(*row(sites.load(name)))
            except SiteDefinitionError as error:
                faults.append(str(error))
        Console(width=None if sys.stdout.isatty() else UNBOUNDED).print(table)
        for fault in faults:
            print(f"scrapy sites: {fault}")
        self.exitcode = 1 if faults else 0
