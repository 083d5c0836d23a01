"""Kills a real crawl at random moments, and looks whether anything is lost, torn or left behind."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.warc.salvage import Salvaged, salvage
from tests.durability.vault import Vault

CLOSING = 0.25
"""The part of the moments that lie about the last capture, when files, indexes and database are closed."""


@dataclass(frozen=True)
class Moment:
    """When a crawl is killed."""

    acknowledged: int
    """Captures that it was told are durable, at least."""
    delay: float
    """Seconds after that."""


@dataclass(frozen=True)
class Killed:
    """What was found after a kill."""

    moment: Moment
    acknowledged: int
    articles: int
    """Articles and revisions that were stored."""
    salvaged: list[Salvaged]
    problems: list[str]
    """Whatever is lost, torn or left behind."""
    alive: bool
    """Whether the crawl had not ended by itself."""

    def __str__(self) -> str:
        kept = sum(each.records for each in self.salvaged)
        torn = sum(each.torn_bytes for each in self.salvaged)
        when = f"{self.moment.delay * 1000:3.0f} ms after {self.moment.acknowledged:3} captures"
        return (
            f"killed {when}{'' if self.alive else ' (it had ended)'}: {self.acknowledged:3} acknowledged, "
            f"{self.articles:3} texts stored; {len(self.salvaged)} files salvaged with {kept:3} records, "
            f"{torn} bytes torn; {len(self.problems)} problems"
        )


def moments(count: int, captures: int, seed: int) -> Iterator[Moment]:
    """So many moments of a crawl that makes so many captures."""
    rng = random.Random(seed)
    for _ in range(count):
        if rng.random() < CLOSING:
            yield Moment(captures, rng.uniform(0, 0.15))
        else:
            yield Moment(rng.randint(0, captures), rng.uniform(0, 0.03))


def kill_at(vault: Vault, moment: Moment, number: int) -> Killed:
    """Crawl into a database of its own, kill, and look: before the archive is salvaged, and after."""
    known, database = len(vault.acknowledged()), f"kill{number}"
    process = vault.start(LOG_LEVEL="ERROR", MONGO_DATABASE=database)
    vault.wait_for(process, known + moment.acknowledged)
    time.sleep(moment.delay)
    alive = process.poll() is None
    process.kill()
    process.communicate()
    told, stored = vault.acknowledged()[known:], vault.articles(database)
    problems = vault.lost(told, stored)
    salvaged = salvage(vault.archive)
    problems += vault.lost(told, stored) + vault.faults()
    return Killed(moment, len(told), len(stored), salvaged, problems, alive)
