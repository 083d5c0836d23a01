"""``scrapy sample``: serve the sample news site, to crawl it by hand."""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.errors import NewsvaultError
from crawler.sample.server import SampleServer


class Command(ScrapyCommand):
    """Serve until interrupted; exit with 1 when the port is taken."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - Scrapy's own form

    def syntax(self) -> str:
        """How it is called."""
        return "[--port N]"

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list."""
        return "Serve the sample news site on loopback"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """``--port``."""
        super().add_options(parser)
        parser.add_argument("--port", type=int, default=0, help="port to serve on (default: a free one)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Serve and say how to crawl it."""
        if args:
            raise UsageError("scrapy sample takes options only")
        try:
            server = SampleServer(port=opts.port)
            with server:
                print(f"The sample site is served on 127.0.0.1:{server.port} until Ctrl-C. Crawl it with:")
                print(f"scrapy crawl category -a site=sample -s CONNECT_TO={server.connect_to}", flush=True)
                wait_for_signal()
        except OSError as error:
            print(f"scrapy sample: port {opts.port}: {error.strerror}; choose another", file=sys.stderr)
            self.exitcode = 1
        except NewsvaultError as error:
            print(f"scrapy sample: {error}", file=sys.stderr)
            self.exitcode = 1


def wait_for_signal() -> None:
    """Return at SIGINT or SIGTERM."""
    told = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told.set())
    told.wait()
