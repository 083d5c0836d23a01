"""A data folder in which crawls are killed or run out of space, and the proof that nothing is lost."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pymongo import MongoClient

from crawler.errors import ArchiveError
from crawler.items import WarcRef
from crawler.warc.naming import OPEN
from crawler.warc.opening import open_warc
from crawler.warc.parsing import RecordError, digest_problems, read_stored
from crawler.warc.verification.archive import Verification
from crawler.warc.verification.lookup import archive_lookup
from crawler.warc.verification.places import find_warcs
from tests.durability.sinks import acknowledged_in, how_many_acknowledged

ROOT = Path(__file__).resolve().parents[2]
KINDS = (".warc.gz", ".cdxj", ".torn")
"""What the names of an archive's files end with, but for the catalog's."""

PATIENCE = 180
"""Seconds that a crawl of the sample site takes at most, on a busy machine."""


@dataclass(frozen=True)
class Vault:
    """A data folder with its database."""

    data: Path
    connect_to: str
    """``CONNECT_TO`` of the sample site."""

    @property
    def archive(self) -> Path:
        return self.data / "archive"

    @property
    def log(self) -> Path:
        """What was acknowledged."""
        return self.data / "acknowledged"

    def command(self, *words: str, **settings: object) -> list[str]:
        """``scrapy WORDS`` on the folder."""
        command = [sys.executable, "-m", "scrapy", *words]
        for name, value in ({"DATA_DIR": self.data} | settings).items():
            command += ["-s", f"{name}={value}"]
        return command

    def start(self, **settings: object) -> subprocess.Popen[str]:
        """A crawl of the whole sample site, every page fetched, in many small WARC files."""
        self.data.mkdir(exist_ok=True)
        known = {
            "CONNECT_TO": self.connect_to,
            "CAPTURE_SINK": "tests.durability.sinks.AcknowledgingSink",
            "ACKNOWLEDGED": self.log,
            "WARC_MAX_SIZE": 40_000,
            "WRITE_BYTES": 200,
            "REFETCH_HOURS": 0,
        }
        words = ("crawl", "category", "-a", "site=sample")
        command = self.command(*words, **(known | settings))
        return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)

    def wait_for(self, process: subprocess.Popen[str], acknowledged: int) -> None:
        """Return once crawls were told of so many captures, or the process has ended.

        :raises TimeoutError: it does neither: its log may have filled the pipe that nobody reads yet.
        """
        deadline = time.monotonic() + PATIENCE
        while process.poll() is None and how_many_acknowledged(self.log) < acknowledged:
            if time.monotonic() > deadline:
                process.kill()
                raise TimeoutError(f"the crawl hangs:\n{process.communicate()[1][-3000:]}")
            time.sleep(0.001)

    def run(self, **settings: object) -> tuple[int, str]:
        """Such a crawl to its end: exit code and log."""
        process = self.start(**settings)
        _, log = process.communicate(timeout=PATIENCE)
        return process.returncode, log

    @cached_property
    def uri(self) -> str:
        """Of the database's server, which keeps its port."""
        return self.store("uri")

    def store(self, action: str) -> str:
        """``scrapy store ACTION``."""
        command = self.command("store", action)
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def acknowledged(self) -> list[WarcRef]:
        """The captures that crawls were told are durable."""
        return acknowledged_in(self.log)

    def last_job(self) -> dict:
        """The record of the job that began last."""
        return json.loads(max((self.data / "jobs").glob("*.json")).read_text("utf-8"))

    def articles(self, database: str = "newsvault") -> list[dict]:
        """Every article and revision in a database of the folder."""
        with MongoClient(self.uri, tz_aware=True) as client:
            kinds = client[database].articles, client[database].revisions
            return [document for kind in kinds for document in kind.find()]

    def lost(self, told: list[WarcRef] | None = None, stored: list[dict] | None = None) -> list[str]:
        """A sentence for each capture that was acknowledged, or that an article in the database points at,
        and that is not there, whole. By default all of them.
        """
        told = self.acknowledged() if told is None else told
        stored = self.articles() if stored is None else stored
        pointed_at = [WarcRef(**ref) for document in stored for ref in document["captures"]]
        found = {ref.record_id: ref for ref in [*told, *pointed_at]}
        return [problem for ref in found.values() for problem in self._faults_of(ref)]

    def _faults_of(self, ref: WarcRef) -> Iterator[str]:
        """What is wrong with the record alone; what a revisit refers to is for `faults`."""
        try:
            with open_warc(self.archive, ref.file) as file:
                record = read_stored(file, ref.offset)
        except (ArchiveError, RecordError) as error:
            yield f"{ref.file}: {error}"
            return
        there = record.reference(ref.file)
        if (there.record_id, there.payload_digest) != (ref.record_id, ref.payload_digest):
            yield f"{ref.file}: another record at byte {ref.offset}"
        yield from digest_problems(record)

    def faults(self) -> list[str]:
        """What `scrapy verify` says of the archive, and every file in it that should not be there."""
        return [*_faults(self.archive), *_strangers(self.archive)]


def _faults(archive: Path) -> Iterator[str]:
    if not any(archive.glob("*/*.warc.gz*")):
        return
    verification = Verification(find_warcs([archive]), archive_lookup(archive))
    for report in verification.reports(1, lambda done: None):
        yield from map(str, report.log.faults)
    yield from map(str, verification.between())


def _strangers(archive: Path) -> Iterator[str]:
    for path in archive.glob("*/*"):
        if path.name.endswith(OPEN):
            yield f"{path} was left open"
        elif not path.name.startswith("NEWSVAULT-") or not path.name.endswith(KINDS):
            yield f"{path} was left behind"
