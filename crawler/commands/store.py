"""``scrapy store``: the database of the settings, started, stopped, and told where it is."""

from __future__ import annotations

import argparse
import sys

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.errors import NewsvaultError
from crawler.locations import mongo_uri
from crawler.store.client import check, find_server
from crawler.store.embedded import SCHEME, embedded_folder, find, stop
from crawler.urls import without_password


class Command(ScrapyCommand):
    """Exit with 0; with 1 when the server does not run or cannot be started."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - Scrapy's own form

    def syntax(self) -> str:
        """How it is called."""
        return "start|stop|status|uri [--port N]"

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list."""
        return "Start or stop the embedded database, say whether it runs, print its URI"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """``--port``."""
        super().add_options(parser)
        parser.add_argument("--port", type=int, metavar="N", help="start: serve this port of 127.0.0.1")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do the one thing that is asked for."""
        assert self.settings is not None  # noqa: S101 - set by Scrapy
        actions = {"start": self._start, "stop": self._stop, "status": self._status, "uri": self._uri}
        if len(args) != 1 or args[0] not in actions:
            raise UsageError("give one of start, stop, status, uri")
        if opts.port is not None and (args[0] != "start" or not 0 < opts.port < 65536):
            raise UsageError("--port goes with start, and is a number from 1 to 65535")
        try:
            self.exitcode = actions[args[0]](mongo_uri(self.settings), opts.port)
        except NewsvaultError as error:
            print(f"scrapy store {args[0]}: {error}", file=sys.stderr)
            self.exitcode = 1

    def _start(self, uri: str, port: int | None) -> int:
        assert self.settings is not None  # noqa: S101 - set by Scrapy
        if uri.startswith(SCHEME):
            print(f"running: {find_server(self.settings, port)}")
        else:
            check(self.settings)
            print(f"running, and not ours to start: {without_password(uri)}")
        return 0

    def _stop(self, uri: str, _: int | None) -> int:
        if not uri.startswith(SCHEME):
            print(f"not ours to stop: {without_password(uri)}", file=sys.stderr)
            return 1
        print("stopped" if stop(embedded_folder(uri)) else "not running")
        return 0

    def _status(self, uri: str, _: int | None) -> int:
        assert self.settings is not None  # noqa: S101 - set by Scrapy
        if not uri.startswith(SCHEME):
            check(self.settings)
            print(f"running: {without_password(uri)}")
            return 0
        folder = embedded_folder(uri)
        running = find(folder)
        if running is None:
            print(
                f"not running; its data is in {folder}" if folder.is_dir() else "not running, no data yet"
            )
            return 1
        print(f"running: {running.uri} ({running.engine}, process {running.pid}, data in {folder})")
        return 0

    def _uri(self, uri: str, _: int | None) -> int:
        assert self.settings is not None  # noqa: S101 - set by Scrapy
        print(find_server(self.settings) if uri.startswith(SCHEME) else uri)
        return 0
