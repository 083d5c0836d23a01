"""Reads files in several processes, one file a task, and hands on what they hold in order.

What a file holds waits in a temporary file for its turn, so that memory stays constant.
"""

from __future__ import annotations

import multiprocessing
import pickle
import signal
import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from crawler.rebuild.findings import Damage, Finding, findings

_PATIENCE = 0.2  # seconds between two looks at how far the processes are

_AHEAD = 3  # files for each process that may be read before their turn

_seen: Any = None


def read_files(
    paths: Sequence[Path], archive: Path, processes: int, progress: Callable[[int], None]
) -> Iterator[Iterator[Finding]]:
    """Yield what each file holds, in the order of ``paths``; each is to be used up before the next.

    :param processes: how many at most; one file, or one process, is read in this one.
    :param progress: told now and then how many bytes were read in all.
    """
    if min(processes, len(paths)) <= 1:
        yield from _read_here(paths, archive, progress)
        return
    context = multiprocessing.get_context("spawn")  # the database's client has threads: no fork
    seen = context.Value("Q", 0)
    pool = ProcessPoolExecutor(min(processes, len(paths)), context, _begin, (seen,))
    with tempfile.TemporaryDirectory(prefix="newsvault-rebuild-") as folder:
        try:
            tasks: deque[tuple[Path, Path, Future[None]]] = deque()
            for number, path in enumerate(paths):
                spool = Path(folder, str(number))
                tasks.append((path, spool, _submitted(pool, path, archive, spool)))
                if len(tasks) > processes * _AHEAD:
                    yield _result(*tasks.popleft(), lambda: progress(seen.value))
            while tasks:
                yield _result(*tasks.popleft(), lambda: progress(seen.value))
        finally:
            pool.shutdown(cancel_futures=True)


def _read_here(
    paths: Sequence[Path], archive: Path, progress: Callable[[int], None]
) -> Iterator[Iterator[Finding]]:
    total = 0

    def note(count: int) -> None:
        nonlocal total
        total += count
        progress(total)

    for path in paths:
        yield findings(path, archive, note)


def _submitted(pool: ProcessPoolExecutor, path: Path, archive: Path, spool: Path) -> Future[None]:
    try:
        return pool.submit(_read, path, archive, spool)
    except BrokenProcessPool as error:
        failed: Future[None] = Future()
        failed.set_exception(error)
        return failed


def _result(path: Path, spool: Path, task: Future[None], tell: Callable[[], None]) -> Iterator[Finding]:
    while not wait((task,), _PATIENCE).done:
        tell()
    tell()
    try:
        task.result()
    except BrokenProcessPool:
        yield Damage(f"{path}: not read: its process died, perhaps for want of memory; try --processes 1")
        return
    with spool.open("rb") as file:
        while (finding := pickle.load(file)) is not None:  # noqa: S301 - our own process wrote it
            yield finding
    spool.unlink()


def _begin(seen: Any) -> None:
    global _seen
    _seen = seen
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the main process is told, and ends the pool


def _read(path: Path, archive: Path, spool: Path) -> None:
    with spool.open("wb") as file:
        for finding in findings(path, archive, _note):
            pickle.dump(finding, file, pickle.HIGHEST_PROTOCOL)
        pickle.dump(None, file)


def _note(count: int) -> None:
    with _seen.get_lock():
        _seen.value += count
