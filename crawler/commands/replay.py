"""``scrapy replay``: browse the archive in a browser, on this machine, without the network."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import webbrowser
from functools import partial

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.byte_progress import ByteProgress
from crawler.errors import NewsvaultError
from crawler.locations import archive_dir, data_dir
from crawler.pages.excerpt import excerpt
from crawler.replay.assets import PACKAGE, install_assets, load_assets
from crawler.replay.server import ReplayServer
from crawler.replay.shelf import Shelf
from crawler.replay.site import ReplaySite
from crawler.replay.titles import search_titles


class Command(ScrapyCommand):
    """Serve until interrupted; exit with 1 when it cannot."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - Scrapy's own form

    def syntax(self) -> str:
        """How it is called."""
        return "[--port N] [--open] | --install"

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list."""
        return "Browse the archive in a browser, offline"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Where to serve."""
        super().add_options(parser)
        parser.add_argument("--port", type=int, default=8088, metavar="N", help="port (8088; 0: any)")
        parser.add_argument("--open", action="store_true", help="open the browser")
        parser.add_argument("--install", action="store_true", help=f"get {PACKAGE} with npm, once")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Install, or package what is new and serve."""
        if args:
            raise UsageError("scrapy replay takes options only")
        assert self.settings is not None  # noqa: S101 - set by Scrapy
        folder = data_dir(self.settings) / "replay"
        try:
            if opts.install:
                install_assets(folder / PACKAGE)
                print(f"{PACKAGE} is in {folder / PACKAGE}; now: scrapy replay --open")
                return
            assets = load_assets(folder / PACKAGE)
            shelf = Shelf(archive_dir(self.settings), folder / "wacz", partial(excerpt, text=False))
            fill(shelf)
            site = ReplaySite(shelf, assets, partial(search_titles, shelf))
            asyncio.run(serve(site, opts.port, opens=opts.open))
        except NewsvaultError as error:
            print(f"scrapy replay: {error}", file=sys.stderr)
            self.exitcode = 1


def fill(shelf: Shelf) -> None:
    """Package every job that is new or has grown; one that cannot be is said, the others go on."""
    new = [job for job in shelf.jobs() if shelf.size(job) and not shelf.ready(job)]
    done = 0
    with ByteProgress(Console(stderr=True), "Packaging", 2 * sum(map(shelf.size, new))) as progress:

        def advance(count: int) -> None:
            nonlocal done
            done += count
            progress.update(done)

        for job in new:
            try:
                shelf.take(job, advance)
            except NewsvaultError as error:
                print(f"scrapy replay: {error}", file=sys.stderr)


async def serve(site: ReplaySite, port: int, *, opens: bool) -> None:
    """Serve until SIGINT or SIGTERM. :raises crawler.errors.ArgumentError: the port cannot be had."""
    async with ReplayServer(site.answer, port) as server:
        print(f"The archive is at {server.url} until Ctrl-C.", flush=True)
        if opens:
            webbrowser.open(server.url)
        told = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, told.set)
        await told.wait()
