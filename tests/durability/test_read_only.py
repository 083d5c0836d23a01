"""A folder that cannot be written is named before anything is fetched; a crawl whose folder goes stops."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.durability.disks import can_mount, remount, tmpfs


@contextmanager
def of_the_system(folder: Path):
    """A folder in which no one may make another, not even root."""
    yield Path("/sys/newsvault")


@contextmanager
def read_only_file_system(folder: Path):
    with tmpfs(folder, "1m"):
        remount(folder, "ro")
        yield folder


@contextmanager
def without_permission(folder: Path):
    folder.mkdir()
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)


FOLDERS = [
    of_the_system,
    *([read_only_file_system] if can_mount() else []),
    *([without_permission] if os.geteuid() else []),
]


@pytest.mark.parametrize("make", FOLDERS)
def test_a_folder_that_cannot_be_written_is_named_before_anything_is_fetched(vault, site, make):
    before = len(site.requests)
    with make(vault.archive) as folder:
        code, log = vault.run(ARCHIVE_DIR=folder)
    assert code == 1
    assert f"scrapy crawl category: archive folder {folder}: cannot be written: " in log
    assert "Traceback" not in log
    assert len(site.requests) == before


def test_an_archive_that_goes_away_stops_the_crawl_and_loses_nothing(vault):
    process = vault.start()
    vault.wait_for(process, 40)
    away = vault.archive.rename(vault.data / "away")
    vault.archive.write_text("no folder any more")
    _, log = process.communicate(timeout=120)
    assert process.returncode == 4
    assert "Traceback" not in log
    assert vault.last_job()["reason"] == "archive_unavailable"
    vault.archive.unlink()
    away.rename(vault.archive)
    assert vault.lost() == []
    assert vault.run()[0] == 0
    assert vault.lost() == vault.faults() == []
