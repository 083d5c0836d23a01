"""The messages that a hostile server sends, and what a faithful capture makes of each."""

from __future__ import annotations

import gzip
import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import brotlicffi as brotli

from tests.wire.server import Answer, End, Turn

STALL_SECONDS = 2.0
"""Seconds that the crawler waits for a stalled answer."""
MAXSIZE = 100_000
"""Bytes of a body that the crawler takes."""


@dataclass(frozen=True)
class Message:
    """One answer and what must come of it."""

    message: bytes
    """The final message."""
    body: bytes | None = None
    """What the spider gets, transfer coding removed; None when the response must not reach it."""
    status: int | None = 200
    interim: bytes = b""
    """1xx messages ahead of it."""
    junk: bytes = b""
    """Bytes after its end."""
    end: End = End.KEEP
    truncated: str | None = None
    method: str = "GET"
    request_body: bytes = b""


def _body(rng: Random, most: int = 40_000) -> bytes:
    return rng.randbytes(rng.randrange(most))


def _head(*lines: bytes, status: bytes = b"HTTP/1.1 200 OK") -> bytes:
    return b"\r\n".join((status, *lines, b"", b""))


def _length(body: bytes) -> bytes:
    return b"Content-Length: %d" % len(body)


def sized(rng: Random) -> Message:
    body = _body(rng)
    return Message(_head(b"Content-Type: text/html", _length(body)) + body, body)


def empty(rng: Random) -> Message:
    return Message(_head(b"Content-Length: 0"), b"")


def odd_headers(rng: Random) -> Message:
    body = _body(rng)
    lines = (
        b"cOnTeNt-tYpE:text/html",
        b"Set-Cookie: a=1",
        b"set-cookie: a=2",
        b"X-Folded: one",
        b"  two",
        b"\tthree",
        b"no colon here",
        b"X-Foo : blank before the colon",
        "X-Título: título".encode(),
        b"X-Latin: caf\xe9 \xff\x00\x01",
        b": no name",
        b"X-Empty:",
        b"X-Blank:   \t ",
        b"content-LENGTH:   %d  " % len(body),
    )
    return Message(_head(*lines) + body, body)


def blank_before_colon(rng: Random) -> Message:
    body = _body(rng)
    return Message(_head(b"X-Foo : v", b"Content-Length : %d" % len(body)) + body, body)


def colonless(rng: Random) -> Message:
    return Message(_head(b"no colon here", b"Content-Length: 2") + b"ok", b"ok")


def odd_name(rng: Random) -> Message:
    return Message(_head("X-Título: v".encode(), b"Content-Length: 2") + b"ok", b"ok")


def unnamed(rng: Random) -> Message:
    return Message(_head(b": no name", b"Content-Length: 2") + b"ok", b"ok")


def continued_first_line(rng: Random) -> Message:
    return Message(_head(b" leading: blank", b"Content-Length: 2") + b"ok", b"ok")


def long_header(rng: Random) -> Message:
    value = b"v" * rng.randrange(16_384, 300_000)
    return Message(_head(b"X-Long: " + value, b"Content-Length: 2") + b"ok", b"ok")


def many_headers(rng: Random) -> Message:
    lines = [b"X-%d: %s" % (n, rng.randbytes(20).hex().encode()) for n in range(1000)]
    return Message(_head(*lines, b"Content-Length: 2") + b"ok", b"ok")


def bare_lf(rng: Random) -> Message:
    body = _body(rng)
    head = _head(b"Content-Type: text/html", b"X-Folded: a", b"  b", _length(body))
    return Message(head.replace(b"\r\n", b"\n") + body, body)


def mixed_line_ends(rng: Random) -> Message:
    return Message(b"HTTP/1.1 200 OK\nA: 1\r\nContent-Length: 2\r\nB: 2\n\r\nok", b"ok")


def _chunks(rng: Random, body: bytes, extension: bytes = b"") -> bytes:
    coded = b""
    while body:
        size = rng.randrange(1, 9000)
        piece, body = body[:size], body[size:]
        digits = (b"%x" if rng.random() < 0.5 else b"%04X") % len(piece)
        coded += digits + extension + b"\r\n" + piece + b"\r\n"
    return coded


def chunked(rng: Random) -> Message:
    body = _body(rng)
    return Message(_head(b"Transfer-Encoding: chunked") + _chunks(rng, body) + b"0\r\n\r\n", body)


def chunked_oddly(rng: Random) -> Message:
    body = _body(rng)
    coded = _chunks(rng, body, b';name="a;b";x') + b"000;last\r\nX-Trailer: t\r\nX-Other:\r\n\r\n"
    return Message(_head(b"tRANSFER-eNCODING: Chunked", b"Trailer: X-Trailer") + coded, body)


def identity(rng: Random) -> Message:
    body = _body(rng)
    return Message(_head(b"Transfer-Encoding: identity", _length(body)) + body, body)


def gzipped(rng: Random) -> Message:
    body = gzip.compress(b"news " * rng.randrange(5000), mtime=0)
    return Message(_head(b"Content-Encoding: gzip", _length(body)) + body, body)


def gzipped_in_chunks(rng: Random) -> Message:
    body = gzip.compress(_body(rng), mtime=0)
    head = _head(b"Content-Encoding: gzip", b"Transfer-Encoding: chunked")
    return Message(head + _chunks(rng, body) + b"0\r\n\r\n", body)


def brotli_coded(rng: Random) -> Message:
    body = brotli.compress(b"news " * rng.randrange(5000))
    return Message(_head(b"Content-Encoding: br", _length(body)) + body, body)


def zstd_coded(rng: Random) -> Message:
    # RFC 8878: magic, single segment of 5 bytes, one raw last block
    body = bytes.fromhex("28b52ffd20052900006e65777321")
    return Message(_head(b"Content-Encoding: zstd", _length(body)) + body, body)


def early_hints(rng: Random) -> Message:
    hint = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"
    return replace(sized(rng), interim=hint * rng.randrange(1, 4))


def continued(rng: Random) -> Message:
    posted = rng.randbytes(rng.randrange(1, 60_000))
    return replace(
        chunked(rng), interim=b"HTTP/1.1 100 Continue\r\n\r\n", method="POST", request_body=posted
    )


def no_content(rng: Random) -> Message:
    return Message(_head(b"X-A: 1", status=b"HTTP/1.1 204 No Content"), b"", status=204)


def not_modified(rng: Random) -> Message:
    lines = (b'ETag: "a"', b"Content-Length: 1234")
    return Message(_head(*lines, status=b"HTTP/1.1 304 Not Modified"), b"", status=304)


def head(rng: Random) -> Message:
    return Message(_head(b"Content-Length: 4321"), b"", method="HEAD")


def posted(rng: Random) -> Message:
    return replace(sized(rng), method="POST", request_body=_body(rng))


def put_nothing(rng: Random) -> Message:
    return replace(sized(rng), method="PUT")


def not_found(rng: Random) -> Message:
    body = _body(rng)
    return Message(_head(_length(body), status=b"HTTP/1.1 404 Nicht da \xe9") + body, body, status=404)


def failing(rng: Random) -> Message:
    return Message(_head(b"Content-Length: 4", status=b"HTTP/1.1 503 ") + b"busy", b"busy", status=503)


def no_reason(rng: Random) -> Message:
    return Message(_head(b"Content-Length: 2", status=b"HTTP/1.1 200") + b"ok", b"ok")


def until_close(rng: Random) -> Message:
    body = _body(rng)
    return Message(_head(b"Connection: close") + body, body, end=End.CLOSE)


def old_version(rng: Random) -> Message:
    body = _body(rng)
    return Message(_head(b"A: 1", status=b"HTTP/1.0 200 OK") + body, body, end=End.CLOSE)


def closing(rng: Random) -> Message:
    body = _body(rng)
    return Message(_head(b"Connection: close", _length(body)) + body, body, end=End.CLOSE)


def closing_unannounced(rng: Random) -> Message:
    return replace(sized(rng), end=End.CUT)


def until_reset(rng: Random) -> Message:
    body = rng.randbytes(20_000)
    return Message(_head(b"A: 1") + body, body, end=End.RESET, truncated="disconnect")


def cut_short(rng: Random) -> Message:
    part = rng.randbytes(rng.randrange(1, 20_000))
    return Message(_head(b"Content-Length: 50000") + part, end=End.CLOSE, truncated="disconnect")


def cut_in_chunk(rng: Random) -> Message:
    part = _chunks(rng, rng.randbytes(10_000))[:-3]
    return Message(_head(b"Transfer-Encoding: chunked") + part, end=End.CLOSE, truncated="disconnect")


def cut_in_head(rng: Random) -> Message:
    return Message(b"HTTP/1.1 200 OK\r\nContent-Le", status=None, end=End.CLOSE, truncated="disconnect")


def reset_midway(rng: Random) -> Message:
    part = rng.randbytes(rng.randrange(1, 20_000))
    return Message(_head(b"Content-Length: 50000") + part, end=End.RESET, truncated="disconnect")


def no_answer(rng: Random) -> Message:
    return Message(b"", status=None, end=End.CLOSE, method="POST", request_body=b"x")


def reset_at_once(rng: Random) -> Message:
    return Message(b"", status=None, end=End.RESET, method="POST", request_body=b"x")


def stalled(rng: Random) -> Message:
    return Message(b"", status=None, end=End.STALL)


def stalled_in_head(rng: Random) -> Message:
    return Message(b"HTTP/1.1 200 OK\r\nA: ", status=None, end=End.STALL, truncated="time")


def stalled_in_body(rng: Random) -> Message:
    return Message(_head(b"Content-Length: 99") + b"some", end=End.STALL, truncated="time")


def too_large(rng: Random) -> Message:
    body = rng.randbytes(3 * MAXSIZE)
    return Message(_head(_length(body)) + body, truncated="length", end=End.CLOSE)


def too_large_in_chunks(rng: Random) -> Message:
    coded = _chunks(rng, rng.randbytes(3 * MAXSIZE))
    return Message(_head(b"Transfer-Encoding: chunked") + coded, truncated="length", end=End.STALL)


def endless_head(rng: Random) -> Message:
    line = b"X-Filler: " + b"v" * 8000 + b"\r\n"
    return Message(b"HTTP/1.1 200 OK\r\n" + line * 200, status=None, truncated="length", end=End.STALL)


def bloated_chunks(rng: Random) -> Message:
    coded = (b"1;" + b"x" * 1000 + b"\r\n.\r\n") * 2500
    return Message(_head(b"Transfer-Encoding: chunked") + coded, truncated="length", end=End.STALL)


def junk_after(rng: Random) -> Message:
    body = _body(rng, 4000)  # arrives together with the junk
    return Message(_head(_length(body)) + body, body, junk=b"\r\n<!-- left over -->" * rng.randrange(1, 9))


def junk_after_chunks(rng: Random) -> Message:
    body = _body(rng, 4000)
    message = _head(b"Transfer-Encoding: chunked") + _chunks(rng, body) + b"0\r\n\r\n"
    return Message(message, body, junk=b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong")


def junk_after_nothing(rng: Random) -> Message:
    return replace(no_content(rng), junk=b"body of a 204")


def bad_chunk_size(rng: Random) -> Message:
    message = _head(b"Transfer-Encoding: chunked") + b"5\r\nhello\r\nxyz\r\n"
    return Message(message, truncated="unspecified", end=End.STALL)


def bad_status(rng: Random) -> Message:
    return Message(b"HTTP/1.1 abc OK\r\n\r\nx", status=None, truncated="unspecified", end=End.STALL)


def no_http(rng: Random) -> Message:
    return Message(b"SSH-2.0-OpenSSH_9.6\r\n", status=None, truncated="unspecified", end=End.STALL)


def two_lengths(rng: Random) -> Message:
    lines = (b"Content-Length: 2", b"Content-Length: 3")
    return Message(_head(*lines) + b"ok!", truncated="unspecified", end=End.STALL)


def resent(rng: Random) -> Message:
    """Dies without a byte on a connection used before; answers on a new one (see `answer`)."""
    return sized(rng)


CASES: dict[str, Callable[[Random], Message]] = {
    make.__name__: make
    for make in (
        sized, empty, odd_headers, blank_before_colon, colonless, odd_name, unnamed,
        continued_first_line, long_header, many_headers, bare_lf, mixed_line_ends, chunked,
        chunked_oddly, identity, gzipped, gzipped_in_chunks, brotli_coded, zstd_coded, early_hints,
        continued, no_content, not_modified, head, posted, put_nothing, not_found, failing, no_reason,
        until_close, old_version, closing, closing_unannounced, until_reset, cut_short, cut_in_chunk,
        cut_in_head, reset_midway, no_answer, reset_at_once, stalled, stalled_in_head, stalled_in_body,
        too_large, too_large_in_chunks, endless_head, bloated_chunks, junk_after, junk_after_chunks,
        junk_after_nothing, bad_chunk_size, bad_status, no_http, two_lengths, resent,
    )
}  # fmt: skip


def message_of(case: str, number: int) -> Message:
    """The message for a request, the same each time."""
    return CASES[case](Random(f"{case}/{number}"))


def answer(turn: Turn) -> Answer:
    """Send a case's message in pieces cut anywhere."""
    if turn.case == "resent" and turn.nth:
        return Answer((), End.RESET if turn.number % 2 else End.CUT)
    message = message_of(turn.case, turn.number)
    rng = Random(f"pieces {turn.case}/{turn.number}")
    whole = message.interim + message.message + message.junk
    first = len(message.interim) if turn.case == "early_hints" else 0
    last = len(whole) - len(message.junk) - 1 if message.junk else len(whole)
    cuts = sorted({rng.randrange(first, last + 1) for _ in range(rng.choice((0, 0, 1, 3)))})
    edges = [0, *cuts, len(whole)]
    pieces = [whole[low:high] for low, high in itertools.pairwise(edges) if low < high]
    return Answer(tuple(pieces), message.end, pause=rng.choice((0.0, 0.001, 0.01)))


HEAVY = ("stalled", "stalled_in_head", "stalled_in_body", "endless_head", "bloated_chunks")
FAST = sorted(CASES.keys() - set(HEAVY))


def requests_for(origin: str, count: int, **common: Any) -> list[dict[str, Any]]:
    """Keyword arguments of ``count`` Scrapy requests: every case once, then any but the heavy ones."""
    rng = Random(count)
    names = [*CASES, *(rng.choice(FAST) for _ in range(count - len(CASES)))]
    return [_request(origin, case, number, common) for number, case in enumerate(names)]


def _request(origin: str, case: str, number: int, common: dict[str, Any]) -> dict[str, Any]:
    message = message_of(case, number)
    meta = dict(common.get("meta", {}))
    meta["download_timeout"] = STALL_SECONDS if case.startswith("stalled") else 60
    return {
        "url": f"{origin}/{case}/{number}",
        "method": message.method,
        "body": message.request_body,
        "headers": {"X-Title": "título", "Referer": f"{origin}/", "Authorization": f"Basic {number}"},
        **common,
        "meta": meta,
    }
