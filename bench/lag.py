"""How long the event loop is held up while pages are archived, with a 20 MB page among small ones.

A crawl in this process, of a server in another; a task that wants to run every 2 ms notes how late it is.
Bare Scrapy, with its own download handler and nothing archived, is measured in the same way before.
Run: python -m bench.lag [pages]      (default 3000 pages of 10 to 30 KB, and six of 20 MB)
"""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TICK = 0.002
LARGE = 20_000_000
LARGE_PAGES = 6
SERVER = """
import asyncio, sys
from bench.warc_write import HEAD, body
pages = [HEAD % len(page) + page for page in (body(10_000 + 2_000 * n, n) for n in range(11))]
text = body(1_000_000, 1) * 20
large = HEAD % len(text) + text

async def serve(reader, writer):
    try:
        while line := await reader.readuntil(b"\\r\\n\\r\\n"):
            path = line.split(b" ", 2)[1]
            writer.write(large if path.startswith(b"/large") else pages[len(path) % 11])
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()

async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(main())
"""
COMMON = {
    "LOG_LEVEL": "ERROR",
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "CONCURRENT_REQUESTS": 16,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
    "DOWNLOAD_DELAY": 0,
    "DOWNLOAD_WARNSIZE": 0,
    "ALLOW_PRIVATE_ADDRESSES": True,
}
CAPTURE = {
    "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), "crawler.capture.handler.CaptureDownloadHandler"),
    "CAPTURE_SINK": "crawler.warc.sink.WarcSink",
    "CAPTURE_MEMORY_LIMIT": 8 << 20,
}


def crawl(port: int, pages: int, settings: dict) -> dict:
    """In a process of its own: lateness of the ticks in milliseconds, and CPU time a response."""
    import scrapy
    from scrapy.crawler import AsyncCrawlerProcess

    late: list[float] = []
    spent = [0.0]

    class Spider(scrapy.Spider):
        name = "lag"

        async def start(self):
            self.ticking = asyncio.ensure_future(tick())
            spent[0] = -time.process_time()
            for number in range(pages):
                if LARGE_PAGES and number % (pages // LARGE_PAGES) == pages // LARGE_PAGES // 2:
                    yield scrapy.Request(f"http://127.0.0.1:{port}/large{number}")
                yield scrapy.Request(f"http://127.0.0.1:{port}/{'x' * (number % 11)}?{number}")

        def parse(self, response):
            pass

        def closed(self, reason):
            spent[0] += time.process_time()
            self.ticking.cancel()

    async def tick():
        while True:
            before = time.perf_counter()
            await asyncio.sleep(TICK)
            late.append((time.perf_counter() - before - TICK) * 1000)

    process = AsyncCrawlerProcess(COMMON | settings)
    process.crawl(Spider)
    process.start()
    late.sort()
    return {
        "p50": statistics.median(late),
        "p99": late[len(late) * 99 // 100],
        "max": late[-1],
        "cpu": 1000 * spent[0] / (pages + LARGE_PAGES),
    }


def measured(port: int, pages: int, settings: dict) -> dict:
    """`crawl` in a fresh process."""
    command = [sys.executable, "-m", "bench.lag", "--crawl", str(port), str(pages), json.dumps(settings)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def compare(pages: int) -> tuple[dict, dict]:
    """Bare Scrapy, and the capture."""
    server = subprocess.Popen([sys.executable, "-c", SERVER], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        port = int(server.stdout.readline())
        bare = measured(port, pages, {})
        with tempfile.TemporaryDirectory() as data:
            return bare, measured(port, pages, CAPTURE | {"DATA_DIR": data})
    finally:
        server.terminate()
        server.wait()


def main() -> None:
    if sys.argv[1:2] == ["--crawl"]:
        print(json.dumps(crawl(int(sys.argv[2]), int(sys.argv[3]), json.loads(sys.argv[4]))))
        return
    pages = int(sys.argv[1]) if sys.argv[1:] else 3000
    for name, found in zip(("bare", "capture"), compare(pages), strict=True):
        lateness = ", ".join(f"{each} {found[each]:.1f} ms" for each in ("p50", "p99", "max"))
        print(f"{name:8} lateness {lateness}; {found['cpu']:.2f} ms of CPU a response")


if __name__ == "__main__":
    main()
