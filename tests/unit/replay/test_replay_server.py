"""The archive browser over real connections: who may ask, for what, and which part."""

from __future__ import annotations

import asyncio

import pytest

from crawler.errors import ArgumentError
from crawler.replay.server import ReplayServer


@pytest.fixture
def package(write_job, page, shelf):
    write_job("job-a", a=page("港口"))
    return shelf.take("job-a")


@pytest.fixture
def path(package):
    return f"/wacz/{package.version}/job-a.wacz"


def test_a_package_is_sent_whole(get, package, path):
    status, fields, body = get(path)
    assert (status, body) == (200, package.path.read_bytes())
    assert fields["accept-ranges"] == "bytes"


@pytest.mark.parametrize(("asked", "start", "end"), [("0-9", 0, 10), ("5-", 5, None), ("-7", -7, None)])
def test_a_part_of_a_package_is_sent(get, package, path, asked, start, end):
    data = package.path.read_bytes()
    status, fields, body = get(path, f"Range: bytes={asked}")
    assert (status, body) == (206, data[start:end])
    first = start % len(data)
    assert fields["content-range"] == f"bytes {first}-{first + len(body) - 1}/{len(data)}"


def test_a_range_past_the_end_is_cut_and_one_beyond_it_refused(get, package, path):
    size = package.path.stat().st_size
    assert len(get(path, f"Range: bytes={size - 3}-{size + 100}")[2]) == 3
    status, fields, body = get(path, f"Range: bytes={size}-")
    assert (status, fields["content-range"], body) == (416, f"bytes */{size}", b"")


@pytest.mark.parametrize("asked", ["bytes=0-1,4-5", "lines=0-1", "bytes=-", "bytes=9-3", "bytes=x"])
def test_what_is_no_single_range_is_ignored(get, package, path, asked):
    status, _, body = get(path, f"Range: {asked}")
    assert (status, len(body)) == (200, package.path.stat().st_size)


def test_head_has_no_body(get, package, path):
    status, fields, body = get(path, method="HEAD")
    assert (status, body) == (200, b"")
    assert int(fields["content-length"]) == package.path.stat().st_size


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "127.0.0.1:{port}.evil.example"]
)
def test_a_foreign_host_name_is_refused(ask, path, host):
    status, _, body = ask(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n")
    assert status == 421
    assert b"job" not in body


def test_localhost_is_served_and_a_missing_host_is_not(ask, path):
    assert ask(f"GET {path} HTTP/1.1\r\nHost: localhost:{{port}}\r\nConnection: close\r\n\r\n")[0] == 200
    assert ask(f"GET {path} HTTP/1.1\r\nConnection: close\r\n\r\n")[0] == 421


@pytest.mark.parametrize(
    "target",
    [
        "/wacz/../../archive/index.sqlite",
        "/wacz/%2e%2e/%2e%2e.wacz",
        "/wacz/0/..%2f..%2fetc%2fpasswd.wacz",
        "/replay/../../../etc/passwd",
        "/replay/%2e%2e%2fwacz",
        "/job/..",
        "/job/%2e%2e%2f",
        "/view/%00",
        "//etc/passwd",
        "/nothing",
    ],
)
def test_no_path_leads_to_another_file(get, path, target):
    status, _, body = get(target)
    assert status == 404
    assert b"root:" not in body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "CONNECT"])
def test_nothing_but_reading_is_allowed(get, method):
    assert get("/", method=method)[0] == 405


@pytest.mark.parametrize(
    "request_head",
    [
        "GET / HTTP/2.0\r\nHost: 127.0.0.1:{port}\r\n\r\n",
        "GET http://127.0.0.1/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: evil.example\r\n\r\n",
        "GET / HTTP/1.1\r\nHost : 127.0.0.1:{port}\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 5\r\n\r\nhello",
        "\x00\x01\r\n\r\n",
    ],
)
def test_a_malformed_request_is_refused_and_the_connection_closed(ask, request_head):
    assert ask(request_head)[0] == 400


def test_an_endless_head_is_cut_off(ask):
    with pytest.raises((ConnectionError, IndexError, ValueError)):
        ask("GET / HTTP/1.1\r\n" + "X: y\r\n" * 20_000)


def test_a_connection_serves_request_after_request(site):
    async def ask_twice() -> list[bytes]:
        async with ReplayServer(site.answer) as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            lines = []
            for _ in range(2):
                writer.write(f"GET /style.css HTTP/1.1\r\nHost: localhost:{server.port}\r\n\r\n".encode())
                head = await reader.readuntil(b"\r\n\r\n")
                lines.append(head.partition(b"\r\n")[0])
                size = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
                await reader.readexactly(size)
            writer.close()
            return lines

    assert asyncio.run(ask_twice()) == [b"HTTP/1.1 200 OK"] * 2


def test_a_port_that_is_taken_is_named(site):
    async def serve_twice() -> None:
        async with ReplayServer(site.answer) as first, ReplayServer(site.answer, first.port):
            pass

    with pytest.raises(ArgumentError, match=r"argument 'port': \d+ cannot be had"):
        asyncio.run(serve_twice())
