"""Megabytes a second that `scrapy verify` proves, on one process and on two, against `warcio check`.

Run: python -m bench.verify [pages]     (default 4000)
The files hold pages of 10 to 30 KB as `bench.warc_write` makes them. The best wall-clock time of three
counts; with two processes it includes their start.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from bench.warc_write import exchanges
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


def best(action: Callable[[], object]) -> float:
    return min(timed(action) for _ in range(REPEATS))


def timed(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def compare(pages: int) -> dict[str, float]:
    """Megabytes of WARC files a second."""
    workers._LITTLE = 0
    with tempfile.TemporaryDirectory() as folder:
        paths = written(Path(folder), pages)
        size = sum(path.stat().st_size for path in paths) / 1e6
        rates = {"warcio check": size / best(lambda: warcio_check(paths))}
        for jobs in (1, 2):
            rates[f"scrapy verify --jobs {jobs}"] = size / best(lambda jobs=jobs: ours(paths, jobs))
        return rates


def main() -> None:
    rates = compare(int(sys.argv[1]) if len(sys.argv) > 1 else 4000)
    for name, rate in rates.items():
        print(f"{name:24} {rate:7.1f} MB/s of files, {rate / rates['warcio check']:.2f} times warcio")


if __name__ == "__main__":
    main()
