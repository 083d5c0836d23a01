"""``scrapy rebuild``: make the database again from the archive, without the network."""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.byte_progress import ByteProgress
from crawler.commands.verify import counted
from crawler.errors import NewsvaultError
from crawler.locations import archive_dir, jobs_dir
from crawler.rebuild.findings import Finding
from crawler.rebuild.loading import Loading
from crawler.rebuild.selection import ArchivedJob, select_jobs
from crawler.rebuild.workers import read_files
from crawler.spiders.arguments import day
from crawler.store.session import open_session
from crawler.warc.verification.fault import printable
from pipelines.mongo import writer_options


class Command(ScrapyCommand):
    """Rebuild; exit with 0, with 1 when something is not in the database, or 2 when called wrongly."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - Scrapy's own form

    def syntax(self) -> str:
        """How it is called."""
        return "[--job JOB... | PATH...] [--into DATABASE] [--since YYYY-MM-DD] [--processes N]"

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list."""
        return "Make the database again from the archive, without the network"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """What is rebuilt, into which database, by how many processes."""
        super().add_options(parser)
        parser.add_argument("--job", action="append", default=[], help="a job (a folder of the archive)")
        parser.add_argument("--into", metavar="DATABASE", help="instead of MONGO_DATABASE")
        parser.add_argument("--since", metavar="YYYY-MM-DD", help="jobs begun on this day (UTC) or later")
        parser.add_argument(
            "--processes",
            type=int,
            default=os.cpu_count() or 1,
            metavar="N",
            help="processes that read (default: one a CPU)",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Rebuild from the jobs named, by default from the whole archive."""
        if unknown := [arg for arg in args if arg.startswith("-")]:
            raise UsageError(f"no such option: {unknown[0]}")
        if args and opts.job:
            raise UsageError("give either --job or PATH, not both")
        if opts.processes < 1:
            raise UsageError("--processes must be at least 1")
        assert self.settings is not None  # noqa: S101 - set by Scrapy
        if opts.into:
            self.settings.set("MONGO_DATABASE", opts.into, priority="cmdline")
        try:
            self.exitcode = self._rebuild([Path(arg) for arg in args], opts)
        except NewsvaultError as error:
            print(f"scrapy rebuild: {error}", file=sys.stderr)
            self.exitcode = 1
        except KeyboardInterrupt:
            print("scrapy rebuild: interrupted: run it again, and it goes on", file=sys.stderr)
            self.exitcode = 130

    def _rebuild(self, paths: list[Path], opts: argparse.Namespace) -> int:
        assert self.settings is not None  # noqa: S101 - set by Scrapy
        archive = archive_dir(self.settings)
        try:
            since = day(opts.since) if opts.since else None
        except ValueError as error:
            raise UsageError(f"--since: {error}") from None
        jobs = select_jobs(archive, jobs_dir(self.settings), ids=opts.job, paths=paths, since=since)
        started = time.monotonic()
        counts = asyncio.run(self._load(jobs, archive, opts.processes))
        print(closing_line(counts, time.monotonic() - started))
        return 1 if counts["faults"] else 0

    async def _load(self, jobs: Sequence[ArchivedJob], archive: Path, processes: int) -> Counter[str]:
        assert self.settings is not None  # noqa: S101 - set by Scrapy
        paths = [path for job in jobs for path in job.files]
        total = sum(path.stat().st_size for path in paths)
        name = f"rebuild-{secrets.token_hex(4)}"
        async with open_session(self.settings, name, **writer_options(self.settings)) as session:
            loading = Loading(session, report)
            with ByteProgress(Console(stderr=True), "Rebuilding", total) as progress:
                files = read_files(paths, archive, processes, progress.update)
                for job in jobs:
                    await loading.load(job, _of_job(job, files))
        return loading.counts


def _of_job(job: ArchivedJob, files: Iterator[Iterator[Finding]]) -> Iterator[Finding]:
    """What the job's files hold, one after the other."""
    for findings in islice(files, len(job.files)):
        yield from findings


def report(problem: str) -> None:
    """Print what is not in the database."""
    print(printable(problem), file=sys.stderr, flush=True)


def closing_line(counts: Counter[str], seconds: float) -> str:
    """The rebuild in one line."""
    readings = sum(counts[name] for name in ("new", "revised", "improved", "unchanged"))
    return (
        f"{counted(counts['jobs'], 'job')}, {counted(readings, 'reading')}: "
        f"{counts['new']:,} new articles, {counts['revised']:,} revised, {counts['improved']:,} improved, "
        f"{counts['unchanged']:,} unchanged; {counted(counts['sighted'], 'sighting')}; "
        f"{readings / max(seconds, 1e-6):.0f} readings a second; {counted(counts['faults'], 'fault')}"
    )
