"""An answer of the sample site, and the exact bytes it travels as (RFC 9112)."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha1
from http import HTTPStatus
from itertools import cycle
from typing import Any

import brotlicffi as brotli

HTML = "text/html; charset=utf-8"
JSON = "application/json; charset=utf-8"
MODIFIED = datetime(2025, 3, 15, tzinfo=UTC)
"""When the standard pages were last changed."""

_CHUNK_SIZES = (1, 7, 251, 4099)
_CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda body: gzip.compress(body, 5, mtime=0),
    "br": lambda body: bytes(brotli.compress(body, quality=5)),
    "deflate": zlib.compress,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer, before content coding and framing."""

    body: bytes = b""
    status: int = 200
    content_type: str = HTML
    coding: str = "identity"
    """As `crawler.sample.model.Delivery.coding`."""
    framing: str = "length"
    """As `crawler.sample.model.Delivery.framing`."""
    modified: datetime | None = None
    """Last-Modified, aware; such an answer also bears an ETag and may become a 304."""
    headers: tuple[tuple[str, str], ...] = ()
    """Further header fields."""
    lasting: bool = True
    """Whether the same request gets the same answer again."""

    @property
    def etag(self) -> str:
        """A weak entity tag of the body."""
        return f'W/"{sha1(self.body, usedforsecurity=False).hexdigest()[:20]}"'


@dataclass(frozen=True, slots=True)
class Message:
    """A reply's bytes, but for the Date field that goes between its two parts."""

    status_line: bytes
    rest: bytes
    closes: bool
    """Whether the connection must end with it."""

    def at(self, date: bytes) -> bytes:
        """The whole message, sent at ``date`` (an HTTP date)."""
        return b"%sDate: %s\r\n%s" % (self.status_line, date, self.rest)


def text_reply(text: str, content_type: str = HTML, **options: Any) -> Reply:
    """A reply whose body is ``text`` in UTF-8."""
    return Reply(body=text.encode(), content_type=content_type, **options)


def redirect(status: int, location: str) -> Reply:
    """A redirect, with a short body as servers send it."""
    return text_reply(f"<p>{location}</p>\n", status=status, headers=(("Location", location),))


def unchanged(reply: Reply, fields: Mapping[str, str]) -> bool:
    """Whether a conditional request's ``fields`` (lower-case names) make it a 304 (RFC 9110, 13.1)."""
    if reply.modified is None:
        return False
    if tags := fields.get("if-none-match"):
        return reply.etag in {tag.strip() for tag in tags.split(",")}
    try:
        return parsedate_to_datetime(fields.get("if-modified-since", "")) >= reply.modified
    except (TypeError, ValueError):
        return False


def encode(reply: Reply, accepted: str, *, head: bool = False) -> Message:
    """The message for a client whose Accept-Encoding is ``accepted``; without body for a HEAD request."""
    body, fields = reply.body, [("Server", "sample"), ("Content-Type", reply.content_type), *reply.headers]
    if reply.modified:
        fields += [("Last-Modified", format_datetime(reply.modified, usegmt=True)), ("ETag", reply.etag)]
    if reply.coding != "identity":
        fields.append(("Vary", "Accept-Encoding"))
        if reply.coding in {part.split(";")[0].strip() for part in accepted.lower().split(",")}:
            body = _CODINGS[reply.coding](body)
            fields.append(("Content-Encoding", reply.coding))
    if reply.framing == "chunked":
        fields += [("Transfer-Encoding", "chunked"), ("Trailer", "X-Length")]
        body = chunked(body)
    elif reply.framing == "close":
        fields.append(("Connection", "close"))
    elif reply.status != 304:
        fields.append(("Content-Length", str(len(body))))
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields)
    status = HTTPStatus(reply.status)
    return Message(
        f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode(),
        lines.encode("latin-1") + b"\r\n" + (b"" if head or reply.status == 304 else body),
        reply.framing == "close",
    )


def chunked(body: bytes) -> bytes:
    """``body`` in chunks of odd sizes, the first with an extension, a trailer at the end."""
    parts, sizes, start = [], cycle(_CHUNK_SIZES), 0
    while start < len(body):
        piece = body[start : start + next(sizes)]
        extension = b"" if start else b';part="first"'
        parts.append(b"%x%s\r\n%s\r\n" % (len(piece), extension, piece))
        start += len(piece)
    return b"".join(parts) + b"0\r\nX-Length: %d\r\n\r\n" % len(body)
