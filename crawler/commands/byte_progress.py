"""How far long work over bytes is: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

_PLAIN_SECONDS = 10.0


class ByteProgress:
    """To be entered; shows on ``console`` what `update` says.

    :param what: the work in a word: ``Verifying``.
    :param total: bytes of all the work.
    """

    def __init__(self, console: Console, what: str, total: int) -> None:
        self._console, self._what, self._total = console, what, total
        self._started = self._told = time.monotonic()
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task(what, total=total)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def update(self, done: int) -> None:
        """Show that ``done`` bytes are done."""
        self._bar.update(self._task, completed=done)
        now = time.monotonic()
        if self._console.is_terminal or now - self._told < _PLAIN_SECONDS:
            return
        self._told = now
        speed = done / 1e6 / (now - self._started)
        line = f"{self._what}: {done:,} of {self._total:,} bytes, {speed:.1f} MB/s"
        self._console.print(line, highlight=False)
