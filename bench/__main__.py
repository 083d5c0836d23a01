"""All benchmarks, one after the other, each against a peer in the same run; at the end a table.

Run: make bench, or python -m bench [--long]     (five minutes; --long: an hour, 50,000 pages)

A figure by itself tells about the machine; the ratio tells about newsvault. Run it on a machine that does
nothing else: the table says how busy it was.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import clean, crawl, lag, rebuild, verify, warc_write


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    pages: int
    rounds: int
    pairs: int
    articles: int
    memory: tuple[int, int]


SHORT = Size(pages=1_000, rounds=4, pairs=1_000, articles=600, memory=(500, 2_000))
LONG = Size(pages=2_000, rounds=8, pairs=2_000, articles=3_000, memory=(1_000, 50_000))


@dataclass(frozen=True)
class Figure:
    """One line of the table."""

    what: str
    ours: str
    peer: str
    ratio: float
    target: str = ""
    """The ratio that is aimed at: ``<= 1.15``; empty when there is no target."""

    @property
    def met(self) -> str:
        """Whether the target is."""
        if not self.target:
            return ""
        sign, number = self.target.split()
        met = self.ratio <= float(number) if sign == "<=" else self.ratio >= float(number)
        return "yes" if met else "no"


def cpu(size: Size) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        found = crawl.cpu(Path(folder), size.pages, size.rounds)
    targets = {"capture": "<= 1.15", "capture, zlib": "<= 1.3"}
    for way, costs in found.items():
        own, bare, ratio = crawl.medians(costs)
        peer = f"bare Scrapy {bare:.2f} ms"
        yield Figure(f"CPU a page, {way}", f"{own:.2f} ms", peer, ratio, targets.get(way, ""))


def writing(size: Size) -> Iterator[Figure]:
    found = warc_write.compare(size.pairs)
    names = list(found)
    for name, target in zip(names[:2], (">= 6", ">= 1.5"), strict=True):
        for ours in names[2:]:
            one, peer = found[ours], found[name]
            yield Figure(
                f"writing WARC, {ours.removeprefix('newsvault').strip(', ')}, {one.size:.1%} of the size",
                f"{one.megabytes:.0f} MB/s, {one.pairs:.0f} pairs/s",
                f"{name} {peer.megabytes:.0f} MB/s, {peer.pairs:.0f} pairs/s, {peer.size:.1%}",
                one.pairs / peer.pairs,
                target if "isal" in ours else "",
            )


def lateness(size: Size) -> Iterator[Figure]:
    bare, capture = lag.compare(size.pages)
    for each in ("p99", "max"):
        yield Figure(
            f"event loop late, {each}, 20 MB pages",
            f"{capture[each]:.1f} ms",
            f"bare Scrapy {bare[each]:.1f} ms",
            capture[each] / bare[each],
        )


def verifying(size: Size) -> Iterator[Figure]:
    peer, *rates = verify.compare(4 * size.pairs).items()
    for name, rate in rates:
        yield Figure(name, f"{rate:.1f} MB/s", f"{peer[0]} {peer[1]:.1f} MB/s", rate / peer[1])


def cleaning(_: Size) -> Iterator[Figure]:
    cost, *peers = clean.medians(clean.compare(clean.own_pages())).items()
    for name, peer in peers:
        ours = f"{cost[1]:.1f} ms"
        yield Figure("a page to clean text, median", ours, f"{name} {peer:.1f} ms", cost[1] / peer)


def rebuilding(size: Size) -> Iterator[Figure]:
    crawled, *rates = rebuild.compare(size.articles)
    for processes, rate in enumerate(rates, 1):
        ours, peer = f"{rate:.0f} articles/s", f"crawl {crawled:.0f} articles/s"
        yield Figure(f"rebuild, {processes} reading", ours, peer, rate / crawled)


def memory(size: Size) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        few, many = crawl.memory(Path(folder), size.memory).values()
    short, long = (f"{pages:,} pages" for pages in size.memory)
    yield Figure(f"peak memory, {long}", f"{many:.0f} MiB", f"{short} {few:.0f} MiB", many / few)


def main() -> None:
    size = LONG if "--long" in sys.argv[1:] else SHORT
    table = Table("", "newsvault", "against", "ratio", "target", "met")
    for measure in (writing, cpu, lateness, verifying, cleaning, rebuilding, memory):
        print(f"{measure.__name__}...", flush=True)
        for each in measure(size):
            table.add_row(each.what, each.ours, each.peer, f"{each.ratio:.2f}", each.target, each.met)
    Console(width=140).print(table)
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"{os.cpu_count()} CPUs, load {load} (of 1, 5 and 15 minutes; on a quiet machine about 2)")


if __name__ == "__main__":
    main()
