"""What earlier runs found, by their records in ``<DATA_DIR>/jobs``."""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from crawler.drift.judgement import Earlier
from crawler.drift.readings import Readings

MOST_RUNS = 30
"""Earlier runs that are compared with: some weeks of daily ones."""

MOST_RECORDS = 300
"""Records that are looked at for them, the latest first: the end of a run takes a moment, however many
runs there have been."""

HOW_MANY = ("limit", "since", "url", "urls_file", "codes")
"""Arguments that choose how many pages are read, not which kind of pages: runs that differ in no other
are comparable. Those of one category are not with those of another, which may have no digests."""


def earlier_runs(folder: Path, spider: str, arguments: Mapping[str, str], job: str) -> list[Earlier]:
    """The comparable runs before ``job``, the latest first. What is no record is passed over."""
    runs: list[Earlier] = []
    for record in _records(folder, spider, job):
        if len(runs) == MOST_RUNS:
            break
        try:
            if _kind(record["arguments"]) == _kind(arguments):
                runs.append(_earlier(record))
        except (AttributeError, KeyError, TypeError, ValueError):  # of a run that was killed, or no record
            continue
    return runs


def _records(folder: Path, spider: str, job: str) -> Iterator[Any]:
    """The latest records of the spider, read one by one."""
    names = (path.name for path in folder.glob(f"*-{spider}-*.json") if path.stem < job)
    for name in heapq.nlargest(MOST_RECORDS, names):
        try:
            yield json.loads((folder / name).read_bytes())
        except (OSError, ValueError, RecursionError):
            continue


def _kind(arguments: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in arguments.items() if name not in HOW_MANY}


def _earlier(record: Mapping[str, Any]) -> Earlier:
    drifted = ((each["site"], each["kind"], each["field"]) for each in record["drift"])
    return Earlier(Readings.from_document(record["readings"]), frozenset(drifted))
