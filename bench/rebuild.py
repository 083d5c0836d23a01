"""Articles a second that `scrapy rebuild` makes again from the archive, by one process and by two.

A crawl of the sample site with so many generated articles comes first; its articles a second are what the
rebuild is compared with. The database is the embedded server, in a process of its own
on the same cores. Run: python -m bench.rebuild [articles]     (default 1500)
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.crawl import ROOT, Site, crawl, fresh, store


def rebuilt(data: Path, processes: int) -> float:
    """Articles a second, by the rebuild's own account of its time, its start left out."""
    command = [sys.executable, "-m", "scrapy", "rebuild", "--into", f"by{processes}"]
    command += ["--processes", str(processes), "-s", f"DATA_DIR={data}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return float(re.search(r"(\d+) readings a second", done.stdout)[1])


def compare(articles: int) -> tuple[float, float, float]:
    """Articles a second: the crawl's, and those of a rebuild by one process and by two."""
    with tempfile.TemporaryDirectory() as name, Site(articles) as site:
        data = fresh(Path(name), "data")
        store(data, "start")
        try:
            started = time.perf_counter()
            _, _, stored = crawl(site, data, {})
            crawled = stored / (time.perf_counter() - started)
            return crawled, rebuilt(data, 1), rebuilt(data, 2)
        finally:
            store(data, "stop")


def main() -> None:
    crawled, one, two = compare(int(sys.argv[1]) if sys.argv[1:] else 1500)
    print(f"crawl {crawled:.0f} articles/s; rebuild {one:.0f} by one process, {two:.0f} by two")


if __name__ == "__main__":
    main()
