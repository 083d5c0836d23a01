"""Real ``scrapy`` commands in processes of their own, on loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pymongo import MongoClient

ROOT = Path(__file__).resolve().parents[2]
SCRAPY = """
import warnings
from scrapy.cmdline import execute
from scrapy.exceptions import ScrapyDeprecationWarning

warnings.simplefilter("error", ScrapyDeprecationWarning)
execute()
"""
"""The ``scrapy`` command, to which a use of what Scrapy has deprecated is an error."""


@dataclass
class Project:
    """A data folder, and the ``scrapy`` command upon it."""

    data: Path
    script: str = SCRAPY
    """What is run in place of the `scrapy` command."""

    def run(
        self, *words: str, code: int | None = 0, **settings: object
    ) -> subprocess.CompletedProcess[str]:
        """``scrapy WORDS -s DATA_DIR=... -s NAME=VALUE``; checked against the exit code."""
        command = [sys.executable, "-c", self.script, *words]
        for name, value in ({"DATA_DIR": self.data} | settings).items():
            command += ["-s", f"{name}={value}"]
        kept = {k: v for k, v in os.environ.items() if k not in ("MONGO_URI", "ARCHIVE_DIR", "DATA_DIR")}
        done = subprocess.run(command, cwd=ROOT, env=kept, capture_output=True, text=True, timeout=180)
        if code is not None:
            assert done.returncode == code, done.stdout[-2000:] + done.stderr[-6000:]
        return done

    def jobs(self) -> list[dict]:
        """The job records, oldest first."""
        files = sorted((self.data / "jobs").glob("*.json"), key=lambda file: file.stat().st_mtime)
        return [json.loads(file.read_text("utf-8")) for file in files]

    def warcs(self) -> list[Path]:
        """The archive's files, oldest first."""
        return sorted((self.data / "archive").rglob("*.warc.gz"))

    def database(self):
        """The Mongo database of this data folder."""
        uri = self.run("store", "uri").stdout.strip()
        return MongoClient(uri, tz_aware=True)["newsvault"]


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Iterator[Project]:
    """A fresh data folder whose database is stopped afterwards."""
    made = Project(tmp_path_factory.mktemp("data"))
    yield made
    made.run("store", "stop", code=None)
