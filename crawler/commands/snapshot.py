"""``scrapy snapshot``: save a captured page as a test case of its site's readers."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.utils.conf import closest_scrapy_cfg

from crawler import sites
from crawler.cases.finding import find_page, read_from
from crawler.cases.folder import EXPECTED, case_name, check_free, save_draft
from crawler.cases.page import SavedPage
from crawler.cases.reading import reading
from crawler.commands.crawl import preflight, run_to_end
from crawler.commands.summary import nearby
from crawler.errors import ArgumentError, NewsvaultError, NotArchivedError
from crawler.locations import archive_dir
from crawler.rebuild.reading import READ_ROLES
from crawler.replay.moment import read_time
from crawler.sites.base import Match, Site
from crawler.spiders.share import ShareSpider
from crawler.warc.verification.fault import printable


class Command(ScrapyCommand):
    """Save one page; exit with 1 when it cannot be had, or would replace what was reviewed."""

    requires_project = True
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - Scrapy's own form

    def syntax(self) -> str:
        """How it is called."""
        return "SITE URL [--name CASE] [--at TIME] [--into FOLDER]"

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list."""
        return "Save a captured page as a test case of its site"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Which capture, and where it is saved."""
        super().add_options(parser)
        parser.add_argument("--name", metavar="CASE", help="name of the case (default: what the page is)")
        parser.add_argument("--at", metavar="TIME", help="its capture at this time, a day or an instant")
        parser.add_argument("--into", metavar="FOLDER", help="instead of tests/sites of the project")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Find the page, or fetch it; read it; save both."""
        if len(args) != 2:
            raise UsageError("give a site and a URL")
        try:
            self._snapshot(args[0], args[1], opts)
        except NewsvaultError as error:
            print(f"scrapy snapshot: {error}", file=sys.stderr)
            self.exitcode = 1

    def _snapshot(self, name: str, url: str, opts: argparse.Namespace) -> None:
        site = sites.load(name)
        match = known(url, site)
        source, kind = read_from(url, match, site)
        folder = cases_folder(opts.into) / name / case_name(opts.name, kind, match)
        check_free(folder)
        page = self._page(source, kind, site, instant(opts.at))
        found = reading(page, site)
        save_draft(folder, page, found)
        print(said(folder, page, found, site))

    def _page(self, url: str, kind: str, site: Site, at: datetime | None) -> SavedPage:
        """The page from the archive; from the web, by way of the archive, when it is not there."""
        assert self.settings is not None  # noqa: S101 - set by Scrapy
        archive = archive_dir(self.settings)
        try:
            return find_page(archive, at or datetime.now(UTC), url, kind, site)
        except NotArchivedError as error:
            if at:
                raise NotArchivedError(f"{error}; without --at it is fetched") from None
            if kind not in READ_ROLES:
                command = f"scrapy crawl category -a site={site.name}"
                raise NotArchivedError(f"{error}; crawl it first: {command}") from None
        reasons = self._fetch(url, site)
        try:
            return find_page(archive, datetime.now(UTC), url, kind, site)
        except NotArchivedError as error:
            raise NotArchivedError(f"{url} cannot be fetched: {reasons or error}") from None

    def _fetch(self, url: str, site: Site) -> str:
        """Crawl the page as any other, archived and stored. What failed, or nothing."""
        assert self.crawler_process and self.settings is not None  # noqa: S101, PT018 - set by Scrapy
        preflight(self.settings)
        crawler = self.crawler_process.create_crawler(ShareSpider)
        run_to_end(self.crawler_process, crawler, {"url": url, "site": site.name})
        assert isinstance(crawler.spider, ShareSpider)  # noqa: S101 - it has begun
        return "; ".join(reason for _, reason in crawler.spider.failures)


def known(url: str, site: Site) -> Match:
    """What ``url`` is to the site. :raises ArgumentError: nothing."""
    match = site.match(url)
    if match is None:
        raise ArgumentError(
            "URL",
            f"{url!r} is no page of site {site.name!r}: see 'urls' in crawler/sites/{site.name}.py; "
            f"its hosts are {', '.join(site.hosts)}",
        )
    return match


def instant(text: str | None) -> datetime | None:
    """The instant that ``--at`` names. :raises ArgumentError: it is none."""
    try:
        return read_time(text) if text else None
    except ValueError as error:
        raise ArgumentError("--at", str(error)) from None


def cases_folder(chosen: str | None) -> Path:
    """Where the cases of all sites are. :raises ArgumentError: there is no such folder."""
    folder = Path(chosen) if chosen else Path(closest_scrapy_cfg()).parent / "tests" / "sites"
    if not folder.is_dir():
        raise ArgumentError("--into", f"there is no folder {folder}: make it, or choose another")
    return folder.absolute()


def said(folder: Path, page: SavedPage, found: dict[str, Any], site: Site) -> str:
    """What was saved, what it yields, and what is to be done."""
    captured = f"{page.at:%Y-%m-%d %H:%M:%S} UTC" if page.at else "at an unknown time"
    return (
        f"{nearby(folder)}: {page.url}, captured {captured}, {len(page.content):,} bytes.\n"
        f"It yields {printable(gist(found))}.\n"
        f"Its test fails until you have reviewed it: compare {EXPECTED} with the page; where the reader is "
        f"wrong, mend crawler/sites/{site.name}.py and run this again; when all is right, take the line "
        '"reviewed": false out.'
    )


def gist(found: dict[str, Any]) -> str:
    """What a page yields, in a few words."""
    if "refused" in found:
        return f"nothing: {found['refused']}"
    if "entries" in found:
        return f"{len(found['entries'])} entries, the next page {found['next_url'] or 'none'}"
    if "categories" in found:
        return f"{len(found['categories'])} categories"
    facts = (
        found["title"] or "(no title)",
        found["published_at"] or "(no time)",
        found["source"] or "(no medium)",
        f"{len(found['paragraphs'])} paragraphs",
        ", ".join(found["problems"]) or "no problems",
    )
    return " | ".join(facts)
