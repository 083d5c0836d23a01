"""Verifies files in several processes, one file a task, and says how far they are."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from crawler.warc.verification.fault import FaultLog
from crawler.warc.verification.file import FileReport, verify_file

_PATIENCE = 0.2  # seconds between two looks at how far the processes are

_LITTLE = 32 << 20  # bytes that are verified before other processes have started

_seen: Any = None


def verify_files(paths: Sequence[Path], jobs: int, progress: Callable[[int], None]) -> Iterator[FileReport]:
    """Yield the report of each file as it is done; the file's number is its place in ``paths``.

    :param jobs: processes at most; one file, or little work, this process does by itself.
    :param progress: told now and then how many bytes were read in all.
    """
    if min(jobs, len(paths)) <= 1 or sum(map(_size, paths)) < _LITTLE:
        yield from _verify_here(paths, progress)
        return
    context = multiprocessing.get_context("spawn")  # a crawl's process has threads: no fork
    seen = context.Value("Q", 0)
    pool = ProcessPoolExecutor(min(jobs, len(paths)), context, _begin, (seen,))
    try:
        order = sorted(range(len(paths)), key=lambda number: -_size(paths[number]))
        tasks = {_submitted(pool, paths[number], number): paths[number] for number in order}
        yield from _gather(tasks, lambda: progress(seen.value))
    finally:
        pool.shutdown(cancel_futures=True)


def _verify_here(paths: Sequence[Path], progress: Callable[[int], None]) -> Iterator[FileReport]:
    total = 0
    told = time.monotonic()

    def note(count: int) -> None:
        nonlocal total, told
        total += count
        if time.monotonic() - told >= _PATIENCE:
            told = time.monotonic()
            progress(total)

    for number, path in enumerate(paths):
        yield verify_file(path, number, note)
        progress(total)


def _gather(tasks: dict[Future[FileReport], Path], tell: Callable[[], None]) -> Iterator[FileReport]:
    left = set(tasks)
    while left:
        done, left = wait(left, _PATIENCE, FIRST_COMPLETED)
        tell()
        for task in done:
            try:
                yield task.result()
            except BrokenProcessPool:
                log = FaultLog(str(tasks[task]))
                log.add("was not verified: its process died, perhaps for want of memory; try --jobs 1")
                yield FileReport(path=log.file, log=log)


def _submitted(pool: ProcessPoolExecutor, path: Path, number: int) -> Future[FileReport]:
    try:
        return pool.submit(_verify, path, number)
    except BrokenProcessPool as error:
        failed: Future[FileReport] = Future()
        failed.set_exception(error)
        return failed


def _begin(seen: Any) -> None:
    global _seen
    _seen = seen
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the main process is told, and ends the pool


def _verify(path: Path, number: int) -> FileReport:
    return verify_file(path, number, _note)


def _note(count: int) -> None:
    with _seen.get_lock():
        _seen.value += count


def _size(path: Path) -> int:
    with contextlib.suppress(OSError):
        return path.stat().st_size
    return 0
