"""A disk without room stops a crawl with a plain reason; nothing is lost, and the next run goes on."""

from __future__ import annotations

from contextlib import nullcontext
from typing import ClassVar

import pytest

from tests.durability.disks import can_mount, remount, tmpfs
from tests.durability.vault import Vault

ROOM = 280_000
"""Bytes for the archive: a crawl of the sample site needs twice as many."""


class InjectedDisk:
    """Files that fail as on a full disk, where no file system can be mounted."""

    full: ClassVar = {"DISK_BYTES": ROOM}
    still_full: ClassVar = full | {"DISK_BYTES": 100}

    def on(self, vault: Vault):
        return nullcontext()

    def free(self, vault: Vault) -> None:
        """Nothing to do: the room is a setting of the crawl."""


class SmallFileSystem:
    full: ClassVar = {}
    still_full: ClassVar = {}

    def on(self, vault: Vault):
        return tmpfs(vault.archive, str(ROOM))

    def free(self, vault: Vault) -> None:
        remount(vault.archive, "size=64m")


DISKS = [InjectedDisk(), *([SmallFileSystem()] if can_mount() else [])]


@pytest.mark.parametrize("disk", DISKS, ids=lambda disk: type(disk).__name__)
def test_a_crawl_that_runs_out_of_space(vault, disk):
    with disk.on(vault):
        code, log = vault.run(**disk.full)
        assert code == 4
        assert "Traceback" not in log
        assert "Closing the spider, since captures cannot be archived: " in log
        assert "cannot be written: No space left on device. Everything acknowledged before is kept. " in log
        job = vault.last_job()
        assert (job["outcome"], job["reason"], job["exit_code"]) == ("stopped", "archive_unavailable", 4)
        told, stored = len(vault.acknowledged()), len(vault.articles())
        assert told > 20
        assert stored > 5
        assert vault.lost() == []

        assert vault.run(**disk.still_full)[0] == 4
        assert vault.lost() == []
        assert len(vault.articles()) >= stored

        disk.free(vault)
        code, log = vault.run()
        assert code == 0, log
        assert vault.lost() == vault.faults() == []
        assert len(vault.acknowledged()) > told + 170
