"""The jobs of an archive as WACZ files: made when first wanted, and again when a job has grown."""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crawler.errors import ArchiveError
from crawler.replay.access import access_copy
from crawler.warc.wacz.pages import ReadPage
from crawler.warc.wacz.selection import JobFiles, job_files, job_names
from crawler.warc.wacz.writing import Plan, write_wacz

_FORMAT = "4"  # raised whenever packages are made differently


@dataclass(frozen=True, slots=True)
class Package:
    """A job's package."""

    job: str
    path: Path

    @property
    def version(self) -> str:
        """Changes whenever the job's files do: no browser takes one package for another."""
        return self.path.stem


class Shelf:
    """Keeps packages of jobs in ``folder``. Thread-safe.

    :param archive: the archive folder.
    :param read_page: reads title and text of a page.
    """

    def __init__(self, archive: Path, folder: Path, read_page: ReadPage) -> None:
        self.archive = archive
        self._folder, self._read_page = folder, read_page
        self._making = threading.Lock()

    def jobs(self) -> list[str]:
        """The jobs of the archive, latest first."""
        return job_names(self.archive)[::-1]

    def ready(self, job: str) -> Package | None:
        """The package of ``job`` when it is there and up to date.

        :raises crawler.errors.ArgumentError: there is no such job.
        """
        package = self._package(job_files(self.archive, job))
        return package if package.path.is_file() else None

    def take(self, job: str, advance: Callable[[int], object] = lambda _: None) -> Package:
        """The package of ``job``, made if need be.

        :raises crawler.errors.ArgumentError: there is no such job.
        :raises ArchiveError: it has no finished WARC file, or its package cannot be made.
        """
        with self._making:
            files = job_files(self.archive, job)
            package = self._package(files)
            if not package.path.is_file():
                self._make(package, files, advance)
            return package

    def size(self, job: str) -> int:
        """Bytes of the job's finished WARC files."""
        return sum(warc.stat().st_size for warc in job_files(self.archive, job).warcs)

    def _package(self, files: JobFiles) -> Package:
        state = hashlib.sha256(_FORMAT.encode())
        for warc in files.warcs:
            status = warc.stat()
            state.update(f"{warc.name} {status.st_size} {status.st_mtime_ns}\n".encode())
        return Package(files.job, self._folder / files.job / f"{state.hexdigest()[:16]}.wacz")

    def _make(self, package: Package, files: JobFiles, advance: Callable[[int], object]) -> None:
        if not files.warcs:
            raise ArchiveError(f"job {files.job} has no finished WARC file yet: wait for its end")
        shutil.rmtree(package.path.parent, ignore_errors=True)  # what the job was before it grew
        try:
            package.path.parent.mkdir(parents=True)
        except OSError as error:
            raise ArchiveError(f"{package.path.parent}: cannot be made: {error.strerror}") from error
        plan = Plan(archive=self.archive, warcs=files.warcs, title=files.job, access=access_copy)
        write_wacz(package.path, plan, self._read_page, advance=advance)
