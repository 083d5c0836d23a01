"""HTTP/1.1 as far as a browser on this machine needs it: requests read, ranges resolved. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

_LINE = re.compile(r"(GET|HEAD|[A-Z]{1,20}) (/[\x21-\x7e]*) HTTP/1\.[01]")
_RANGE = re.compile(r"bytes=(\d{0,19})-(\d{0,19})")


class MalformedRequestError(ValueError):
    """The bytes are no request."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request without body."""

    method: str
    target: str
    fields: dict[str, str]
    """Header fields by lower-case name."""

    @property
    def path(self) -> str:
        """The path, decoded once."""
        return unquote(urlsplit(self.target).path)

    def argument(self, name: str) -> str:
        """The first value of a query argument, or empty."""
        return parse_qs(urlsplit(self.target).query).get(name, [""])[0]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: bytes, or a file of which parts may be asked for."""

    body: bytes | Path
    content_type: str = "text/html; charset=utf-8"
    status: HTTPStatus = HTTPStatus.OK
    fields: dict[str, str] = field(default_factory=dict)


def parse_request(head: bytes) -> Request:
    """Read a header section with its blank line. :raises MalformedRequestError: it is none."""
    start, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    found = _LINE.fullmatch(start)
    if found is None:
        raise MalformedRequestError("no request line")
    fields: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip() or name.lower() in fields:
            raise MalformedRequestError("a malformed or repeated header field")
        fields[name.lower()] = value.strip()
    return Request(found[1], found[2], fields)


def byte_range(value: str | None, size: int) -> tuple[int, int] | None:
    """The part ``[start, end)`` that a Range field asks for (RFC 9110, section 14.2).

    None for the whole: no field, several ranges, or another unit.

    :raises IndexError: nothing of what is asked for exists.
    """
    found = _RANGE.fullmatch(value or "")
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        start, end = max(size - int(found[2]), 0), size
    else:
        start = int(found[1])
        end = min(int(found[2]) + 1, size) if found[2] else size
        if found[2] and int(found[2]) < start:
            return None
    if start >= end:
        raise IndexError(f"bytes {value} of {size}")
    return start, end


def is_ours(host: str | None, port: int) -> bool:
    """Whether a Host field names this server, and no name that resolves to it (DNS rebinding)."""
    return host in {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}
