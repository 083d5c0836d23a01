"""``scrapy sites``: the sites newsvault reads, each checked."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.table import Table
from scrapy.commands import ScrapyCommand

from crawler import sites
from crawler.errors import SiteDefinitionError


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
        table = Table("site", "title", "home", "categories", "share pages", "feeds", "version")
        faults = []
        for name in sites.names():
            try:
                site = sites.load(name)
            except SiteDefinitionError as error:
                faults.append(str(error))
                continue
            found = site.categories
            categories = str(len(found)) if isinstance(found, tuple) else "discovered"
            share = "yes" if site.share else "no"
            feeds = ", ".join(feed.name for feed in site.feeds) or "none"
            table.add_row(name, site.title, site.home, categories, share, feeds, str(site.version))
        Console(soft_wrap=True).print(table)
        for fault in faults:
            print(f"scrapy sites: {fault}")
        self.exitcode = 1 if faults else 0
