"""CPU and memory of a crawl with capture, pipelines and store, against the same spider without them.

The server, and the database, run in processes of their own and are not counted. Figures are those
the kernel keeps of the crawling process (wait4): user plus system time, and peak resident memory.

    python bench/crawl.py [--pages 2000] [--pairs 3] [--memory 1000,20000]
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
QUIET = {
    "LOG_LEVEL": "ERROR",
    "AUTOTHROTTLE_ENABLED": "0",
    "CONCURRENT_REQUESTS": "16",
    "PROGRESS_SECONDS": "3600",
}
BARE = {
    "DOWNLOAD_HANDLERS": json.dumps(dict.fromkeys(("http", "https"), "bench.plain_handler.PlainHandler")),
    "ITEM_PIPELINES": "{}",
    "EXTENSIONS": "{}",
    "REFETCH_HOURS": "0",
}
SERVER = """
import signal, sys
from crawler.sample.server import SampleServer
with SampleServer(articles=(), volume=int(sys.argv[1])) as server:
    print(server.port, server.connect_to, flush=True)
    signal.pause()
"""


class Site:
    """The sample site with a number of generated articles, in a process of its own."""

    def __init__(self, pages):
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVER, str(pages)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        self.port, self.connect_to = self.process.stdout.readline().split()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def crawl(site, data, settings):
    """One crawl: CPU seconds, peak MiB, articles."""
    command = [sys.executable, "-m", "scrapy", "crawl", "category", "-a", "site=sample"]
    changed = (
        QUIET | {"DATA_DIR": str(data), "CONNECT_TO": site.connect_to, "BENCH_PORT": site.port} | settings
    )
    for name, value in changed.items():
        command += ["-s", f"{name}={value}"]
    command += ["-s", "STATS_DUMP=1", "-s", "LOG_LEVEL=INFO", "-s", f"LOG_FILE={data}.log"]
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": f"{os.environ.get('PYTHONPATH', '')}:{ROOT}"}
    )
    _, status, usage = os.wait4(process.pid, 0)
    log = Path(f"{data}.log").read_text()
    if status:
        sys.exit(f"the crawl failed ({status}):\n{log[-3000:]}")
    found = re.search(r"'item_scraped_count': (\d+)", log)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, int(found[1]) if found else 0


def fresh(folder, name):
    """A data folder that does not exist yet."""
    data = folder / name
    shutil.rmtree(data, ignore_errors=True)
    return data


def store(data, action):
    """Start or stop the database beforehand: its CPU time is not the crawl's."""
    command = [sys.executable, "-m", "scrapy", "store", action, "-s", f"DATA_DIR={data}"]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def cpu(folder, pages, pairs):
    """Pairs of crawls, bare and full, in turn."""
    ratios, costs = [], []
    with Site(pages) as site:
        for pair in range(pairs):
            data = fresh(folder, f"full{pair}")
            store(data, "start")
            full, _, stored = crawl(site, data, {})
            store(data, "stop")
            bare, _, yielded = crawl(site, fresh(folder, f"bare{pair}"), BARE)
            if not stored == yielded == pages:
                sys.exit(f"{stored} stored, {yielded} yielded by the bare crawl, {pages} published")
            ratios.append(full / bare)
            costs.append((full, bare))
            print(f"pair {pair}: full {full:.2f} s, bare {bare:.2f} s, ratio {full / bare:.2f}", flush=True)
    per_page = [1000 * value / pages for value in map(statistics.median, zip(*costs, strict=True))]
    print(
        f"CPU of the crawling process for {pages} pages, median of {pairs} pairs: "
        f"full {per_page[0]:.2f} ms/page, bare {per_page[1]:.2f} ms/page, "
        f"ratio {statistics.median(ratios):.2f} "
        f"(min {min(ratios):.2f}, max {max(ratios):.2f})"
    )


def memory(folder, sizes):
    """Peak memory of full crawls of growing size."""
    for pages in sizes:
        with Site(pages) as site:
            data = fresh(folder, f"memory{pages}")
            store(data, "start")
            _, peak, stored = crawl(site, data, {})
            store(data, "stop")
            print(f"{pages} pages: peak {peak:.0f} MiB, {stored} articles", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument(
        "--memory", default="1000,20000", help="page counts, separated by commas; empty: none"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if options.pairs:
            cpu(Path(name), options.pages, options.pairs)
        memory(Path(name), [int(size) for size in options.memory.split(",") if size])
