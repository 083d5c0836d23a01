from __future__ import annotations

import gzip
import http.client
import os
import zlib
from typing import Self

import brotlicffi
import pytest

from crawler.errors import ArgumentError
from crawler.sample.articles import catalogue, find_trap
from crawler.sample.model import Delivery, Post
from crawler.sample.reply import chunked
from crawler.sample.server import SampleServer

DECODED = {
    "gzip": gzip.decompress,
    "br": brotlicffi.decompress,
    "deflate": zlib.decompress,
}


def delivered(way: Delivery) -> Post:
    return next(p for a in catalogue() for p in a.posts if p.delivery == way and not a.traps)


def test_connect_to_leads_every_host_of_the_site_to_the_port(server) -> None:
    pairs = dict(pair.split("=") for pair in server.connect_to.split(","))
    assert set(pairs.values()) == {f"plain://127.0.0.1:{server.port}"}
    assert {"news.sample.newsvault.test", "share.sample.newsvault.test"} <= set(pairs)


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate"])
def test_a_coded_page_decodes_to_the_page_that_is_sent_without_coding(ask, coding) -> None:
    path = delivered(Delivery(coding=coding)).path
    status, fields, body = ask(path, Accept_Encoding="gzip, deflate, br")
    assert (status, fields["content-encoding"]) == (200, coding)
    assert int(fields["content-length"]) == len(body)
    plain_status, plain_fields, plain = ask(path)
    assert plain_status == 200
    assert "content-encoding" not in plain_fields
    assert DECODED[coding](body) == plain


def test_a_chunked_page_has_odd_chunks_an_extension_and_a_trailer(ask) -> None:
    path = delivered(Delivery(framing="chunked")).path
    _, fields, body = ask(path)
    assert fields["transfer-encoding"] == "chunked"
    assert "content-length" not in fields
    assert body.startswith(b'1;part="first"\r\n<\r\n7\r\n')
    assert b"\r\n0\r\nX-Length: " in body
    assert body.endswith(b"\r\n\r\n")


def test_a_page_may_be_chunked_and_coded(ask) -> None:
    path = delivered(Delivery(coding="gzip", framing="chunked")).path
    _, fields, body = ask(path, Accept_Encoding="gzip")
    _, _, plain = ask(path)
    assert fields["content-encoding"] == "gzip"
    assert gzip.decompress(dechunked(body)) == dechunked(plain)


def dechunked(body: bytes) -> bytes:
    parts = []
    while True:
        size, _, body = body.partition(b"\r\n")
        length = int(size.partition(b";")[0], 16)
        if not length:
            return b"".join(parts)
        parts.append(body[:length])
        body = body[length + 2 :]


@pytest.mark.parametrize("length", [0, 1, 8, 4357, 4358, 10000])
def test_chunking_loses_nothing(length) -> None:
    body = os.urandom(length)
    assert dechunked(chunked(body)) == body


def test_a_page_that_ends_with_its_connection_states_no_length(server) -> None:
    path = find_trap("until_close").posts[0].path
    with Client(server) as connection:
        connection.request("GET", path)
        response = connection.getresponse()
        assert response.getheader("content-length") is None
        assert find_trap("until_close").title in response.read().decode()
        assert response.will_close


class Client(http.client.HTTPConnection):
    def __init__(self, server: SampleServer) -> None:
        super().__init__("127.0.0.1", server.port, timeout=5)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def test_one_connection_serves_many_requests(server) -> None:
    with Client(server) as connection:
        for path in ("/", "/robots.txt", "/nothing", "/feed.xml"):
            connection.request("GET", path)
            connection.getresponse().read()
        assert len({hit.target for hit in server.requests}) == 4


def test_requests_in_one_packet_are_answered_in_order(talk) -> None:
    first = b"GET /robots.txt HTTP/1.1\r\nHost: a\r\n\r\n"
    last = b"GET /nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    answered = talk(first + last)
    assert answered.startswith(b"HTTP/1.1 200 OK\r\n")
    assert 0 < answered.index(b"Disallow: /private/") < answered.index(b"HTTP/1.1 404 Not Found\r\n")


def test_what_is_no_request_is_refused_and_the_connection_closed(talk) -> None:
    assert talk(b"nonsense\r\n\r\n").startswith(b"HTTP/1.1 400 ")


def test_other_methods_are_refused(ask) -> None:
    status, fields, _ = ask("/", method="DELETE")
    assert (status, fields["allow"]) == (405, "GET, HEAD")


def test_head_gives_the_fields_of_get_and_no_body(ask) -> None:
    path = delivered(Delivery(coding="gzip")).path
    _, get, _ = ask(path, Accept_Encoding="gzip")
    status, head, body = ask(path, method="HEAD", Accept_Encoding="gzip")
    assert (status, body) == (200, b"")
    assert head | {"date": ""} == get | {"date": ""}


def test_the_healing_page_fails_once_and_then_stays_well(ask) -> None:
    path = find_trap("heals").posts[0].path
    status, fields, _ = ask(path)
    assert (status, fields["retry-after"]) == (503, "1")
    assert [ask(path)[0] for _ in range(2)] == [200, 200]


def test_a_conditional_request_gets_304_without_body(ask) -> None:
    path = find_trap("edited").posts[0].path
    _, fields, _ = ask(path)
    status, _, body = ask(path, If_None_Match=fields["etag"])
    assert (status, body) == (304, b"")
    assert ask(path, If_Modified_Since=fields["last-modified"])[0] == 304
    assert ask(path, If_None_Match='"another"')[0] == 200
    assert ask(path, If_Modified_Since="nonsense")[0] == 200


def test_the_edit_changes_the_page_its_tag_and_its_date(server, ask) -> None:
    path = find_trap("edited").posts[0].path
    _, before, old = ask(path)
    server.edit()
    status, after, new = ask(path, If_None_Match=before["etag"], If_Modified_Since=before["last-modified"])
    assert (status, old == new) == (200, False)
    assert after["etag"] != before["etag"]
    assert after["last-modified"] != before["last-modified"]
    assert "更正" in new.decode()
    assert ask(find_trap("heals").posts[0].path)[0] == 503


def test_the_wire_log_holds_what_the_client_sent_and_got(server, talk) -> None:
    post = delivered(Delivery(coding="br", framing="chunked"))
    request = (
        f"GET {post.path} HTTP/1.1\r\nhOsT: news.sample.newsvault.test\r\n"
        "Accept-Encoding: br\r\nConnection: close\r\n\r\n"
    ).encode()
    got = talk(request)
    (record,) = server.wire
    assert record.request == request
    assert record.response == got


def test_the_wire_log_takes_a_request_that_arrives_in_pieces_with_its_body(server) -> None:
    import socket

    head, body = b"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 5\r\n\r\n", b"hello"
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        for piece in (head[:10], head[10:], body[:2], body[2:]):
            connection.sendall(piece)
        got = b"".join(iter(lambda: connection.recv(65536), b""))
    (record,) = server.wire
    assert (record.request, record.response) == (head + body, got)


def test_the_wire_is_logged_only_when_asked_for() -> None:
    with SampleServer() as server, Client(server) as connection:
        connection.request("GET", "/robots.txt")
        connection.getresponse().read()
        assert server.wire == []
        assert [(hit.target, hit.status) for hit in server.requests] == [("/robots.txt", 200)]


def test_a_port_that_is_taken_is_an_error_when_the_server_starts(server) -> None:
    with pytest.raises(OSError, match="in use"), SampleServer(server.port):
        pass


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_number_that_is_no_port_is_refused(port) -> None:
    with pytest.raises(ArgumentError, match="'port'"):
        SampleServer(port)
