"""Disks without room, and folders that cannot be written, also for root."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def can_mount() -> bool:
    """Whether this process may mount file systems: root mostly may, in a container often not."""
    probe = ["unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"]
    try:
        return os.geteuid() == 0 and subprocess.run(probe, capture_output=True).returncode == 0
    except OSError:
        return False


@contextmanager
def tmpfs(folder: Path, size: str) -> Iterator[None]:
    """A file system of its own on ``folder``, for as long as the context lasts."""
    folder.mkdir(parents=True, exist_ok=True)
    _run("mount", "-t", "tmpfs", "-o", f"size={size}", "none", folder)
    try:
        yield
    finally:
        _run("umount", "--lazy", folder)


def remount(folder: Path, options: str) -> None:
    """Change the options of a file system made by `tmpfs`: ``size=64m``, ``ro``."""
    _run("mount", "-o", f"remount,{options}", folder)


def _run(*command: object) -> None:
    subprocess.run([str(word) for word in command], check=True, capture_output=True)
