from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.warc.http import (
    CHUNK_LINE_LIMIT,
    HEAD_LIMIT,
    dechunk,
    is_chunked,
    is_compressed,
    parse_head,
    payload,
    split_head,
)


def pieces_of(data: bytes, cuts: list[int]) -> list[bytes]:
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    return [data[a:b] for a, b in pairwise(edges)]


def body_of(data: bytes) -> bytes:
    return b"".join(dechunk([data]))


chunked_bodies = st.lists(
    st.tuples(
        st.binary(min_size=1, max_size=40),
        st.sampled_from([b"", b";a=b", b' ; q="x;y"', b"\t"]),
        st.sampled_from([b"\r\n", b"\n"]),
        st.booleans(),
    ),
    max_size=8,
)


@given(chunked_bodies, st.sampled_from([b"\r\n", b"Trailer: 3\r\n\r\n", b""]), st.lists(st.integers(0)))
def test_any_split_of_a_chunked_body_gives_its_data(chunks, trailer, cuts):
    wire = b"".join(
        (b"%X" if upper else b"0%x") % len(data) + extension + newline + data + newline
        for data, extension, newline, upper in chunks
    )
    wire += b"0\r\n" + trailer
    assert b"".join(dechunk(pieces_of(wire, cuts))) == b"".join(data for data, *_ in chunks)


@given(
    st.binary(max_size=200) | st.text("0123456789abcdefF;\r\n \tx", max_size=60).map(str.encode),
    st.lists(st.integers(0)),
)
def test_any_split_of_any_body_gives_the_same(body, cuts):
    assert b"".join(dechunk(pieces_of(body, cuts))) == body_of(body)


@given(st.binary(max_size=200), st.lists(st.integers(0)))
def test_any_split_of_any_message_gives_the_same(data, cuts):
    message = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + data
    assert b"".join(payload(pieces_of(message, cuts))) == b"".join(payload([message]))


@pytest.mark.parametrize(
    ("wire", "data"),
    [
        (b"3\r\nab", b"ab"),
        (b"3\r\nabc", b"abc"),
        (b"3\r\nabc\r\n2", b"abc"),
        (b"3\r\nabcd\r\n0\r\n\r\n", b"abc"),
        (b"3\r\nabc\r\nnot a chunk\r\nde", b"abc"),
        (b"1", b""),
        (b"", b""),
        (b"0\r\n\r\njunk", b""),
        (b"<html>not chunked at all", b"<html>not chunked at all"),
        (b"\r\n3\r\nabc", b"\r\n3\r\nabc"),
        (b"-3\r\nabc", b"-3\r\nabc"),
        (b"0x3\r\nabc", b"0x3\r\nabc"),
        (b"00000000000000003\r\nabc", b"00000000000000003\r\nabc"),
    ],
)  # fmt: skip
def test_what_is_cut_off_or_malformed_gives_what_there_is(wire, data):
    assert body_of(wire) == data


def test_a_chunk_line_without_end_is_no_chunk():
    wire = b"1;" + b"x" * CHUNK_LINE_LIMIT + b"\r\na\r\n0\r\n\r\n"
    assert body_of(wire) == wire
    assert b"".join(dechunk(wire[i : i + 7] for i in range(0, len(wire), 7))) == wire


def test_a_long_chunk_is_never_held_whole():
    def pieces():
        yield b"%x\r\n" % (1 << 40)
        while True:
            yield b"z" * 1000

    seen = 0
    for piece in dechunk(pieces()):
        assert len(piece) <= 1000
        seen += len(piece)
        if seen > 1_000_000:
            break


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"HTTP/1.1 200 OK\ntransfer-encoding:CHUNKED\n\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip,\r\n chunked\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: Chunked\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding : chunked\r\n\r\n",
    ],
)
def test_chunked_is_recognised(head):
    assert is_chunked(head)


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nX-Transfer-Encoding: chunked\r\n\r\n",
        b"HTTP/1.1 200 chunked\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\n",
    ],
)
def test_other_heads_are_not_chunked(head):
    assert not is_chunked(head)


@given(st.sampled_from([b"\r\n\r\n", b"\n\n", b"\r\n\n", b"\n\r\n"]), st.lists(st.integers(0)))
def test_a_head_ends_at_its_blank_line_however_split(blank, cuts):
    message = b"HTTP/1.0 200 OK\r\nA: b" + blank + b"body\r\n\r\nmore"
    head, body = split_head(pieces_of(message, cuts))
    assert head == b"HTTP/1.0 200 OK\r\nA: b" + blank
    assert b"".join(body) == b"body\r\n\r\nmore"


def test_a_message_whose_head_does_not_end_has_no_payload():
    assert b"".join(payload([b"HTTP/1.1 200 OK\r\nContent-Le"])) == b""
    endless = (b"X" * 65536 for _ in range(10**9))
    head, body = split_head(endless)
    assert HEAD_LIMIT < len(head) <= HEAD_LIMIT + 65536
    assert list(body) == []


def test_a_head_that_comes_byte_by_byte_is_found_in_linear_time():
    head = b"HTTP/1.1 200 OK\r\nX: " + b"y" * 500_000 + b"\r\n\r\n"
    found, body = split_head(head[at : at + 1] for at in range(len(head)))
    assert found == head
    assert b"".join(body) == b""


def test_a_head_is_read_as_it_stands():
    head = parse_head(
        b"HTTP/1.1 404 \xe6\xb2\xa1\r\nsEt-cookie: a\r\nSet-Cookie: b\r\nno colon\r\nX : y\r\n z\r\n\r\n"
    )
    assert head.status == 404
    assert head.fields == [(b"sEt-cookie", b"a"), (b"Set-Cookie", b"b"), (b"X", b"y z")]
    assert head.values(b"SET-COOKIE") == [b"a", b"b"]


@pytest.mark.parametrize("line", [b"ICY 200 OK", b"HTTP/1.1 2000 OK", b"", b"HTTP/1.1", b"HTTP/1.1 OK"])
def test_a_malformed_status_line_has_no_status(line):
    assert parse_head(line + b"\r\n\r\n").status is None


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (b"Content-Encoding: gzip", True),
        (b"content-encoding:X-GZIP", True),
        (b"Content-Encoding: \tbr, gzip", True),
        (b"Content-Encoding: identity", False),
        (b"X-Content-Encoding: gzip", False),
        (b"Content-Type: image/jpeg", True),
        (b"Content-Type: image/svg+xml", False),
        (b"Content-Type: video/mp4", True),
        (b"Content-Type: text/html; charset=gbk", False),
    ],
)
def test_a_head_tells_whether_its_body_is_compressed(field, expected):
    assert is_compressed(b"HTTP/1.1 200 OK\r\nServer: x\r\n" + field + b"\r\n\r\n") is expected
