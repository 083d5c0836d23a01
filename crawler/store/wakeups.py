"""Waiting for signals and for time, without polling and without a thread."""

from __future__ import annotations

import os
import select
import signal

ENDING = (signal.SIGTERM, signal.SIGINT)


class Wakeups:
    """Takes over the process's signals: those of `ENDING` and the end of a child end a `wait` early.

    SIGHUP is ignored: the terminal that the process was started from may go.
    """

    def __init__(self) -> None:
        self._reader, writer = os.pipe()
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        for number in (*ENDING, signal.SIGCHLD):
            signal.signal(number, lambda *_: None)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def wait(self, seconds: float) -> bool:
        """Wait for at most ``seconds``; True when the process was told to end."""
        ready, _, _ = select.select([self._reader], [], [], max(seconds, 0.0))
        return any(number in ENDING for number in os.read(self._reader, 4096)) if ready else False
