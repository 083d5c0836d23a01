"""Megabytes a second that `scrapy verify` proves, on one process and on two, against `warcio check`.

Run: python bench/verify.py [pages]
The files hold pages of 10 to 30 KB as `bench/warc_write.py` makes them. The best wall-clock time of three
counts; with two processes it includes their start.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from warc_write import exchanges
from warcio.archiveiterator import ArchiveIterator

from crawler.warc.indexing import write_index
from crawler.warc.verification import workers
from crawler.warc.verification.archive import Verification
from crawler.warc.writer import WarcWriter

FILES = 2
REPEATS = 3


def written(archive: Path, pages: int) -> list[Path]:
    for number in range(FILES):
        writer = WarcWriter(archive, f"job{number}")
        for exchange in exchanges(pages // FILES):
            writer.write(exchange)
        writer.close()
    return sorted(archive.rglob("*.warc.gz"))


def ours(paths: list[Path], jobs: int) -> Verification:
    verification = Verification(paths, lambda url, instant: False)
    faults = sum(report.log.count for report in verification.reports(jobs, lambda done: None))
    faults += len(list(verification.between()))
    assert faults == 0, f"{faults} faults"
    return verification


def warcio_check(paths: list[Path]) -> None:
    """What ``warcio check`` does with each file."""
    for path in paths:
        with path.open("rb") as file:
            for record in ArchiveIterator(file, check_digests=True):
                stream = record.content_stream()
                while stream.read(1 << 20):
                    pass
                assert record.digest_checker.passed is not False


def measured(name: str, action: Callable[[], object], size: int, content: int) -> float:
    seconds = min(timed(action) for _ in range(REPEATS))
    of_files, of_records = size / seconds / 1e6, content / seconds / 1e6
    print(f"{name:36} {of_files:7.1f} MB/s of files {of_records:7.1f} MB/s of records")
    return seconds


def timed(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def main() -> None:
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    workers._LITTLE = 0
    with tempfile.TemporaryDirectory() as folder:
        paths = written(Path(folder), pages)
        totals = ours(paths, 1).totals
        print(f"{totals.records} records, {totals.size:,} bytes, {totals.content:,} uncompressed")
        sizes = totals.size, totals.content
        baseline = measured("warcio check", lambda: warcio_check(paths), *sizes)
        for jobs in (1, 2):
            seconds = measured(f"scrapy verify --jobs {jobs}", lambda jobs=jobs: ours(paths, jobs), *sizes)
            print(f"  {baseline / seconds:.2f} times warcio")
        for path in paths:
            write_index(path)
        measured("scrapy verify --jobs 1, with indexes", lambda: ours(paths, 1), *sizes)


if __name__ == "__main__":
    main()
