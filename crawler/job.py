"""The identity of one run, shared by all that write something for it."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from weakref import WeakKeyDictionary


@dataclass(frozen=True, kw_only=True)
class Job:
    """One run of one spider."""

    id: str
    """``<UTC time>-<spider>-<site>-<random>``: a safe file name, unique, sorting by time."""
    spider: str
    """Name of the spider."""
    site: str
    """Name of the site; empty when the spider takes several."""
    arguments: dict[str, str]
    """The spider's arguments as given."""
    started: datetime
    """When the run began; aware, UTC."""


_jobs: WeakKeyDictionary[Any, Job] = WeakKeyDictionary()


def job_of(crawler: Any) -> Job:
    """The job of a Scrapy crawler, made at the first call (the spider must exist by then)."""
    job = _jobs.get(crawler)
    if job is None:
        spider = crawler.spider
        arguments = {k: str(v) for k, v in getattr(spider, "arguments", {}).items()}
        job = _jobs[crawler] = new_job(spider.name, arguments)
    return job


def new_job(spider: str, arguments: dict[str, str]) -> Job:
    """A new job, started now."""
    started = datetime.now(UTC)
    site = arguments.get("site", "")
    parts = [started.strftime("%Y%m%dT%H%M%SZ"), spider, site, secrets.token_hex(3)]
    name = "-".join(re.sub(r"[^A-Za-z0-9_]", "_", part) for part in parts if part)
    return Job(id=name, spider=spider, site=site, arguments=arguments, started=started)
