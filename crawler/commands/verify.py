"""``scrapy verify``: prove that the archive is what was written."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.byte_progress import ByteProgress
from crawler.commands.stored_texts import StoredText, stored_texts
from crawler.commands.verify_articles import article_faults
from crawler.errors import ArgumentError, NewsvaultError
from crawler.locations import archive_dir
from crawler.warc.verification.archive import Totals, Verification
from crawler.warc.verification.fault import printable
from crawler.warc.verification.file import FileReport
from crawler.warc.verification.lookup import archive_lookup
from crawler.warc.verification.places import find_warcs


class Command(ScrapyCommand):
    """Print each fault; exit with 0 when there is none, 1 when there is, 2 when called wrongly."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - Scrapy's own form

    def syntax(self) -> str:
        """How it is called."""
        return "[PATH...] [--articles] [--jobs N]"

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list."""
        return "Verify WARC files: structure, digests, references, index"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """``--articles`` and ``--jobs``."""
        super().add_options(parser)
        parser.add_argument(
            "--articles", action="store_true", help="also read every stored article again from its captures"
        )
        parser.add_argument(
            "--jobs",
            type=int,
            default=os.cpu_count() or 1,
            metavar="N",
            help="processes (default: one a CPU)",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Verify the files and folders named, by default the whole archive."""
        if unknown := [arg for arg in args if arg.startswith("-")]:
            raise UsageError(f"no such option: {unknown[0]}")
        if opts.jobs < 1:
            raise UsageError("--jobs must be at least 1")
        assert self.settings is not None  # noqa: S101 - set by Scrapy
        archive = archive_dir(self.settings)
        try:
            paths = find_warcs([Path(arg) for arg in args] or [archive])
        except ArgumentError as error:
            print(f"scrapy verify: {error}", file=sys.stderr)
            self.exitcode = 2
            return
        try:
            faults = verify(paths, archive, opts.jobs).faults
            if opts.articles:
                faults += verify_articles(stored_texts(self.settings), archive, opts.jobs)
        except NewsvaultError as error:
            print(f"scrapy verify: {error}", file=sys.stderr)
            self.exitcode = 1
            return
        self.exitcode = 1 if faults else 0


def verify(paths: list[Path], archive: Path, jobs: int) -> Totals:
    """Verify ``paths`` together and print what is wrong, then a line of figures."""
    started = time.monotonic()
    verification = Verification(paths, archive_lookup(archive))
    total = sum(path.stat().st_size for path in paths if path.exists())
    with ByteProgress(Console(stderr=True), "Verifying", total) as progress:
        for report in verification.reports(jobs, progress.update):
            print_report(report)
        for fault in verification.between():
            print(fault, flush=True)
    print(closing_line(verification.totals, time.monotonic() - started))
    return verification.totals


def verify_articles(texts: Iterator[StoredText], archive: Path, jobs: int) -> int:
    """Read the stored texts again, print what is wrong, then a line of figures. The number of faults.

    :raises StoreUnavailableError: when the database does not answer.
    """
    started = time.monotonic()
    count = faults = 0
    with Console(stderr=True).status("Reading articles again") as status:
        for found in article_faults(texts, archive, jobs):
            count += 1
            faults += len(found)
            for fault in found:
                print(fault, flush=True)
            if not count % 100:
                status.update(f"Reading articles again: {count:,}")
    speed = count / max(time.monotonic() - started, 1e-6)
    print(f"{counted(count, 'stored text')}, {speed:.0f} a second, {counted(faults, 'fault')}")
    return faults


def print_report(report: FileReport) -> None:
    """Print a file's faults and what else is to be known of it."""
    for fault in report.log.faults:
        print(fault)
    if unsaid := report.log.count - len(report.log.faults):
        print(printable(f"{report.path}: and {unsaid} faults more"))
    if report.note:
        print(printable(f"{report.path}: {report.note}"))
    sys.stdout.flush()


def closing_line(totals: Totals, seconds: float) -> str:
    """The verification in one line."""
    speed = totals.size / 1e6 / max(seconds, 1e-6)
    return (
        f"{counted(totals.files, 'file')}, {counted(totals.records, 'record')}, {totals.size:,} bytes "
        f"({totals.content:,} uncompressed), {speed:.1f} MB/s, {counted(totals.faults, 'fault')}"
    )


def counted(number: int, noun: str) -> str:
    """``1 file``, ``2 files``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
