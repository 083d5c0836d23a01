"""``scrapy sample``: serve the sample news site, to crawl it by hand."""

from __future__ import annotations

import argparse
import signal
import sys

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
        return "[--port N] [--volume N]"

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list."""
        return "Serve the sample news site on loopback"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Where it is served, and how large it is."""
        super().add_options(parser)
        parser.add_argument(
            "--port", type=int, default=0, metavar="N", help="port to serve on (default: a free one)"
        )
        parser.add_argument(
            "--volume", type=int, default=0, metavar="N", help="articles made besides the standard ones"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Serve and say how to crawl it."""
        if args:
            raise UsageError("scrapy sample takes options only")
        if opts.volume < 0:
            raise UsageError("--volume must be at least 0")
        ends = {signal.SIGINT, signal.SIGTERM}
        signal.pthread_sigmask(signal.SIG_BLOCK, ends)  # before the server's thread, which inherits it
        try:
            with SampleServer(port=opts.port, volume=opts.volume) as server:
                print(f"The sample site is served on 127.0.0.1:{server.port} until Ctrl-C. Crawl it with:")
                print(f"scrapy crawl category -a site=sample -s CONNECT_TO={server.connect_to}", flush=True)
                signal.sigwait(ends)
        except OSError as error:
            print(f"scrapy sample: port {opts.port}: {error.strerror}; choose another", file=sys.stderr)
            self.exitcode = 1
        except NewsvaultError as error:
            print(f"scrapy sample: {error}", file=sys.stderr)
            self.exitcode = 1
