"""CPU and memory of a crawl, against the same spider without what newsvault adds.

Three ways to crawl the same pages, in turns: bare (Scrapy's own download handler, no pipelines, nothing
kept), capture (every exchange archived, no pipelines) and full (archive, pipelines and database). The
capture is also measured with zlib in place of isal. The server, and the database, run in processes of their
own and are not counted. Figures are those the kernel keeps of the crawling process: user plus
system time without that of crawls of ten pages, which stand for the start-up; and peak resident memory.

    python -m bench.crawl [--pages 2000] [--rounds 3] [--memory 1000,20000]
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
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
QUIET = {
    "LOG_LEVEL": "ERROR",
    "AUTOTHROTTLE_ENABLED": "0",
    "CONCURRENT_REQUESTS": "16",
    "CONCURRENT_REQUESTS_PER_DOMAIN": "16",  # connections that Scrapy's handler keeps: all that it needs
    "PROGRESS_SECONDS": "3600",
}
CAPTURE = {"ITEM_PIPELINES": "{}", "EXTENSIONS": "{}", "REFETCH_HOURS": "0"}
BARE = CAPTURE | {
    "DOWNLOAD_HANDLERS": json.dumps(dict.fromkeys(("http", "https"), "bench.plain_handler.PlainHandler"))
}
WAYS = {"bare": BARE, "capture": CAPTURE, "capture, zlib": CAPTURE, "full": {}}
START = 10
"""Pages of the crawls whose time stands for the start-up."""
STARTS = 5
"""How often the start-up is measured. The least counts: its noise would be taken for the pages' cost."""
WITHOUT_ISAL = "raise ImportError('left out by bench/crawl.py')"
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


def crawl(site, data, settings, path=""):
    """One crawl: CPU seconds, peak MiB, articles.

    :param path: a folder whose modules go before all others.
    """
    command = [sys.executable, "-m", "scrapy", "crawl", "category", "-a", "site=sample"]
    changed = (
        QUIET | {"DATA_DIR": str(data), "CONNECT_TO": site.connect_to, "BENCH_PORT": site.port} | settings
    )
    for name, value in changed.items():
        command += ["-s", f"{name}={value}"]
    command += ["-s", "STATS_DUMP=1", "-s", "LOG_LEVEL=INFO", "-s", f"LOG_FILE={data}.log"]
    paths = [str(path), os.environ.get("PYTHONPATH", ""), str(ROOT)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))}
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    peak = 0.0
    while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
        peak = max(peak, resident(process.pid))
        time.sleep(0.05)
    _, status, usage = ended
    log = Path(f"{data}.log").read_text()
    if status:
        sys.exit(f"the crawl failed ({status}):\n{log[-3000:]}")
    found = re.search(r"'item_scraped_count': (\d+)", log)
    return usage.ru_utime + usage.ru_stime, peak, int(found[1]) if found else 0


def resident(pid):
    """Peak MiB of a process so far: ru_maxrss would count what its parent had when it was forked."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def fresh(folder, name):
    """A data folder that does not exist yet."""
    data = folder / name
    shutil.rmtree(data, ignore_errors=True)
    Path(f"{data}.log").unlink(missing_ok=True)
    return data


def store(data, action):
    """Start or stop the database beforehand: its CPU time is not the crawl's."""
    command = [sys.executable, "-m", "scrapy", "store", action, "-s", f"DATA_DIR={data}"]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def cpu(folder, pages, rounds):
    """CPU milliseconds a page of each way, of each round, the ways taken in turns."""
    hidden = folder / "hidden"
    hidden.mkdir()
    (hidden / "isal.py").write_text(WITHOUT_ISAL)
    with Site(START) as site:
        starts = [{way: seconds(site, folder, way, START, hidden) for way in WAYS} for _ in range(STARTS)]
    start = {way: min(each[way] for each in starts) for way in WAYS}
    found = {way: [] for way in WAYS}
    with Site(pages) as site:
        for _ in range(rounds):
            for way in WAYS:
                spent = seconds(site, folder, way, pages, hidden) - start[way]
                found[way].append(1000 * spent / (pages - START))
            print(*(f"{way} {costs[-1]:.2f} ms" for way, costs in found.items()), sep=", ", flush=True)
    return found


def seconds(site, folder, way, pages, hidden):
    """CPU seconds of one crawl."""
    data = fresh(folder, "data")
    if way == "full":
        store(data, "start")
    try:
        spent, _, articles = crawl(site, data, WAYS[way], hidden if way == "capture, zlib" else "")
    finally:
        if way == "full":
            store(data, "stop")
    if articles != pages:
        sys.exit(f"{articles} articles of the crawl {way!r}, {pages} published")
    return spent


def ratios(found):
    """For each way, the median over the rounds of its cost against the bare crawl of the same round."""
    return {
        way: statistics.median(cost / bare for cost, bare in zip(costs, found["bare"], strict=True))
        for way, costs in found.items()
    }


def memory(folder, sizes):
    """Peak MiB of full crawls of growing size."""
    peaks = {}
    for pages in sizes:
        with Site(pages) as site:
            data = fresh(folder, f"memory{pages}")
            store(data, "start")
            _, peaks[pages], stored = crawl(site, data, {})
            store(data, "stop")
            print(f"{pages} pages: peak {peaks[pages]:.0f} MiB, {stored} articles", flush=True)
    return peaks


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--memory", default="1000,20000", help="page counts, separated by commas; empty: none"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if options.rounds:
            found = cpu(Path(name), options.pages, options.rounds)
            for way, ratio in ratios(found).items():
                cost = statistics.median(found[way])
                print(f"{way:14} {cost:5.2f} ms of CPU a page, {ratio:.2f} times bare")
        memory(Path(name), [int(size) for size in options.memory.split(",") if size])


if __name__ == "__main__":
    main()
