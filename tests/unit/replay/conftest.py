"""A small archive, and a server that browses it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from crawler.exchange import Exchange, Spool
from crawler.pages.excerpt import excerpt
from crawler.replay.server import ReplayServer
from crawler.replay.shelf import Shelf
from crawler.replay.site import ReplaySite
from crawler.replay.titles import search_titles
from crawler.warc.writer import WarcWriter

ASSETS = {"ui.js": b"// ui", "sw.js": b"// sw"}


@pytest.fixture
def archive(tmp_path) -> Path:
    folder = tmp_path / "archive"
    folder.mkdir()
    return folder


@pytest.fixture
def write_job(archive) -> Callable[..., None]:
    """Archives responses, by URL, as one finished file of a job."""

    def write(job: str, **pages: bytes) -> None:
        writer = WarcWriter(archive, job)
        for name, response in pages.items():
            spool = Spool()
            spool.write(response)
            writer.write(
                Exchange(
                    url=f"https://news.example/{name}",
                    method="GET",
                    started=datetime(2022, 2, 14, 0, 21, 46, tzinfo=UTC),
                    request=b"GET / HTTP/1.1\r\n\r\n",
                    response=spool,
                    response_end=len(spool),
                )
            )
        writer.close()

    return write


@pytest.fixture
def page() -> Callable[[str], bytes]:
    """A response that holds a page with a title."""

    def make(title: str) -> bytes:
        return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>" + title.encode() + b"</title>"

    return make


@pytest.fixture
def shelf(archive, tmp_path) -> Shelf:
    return Shelf(archive, tmp_path / "wacz", partial(excerpt, text=False))


@pytest.fixture
def site(shelf) -> ReplaySite:
    return ReplaySite(shelf, ASSETS, partial(search_titles, shelf))


@pytest.fixture
def ask(site) -> Callable[..., tuple[int, dict[str, str], bytes]]:
    """Sends raw bytes to a server of the site; ``{port}`` stands for its port."""

    def exchange(request: str) -> tuple[int, dict[str, str], bytes]:
        return asyncio.run(_exchange(site, request))

    return exchange


@pytest.fixture
def get(ask) -> Callable[..., tuple[int, dict[str, str], bytes]]:
    """Gets a path, with further header fields."""

    def send(path: str, *fields: str, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
        lines = [
            f"{method} {path} HTTP/1.1",
            "Host: 127.0.0.1:{port}",
            "Connection: close",
            *fields,
            "",
            "",
        ]
        return ask("\r\n".join(lines))

    return send


async def _exchange(site: ReplaySite, request: str) -> tuple[int, dict[str, str], bytes]:
    async with ReplayServer(site.answer) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(request.replace("{port}", str(server.port)).encode("latin-1"))
        answer = await asyncio.wait_for(reader.read(), 10)
        writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    line, *fields = head.decode().split("\r\n")
    named = dict(field.split(": ", 1) for field in fields)
    return int(line.split()[1]), {name.lower(): value for name, value in named.items()}, body
