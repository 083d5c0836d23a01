"""The archive's catalog: making it from CDXJ files, its size, lookups a second, and the cost of a refresh.

Run: python bench/index_lookup.py [captures] [files]     (default 1,000,000 captures in 1,000 files)

The WARC files are empty: their indexes are all that the catalog reads. A tenth of the captures is of front
pages, again and again; the rest are articles.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from crawler.warc.catalog import NAME, Catalog
from crawler.warc.catalog_probe import OriginalProbe
from crawler.warc.cdxj import Description, url_key
from crawler.warc.digest import digest_of
from crawler.warc.indexing import index_path

START = datetime(2022, 1, 1, tzinfo=UTC)
STEP = timedelta(seconds=3)
FRONT_PAGES = 500
KEY_PREFIX = url_key("https://finance.example/a/")


def url_of(number: int) -> str:
    if number % 10 == 0:
        return f"https://finance.example/a/front{number // 10 % FRONT_PAGES}.html"
    return f"https://finance.example/a/{202201010000000000 + number}.html"


def digest(number: int) -> str:
    return digest_of([b"%d" % number])


def line(number: int, name: str) -> bytes:
    url = url_of(number)
    values = {"url": url, "mime": "text/html", "status": "200", "digest": digest(number)}
    key = KEY_PREFIX + "/" + url.rpartition("/")[2]  # what url_key gives, without its price
    moment = f"{START + number * STEP:%Y%m%d%H%M%S}"
    return Description(key, moment, values).line(offset=number % 5000 * 8000, length=8000, filename=name)


def make(archive: Path, captures: int, files: int) -> int:
    size = 0
    for serial in range(files):
        warc = archive / f"job-{serial:06d}" / f"NEWSVAULT-{serial:06d}.warc.gz"
        warc.parent.mkdir()
        warc.touch()
        numbers = range(captures * serial // files, captures * (serial + 1) // files)
        lines = sorted(line(number, warc.name) for number in numbers)
        size += index_path(warc).write_bytes(b"".join(lines))
        os.utime(warc.parent, (START.timestamp(), START.timestamp()))  # long ago
    return size


def seconds(action: Callable[[], Any]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def rate(name: str, lookup: Callable[[int], Any], numbers: Iterable[int]) -> None:
    times = sorted(seconds(lambda n=number: lookup(n)) for number in numbers)
    total = sum(times)
    print(
        f"{name:34} {len(times) / total:9,.0f} a second   median {times[len(times) // 2] * 1e6:5.0f} us   "
        f"p99 {times[len(times) * 99 // 100] * 1e6:5.0f} us"
    )


def nearest(catalog: Catalog, number: int) -> None:
    at = START + number * STEP
    found = next(catalog.nearest(url_of(number), at))
    assert found.timestamp == f"{at:%Y%m%d%H%M%S}", found


def main() -> None:
    captures = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    files = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000
    rng = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder)
        written = make(archive, captures, files)
        print(f"{captures:,} captures in {files:,} files, {written / 1e6:,.0f} MB of CDXJ")
        made = seconds(lambda: Catalog(archive).close())
        size = (archive / NAME).stat().st_size
        print(f"{'made in':34} {made:9.1f} s   {captures / made:,.0f} captures/s")
        print(f"{'size':34} {size / 1e6:9,.0f} MB   {size / captures:.0f} bytes a capture")
        print(f"{'opened and refreshed in':34} {seconds(lambda: Catalog(archive).close()) * 1e3:9.1f} ms")
        with Catalog(archive) as catalog:
            chosen = [rng.randrange(captures) for _ in range(5_000)]
            articles = [number for number in chosen if number % 10]
            fronts = [number for number in chosen if number % 10 == 0]
            rate("nearest capture of an article", lambda n: nearest(catalog, n), articles)
            rate("nearest capture of a front page", lambda n: nearest(catalog, n), fronts)
            rate("URL never captured", lambda n: list(catalog.captures(f"http://a.example/{n}")), chosen)
            rate("digest never seen", lambda n: catalog.original(digest(-n - 1)), chosen)
            probe = OriginalProbe(catalog.path)
            rate("the same, as the event loop asks", lambda n: probe.may_know(digest(-n - 1)), chosen)
            probe.close()
            new = archive / "job-new" / "NEWSVAULT-new.warc.gz"
            new.parent.mkdir()
            new.touch()
            lines = sorted(line(captures + number, new.name) for number in range(100))
            index_path(new).write_bytes(b"".join(lines))
            print(
                f"{'a file of 100 captures added in':34} {seconds(lambda: catalog.add(new)) * 1e3:9.1f} ms"
            )


if __name__ == "__main__":
    main()
