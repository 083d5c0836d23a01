"""The jobs of an archive and their files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from crawler.errors import ArgumentError
from crawler.warc.catalog_folders import finished_warcs
from crawler.warc.naming import OPEN

_NAMED = 10


@dataclass(frozen=True, slots=True)
class JobFiles:
    """What lies in a job's folder."""

    job: str
    warcs: list[Path]
    """The finished WARC files, in order."""
    unfinished: list[Path]
    """Those still bearing ``.open``: in writing, or left by a crash until the next crawl starts."""


def job_names(archive: Path) -> list[str]:
    """The jobs that have a WARC file, oldest first."""
    if not archive.is_dir():
        return []
    folders = (folder for folder in archive.iterdir() if folder.is_dir())
    return sorted(folder.name for folder in folders if any(folder.glob("*.warc.gz*")))


def job_files(archive: Path, job: str) -> JobFiles:
    """The files of a job. :raises ArgumentError: the archive has no such job."""
    known = job_names(archive)
    if job not in known:
        raise ArgumentError("JOB", f"no job {job!r} in {archive}; {_named(known)}")
    folder = archive / job
    unfinished = sorted(folder.glob(f"*.warc.gz{OPEN}"))
    return JobFiles(job, [warc for warc, _ in finished_warcs(folder)], unfinished)


def _named(known: Iterable[str]) -> str:
    latest = sorted(known)[-_NAMED:]
    if not latest:
        return "it holds none. Crawl first, or set DATA_DIR or ARCHIVE_DIR to the archive's folder"
    return f"the latest are {', '.join(latest)}"
