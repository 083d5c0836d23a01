"""``scrapy package``: put jobs into one WACZ file, or check such files."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.byte_progress import ByteProgress
from crawler.errors import ArchiveError, ArgumentError, NewsvaultError
from crawler.locations import archive_dir
from crawler.pages.excerpt import excerpt
from crawler.warc.wacz.check import check_wacz
from crawler.warc.wacz.selection import JobFiles, job_files, job_names
from crawler.warc.wacz.writing import Contents, Plan, write_wacz

SUFFIX = ".wacz"


class Command(ScrapyCommand):
    """Exit with 1 when the package cannot be made, or one that is checked has a fault."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - Scrapy's own form

    def syntax(self) -> str:
        """How it is called."""
        return "JOB... | --all [-o FILE.wacz] [--title T] [--text] [--force] | --check FILE..."

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list."""
        return "Package jobs as a WACZ file, to hand over or to replay"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """What is packaged, and how."""
        super().add_options(parser)
        parser.add_argument("--all", action="store_true", help="package every job of the archive")
        parser.add_argument("-o", "--output", metavar="FILE", help="the package (default: JOB.wacz, here)")
        parser.add_argument("--title", help="the package's title (default: its jobs)")
        parser.add_argument("--text", action="store_true", help="list each page with its full text")
        parser.add_argument("--force", action="store_true", help="replace a file that is there")
        parser.add_argument("--check", action="store_true", help="check the WACZ files named instead")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Write one package, or check many."""
        if bool(args) == opts.all or (opts.check and opts.all):
            raise UsageError("name the jobs to package, or give --all; with --check name WACZ files")
        try:
            self.exitcode = check(args) if opts.check else self._package(args, opts)
        except NewsvaultError as error:
            print(f"scrapy package: {error}", file=sys.stderr)
            self.exitcode = 1

    def _package(self, jobs: list[str], opts: argparse.Namespace) -> int:
        assert self.settings is not None  # noqa: S101 - set by Scrapy
        archive = archive_dir(self.settings)
        files = [job_files(archive, job) for job in dict.fromkeys(jobs or job_names(archive))]
        target = output(opts.output, files)
        plan = Plan(
            archive=archive,
            warcs=finished(files, archive),
            title=opts.title or title(files),
            text=opts.text,
        )
        print_contents(target, package(target, plan, replace=opts.force))
        return 0


def package(target: Path, plan: Plan, *, replace: bool) -> Contents:
    """Write a package, showing how far it is."""
    total, done = 2 * sum(warc.stat().st_size for warc in plan.warcs), 0
    with ByteProgress(Console(stderr=True), "Packaging", total) as progress:

        def advance(count: int) -> None:
            nonlocal done
            done += count
            progress.update(done)

        read = partial(excerpt, text=plan.text)
        return write_wacz(target, plan, read, advance=advance, replace=replace)


def output(chosen: str | None, files: list[JobFiles]) -> Path:
    """Where the package goes. :raises ArgumentError: that is no place for one."""
    target = Path(chosen or (files[0].job if len(files) == 1 else "newsvault") + SUFFIX).absolute()
    if target.suffix != SUFFIX:
        raise ArgumentError("output", f"{target.name!r} must end with {SUFFIX} (WACZ 1.1.1)")
    if not target.parent.is_dir():
        raise ArgumentError("output", f"there is no folder {target.parent}: make it, or choose another")
    return target


def finished(files: list[JobFiles], archive: Path) -> list[Path]:
    """The finished WARC files; what is left out is said. :raises ArchiveError: there is none."""
    for each in files:
        for path in each.unfinished:
            print(f"scrapy package: left out {path}: it is unfinished (in writing, or left by a crash: the "
                  "next crawl finishes it)", file=sys.stderr)  # fmt: skip
    warcs = [warc for each in files for warc in each.warcs]
    if not warcs:
        raise ArchiveError(f"{archive}: no finished WARC file to package: wait for the crawl's end")
    return warcs


def title(files: list[JobFiles]) -> str:
    """What a package is called unless told otherwise."""
    first, last = files[0].job, files[-1].job
    return first if len(files) == 1 else f"{len(files)} jobs, {first} to {last}"


def print_contents(target: Path, contents: Contents) -> None:
    """Say what was packaged, and what does not replay."""
    print(
        f"{target}: {contents.bytes:,} bytes, {contents.pages:,} pages, {contents.warcs:,} WARC files"
        + (f", {contents.originals:,} records of other jobs" if contents.originals else "")
    )
    if contents.missing:
        print(
            f"scrapy package: {len(contents.missing):,} revisits refer to captures that the archive lacks, "
            f"and do not replay; the first is {contents.missing[0]}",
            file=sys.stderr,
        )


def check(paths: list[str]) -> int:
    """Check packages and print their faults; 1 when there is any."""
    count = 0
    for path in paths:
        try:
            for fault in check_wacz(Path(path)):
                count += 1
                print(f"{path}: {fault}")
        except ArchiveError as error:
            count += 1
            print(error)
    print(f"Packages checked: {len(paths):,}. Faults: {count:,}.")
    return 1 if count else 0
