"""CPU and memory of a crawl, against the same spider without what newsvault adds.

Three ways to crawl the same pages: bare (Scrapy's own download handler, no pipelines, nothing kept),
capture (every exchange archived, no pipelines) and full (archive, pipelines and database). The capture is
also measured with zlib in place of isal.

Each runs at the same time as a bare crawl on another core, and in the next round on that one's: what else
the machine does, and how fast it is just then, befalls both. What costs more gets fewer pages, so that both
end together. The server, and the database, run in processes of their own and are not counted. Figures are
those the kernel keeps of the crawling process: user plus system time without that of crawls of ten pages,
which stand for the start-up; and peak resident memory.

    python -m bench.crawl [--pages 2000] [--rounds 4] [--memory 1000,20000]
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
from dataclasses import dataclass
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
WITHOUT_ISAL = "raise ImportError('left out by bench/crawl.py')"


@dataclass(frozen=True)
class Way:
    """A way to crawl."""

    settings: dict[str, str]
    about: float
    """About how many times bare it costs: bare gets so many times its pages, that both end together."""
    isal: bool = True
    stored: bool = False


BARE_WAY = Way(BARE, 1)
WAYS = {
    "capture": Way(CAPTURE, 1.1),
    "capture, zlib": Way(CAPTURE, 1.15, isal=False),
    "full": Way({}, 1.5, stored=True),
}
START = 10
"""Pages of the crawls whose time stands for the start-up."""
STARTS = 4
"""How often the start-up is measured."""
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
        self.pages = pages
        self.port, self.connect_to = self.process.stdout.readline().split()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def crawl(site, data, settings):
    """One crawl: CPU seconds, peak MiB, articles."""
    process = started(site, data, settings)
    peak = 0.0
    while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        peak = max(peak, resident(process.pid))
        time.sleep(0.05)
    seconds, articles = ended(process, data)
    return seconds, peak, articles


def started(site, data, settings, path=""):
    """The process of one crawl.

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
    return subprocess.Popen(command, cwd=ROOT, env=environment)


def ended(process, data):
    """CPU seconds and articles of a crawl, once it has ended."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    log = Path(f"{data}.log").read_text()
    if status:
        sys.exit(f"the crawl failed ({process.returncode}):\n{log[-3000:]}")
    found = re.search(r"'item_scraped_count': (\d+)", log)
    return usage.ru_utime + usage.ru_stime, int(found[1]) if found else 0


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
    """For each way, (its, bare) CPU milliseconds a page of each round."""
    hidden = folder / "hidden"
    hidden.mkdir()
    (hidden / "isal.py").write_text(WITHOUT_ISAL)
    found = {}
    for name, way in WAYS.items():
        with Site(START) as site:
            starts = [pair(folder, way, hidden, (site, site), turn) for turn in range(STARTS)]
        start = [statistics.median(each) for each in zip(*starts, strict=True)]
        counts = pages, round(pages * way.about)
        with Site(counts[0]) as site, Site(counts[1]) as of_bare:
            spent = [pair(folder, way, hidden, (site, of_bare), turn) for turn in range(rounds)]
        found[name] = [
            tuple(
                1000 * (each - before) / (count - START)
                for each, before, count in zip(both, start, counts, strict=True)
            )
            for both in spent
        ]
        print(name, *(f"{own:.2f}/{bare:.2f}" for own, bare in found[name]), flush=True)
    return found


def pair(folder, way, hidden, sites, turn):
    """CPU seconds of a crawl that is ``way``, and of a bare one at the same time."""
    cores = sorted(os.sched_getaffinity(0))
    data = [fresh(folder, name) for name in ("data", "bare")]
    if way.stored:
        store(data[0], "start")
    try:
        processes = []
        for number, each in enumerate((way, BARE_WAY)):
            path = "" if each.isal else hidden
            processes.append(started(sites[number], data[number], each.settings, path))
            os.sched_setaffinity(processes[-1].pid, {cores[(number + turn) % len(cores)]})
        outcomes = [ended(process, each) for process, each in zip(processes, data, strict=True)]
    finally:
        if way.stored:
            store(data[0], "stop")
    for (_, articles), site in zip(outcomes, sites, strict=True):
        if articles != site.pages:
            sys.exit(f"{articles} articles of a crawl, {site.pages} published")
    return [seconds for seconds, _ in outcomes]


def medians(costs):
    """Of the (its, bare) costs of a way's rounds: the median of each, and of one against the other."""
    own, bare = (statistics.median(each) for each in zip(*costs, strict=True))
    return own, bare, statistics.median(one / other for one, other in costs)


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
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument(
        "--memory", default="1000,20000", help="page counts, separated by commas; empty: none"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.rounds:
            for way, costs in cpu(folder, options.pages, options.rounds).items():
                own, bare, ratio = medians(costs)
                print(f"{way:14} {own:5.2f} ms of CPU a page, bare {bare:5.2f}: {ratio:.2f} times")
        memory(folder, [int(size) for size in options.memory.split(",") if size])


if __name__ == "__main__":
    main()
