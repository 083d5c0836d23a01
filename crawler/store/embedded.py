"""``embedded://<folder>``: a MongoDB server that needs no installation, shared by all who use the folder.

The first to come starts it, the others join; it ends by itself when nobody has used it for a while.
Crawls, commands, notebooks and mongosh all speak to it as to any MongoDB server, on loopback only.

Files of the folder: ``server.json`` (where it runs), ``server.log``, ``port`` (kept across restarts),
``secantusd/`` or ``mongod/`` (the data), ``start.lock``, ``run.lock``, ``server.lock``.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import IO

from crawler.errors import StoreUnavailableError
from crawler.store.locks import FileLock, is_held
from crawler.store.probe import Health, health
from crawler.store.running import Running
from crawler.store.server import lock_data, send

SCHEME = "embedded://"
IDLE_SECONDS = 120.0
"""How long a server stays without a client: a person's pause between two commands."""
WAIT_SECONDS = 90.0
"""Longest wait for a server: for one that ends to be gone, and for a new one to recover its journal."""
STOP_SECONDS = 30.0
ANSWER_SECONDS = 5.0
LOG_BYTES = 4_000_000
"""Size from which a log is moved to ``server.log.1`` before a start."""


def resolve(uri: str, *, port: int | None = None, idle_seconds: float = IDLE_SECONDS) -> str:
    """The ``mongodb://`` URI behind ``uri``; starts or joins the server when it is ``embedded://``.

    :param uri: any other scheme is given back as it is.
    :param port: start it on this port; the folder's own by default.
    :param idle_seconds: how long a server that is started now stays without a client.
    :raises StoreUnavailableError: when there is no server and none can be started.
    """
    if not uri.startswith(SCHEME):
        return uri
    folder = embedded_folder(uri)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        running = find(folder) or _start_or_wait(folder, port, idle_seconds)
    except OSError as error:
        raise StoreUnavailableError(
            f"the embedded store in {folder} cannot be used ({error.strerror or error}): choose another "
            "folder with -s DATA_DIR=..., or set MONGO_URI to a MongoDB server"
        ) from None
    if port not in (None, running.port):
        raise StoreUnavailableError(
            f"the server already runs on port {running.port}: `scrapy store stop` first"
        )
    return running.uri


def embedded_folder(uri: str) -> Path:
    """The folder that an ``embedded://`` URI names, absolute."""
    folder = uri.removeprefix(SCHEME)
    if not folder:
        raise StoreUnavailableError(f"{uri!r} names no folder: write embedded:///path/to/folder")
    return Path(folder).expanduser().resolve()


def find(folder: Path) -> Running | None:
    """The folder's server, if it runs and reads its storage. It does not end for being idle while
    someone finds it.
    """
    running = Running.read(folder)
    if running is None or examine(running) is None or Running.read(folder) != running:
        return None
    return running


def examine(running: Running) -> Health | None:
    """The server's health; None when it is gone, does not answer, or another took its port."""
    if not _exists(running.supervisor):
        return None
    answer = health(running.port, ANSWER_SECONDS)
    return answer if answer and answer.pid == running.pid else None


def stop(folder: Path) -> bool:
    """End the folder's server and wait until it is gone; False when none ran.

    :raises StoreUnavailableError: when it does not end.
    """
    if not folder.is_dir():
        return False
    with _start_lock(folder):
        if not is_held(folder / "run.lock"):
            return _end_orphan(folder)
        send(int((folder / "run.lock").read_text("ascii")), signal.SIGTERM)
        with FileLock(folder / "run.lock") as lock:
            if not lock.acquire(STOP_SECONDS):
                raise StoreUnavailableError(f"the server in {folder} did not end in {STOP_SECONDS:g} s")
    return True


def _end_orphan(folder: Path) -> bool:
    """End a server whose supervisor is gone; False when there is none."""
    if not is_held(folder / "server.lock"):
        return False
    with lock_data(folder):
        Running.forget(folder)
    return True


def _start_or_wait(folder: Path, port: int | None, idle_seconds: float) -> Running:
    deadline = monotonic() + WAIT_SECONDS
    with _start_lock(folder):
        while monotonic() < deadline:
            if running := find(folder):
                return running
            if not is_held(folder / "run.lock"):
                _start(folder, port, idle_seconds, deadline)
            else:
                sleep(0.02)  # a supervisor is starting anew, or ending
    raise StoreUnavailableError(f"the server in {folder} does not answer; see {folder / 'server.log'}")


def _start_lock(folder: Path) -> FileLock:
    """``start.lock``, held: one process at a time starts or stops a server."""
    lock = FileLock(folder / "start.lock")
    if lock.acquire(WAIT_SECONDS):
        return lock
    lock.close()
    raise StoreUnavailableError(f"another process has been starting the server in {folder} for too long")


def _start(folder: Path, port: int | None, idle_seconds: float, deadline: float) -> None:
    """Start a supervisor and wait for its report."""
    log = folder / "server.log"
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(folder / "server.log.1")
    command = [sys.executable, "-m", "crawler.store.supervisor", str(folder)]
    command += ["--idle-seconds", str(idle_seconds)]
    command += ["--port", str(port)] if port else []
    with log.open("ab") as errors:
        process = subprocess.Popen(  # noqa: S603 - ourselves
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
    assert process.stdout is not None  # noqa: S101 - a pipe was asked for
    Thread(target=process.wait, daemon=True).start()  # it must not stay a zombie when it ends before us
    with process.stdout as report:
        _read_report(report, folder, deadline)


def _read_report(report: IO[bytes], folder: Path, deadline: float) -> None:
    ready, _, _ = select.select([report], [], [], max(deadline - monotonic(), 0.0))
    line = report.readline() if ready else b""
    if not line:
        raise StoreUnavailableError(f"the server in {folder} did not start; see {folder / 'server.log'}")
    if error := json.loads(line).get("error"):
        raise StoreUnavailableError(f"the embedded store in {folder} cannot be used: {error}")


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
