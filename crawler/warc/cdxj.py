"""CDXJ lines: what stands where in a WARC file, one line a capture, as ``cdxj-indexer`` writes them.

A line is ``<SURT key> <14-digit UTC time> <JSON>``. The reading of HTTP heads below is warcio's, which that
tool uses, kept to the letter: the two indexes of a file are the same, byte by byte.
"""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b32encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from surt import surt

from crawler.warc.http import split_head

_INDEXED = ("response", "revisit", "resource", "metadata")
_FIELDS = "application/warc-fields"
_MIME_END = re.compile(r"[;\s]")
_NOT_DIGITS = re.compile(r"[^0-9]+")
_FIRST_INSTANT = "00000101000000"  # completes a date of reduced precision (WARC 1.1, section 5.4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One capture of a URL, as the index knows it."""

    key: str
    """The URL's SURT, canonical: what captures are looked up and sorted by."""
    timestamp: str
    """WARC-Date in UTC to the second, 14 digits: ``20220214002146``."""
    url: str
    """WARC-Target-URI."""
    mime: str
    """Media type as the server stated it; ``warc/revisit`` of a revisit; may be empty."""
    status: str
    """HTTP status code as sent; empty when there was none."""
    digest: str
    """WARC-Payload-Digest, labelled; may be empty."""
    offset: int
    """Bytes from the start of the WARC file to the record."""
    length: int
    """Bytes of the record in the file: its gzip member, when compressed."""
    file: str
    """The WARC file: its name in a CDXJ file; in a catalog's answers relative to the archive folder."""

    @property
    def may_be_original(self) -> bool:
        """Whether its payload may stand for others: redirects, errors and revisits never do."""
        return self.status == "200" and self.mime != "warc/revisit" and self.digest != ""


def url_key(url: str) -> str:
    """The SURT of ``url``; a URL that has none is its own key."""
    try:
        return str(surt(url))
    except Exception:  # noqa: BLE001 - whatever surt makes of a hostile URL, its captures must be found
        return url


@dataclass(frozen=True, slots=True)
class Description:
    """What an index says of a record, but for where it lies."""

    key: str
    timestamp: str
    values: dict[str, str]
    """``url``, ``mime``, ``status`` and ``digest``, in this order; what the record does not have is left
    out."""

    def line(self, *, offset: int, length: int, filename: str) -> bytes:
        """The record's CDXJ line, with its LF.

        :param offset: bytes from the start of the file to the record; ``length``: those of the record.
        """
        place = {"length": str(length), "offset": str(offset), "filename": filename}
        return f"{self.key} {self.timestamp} {json.dumps(self.values | place)}\n".encode()


def describe(fields: Sequence[tuple[str, str]], block: Iterable[bytes]) -> Description | None:
    """What the index says of a record; None when it leaves the record out.

    :param fields: the named fields of the record's header, in order.
    :param block: its content block in pieces; only its head is read, unless it states no payload digest.
    """
    named = {name.lower(): value for name, value in reversed(fields)}  # the first of a name counts
    kind, content_type = named.get("warc-type"), named.get("content-type")
    if kind not in _INDEXED or (content_type == _FIELDS and kind in ("resource", "metadata")):
        return None
    url = named.get("warc-target-uri")
    message = _Message(block) if _holds_http(kind, url) else None
    values = {
        "url": url,
        "mime": _mime(kind, message.content_type if message else None, content_type),
        "status": message.status if message else None,
        "digest": named.get("warc-payload-digest") or _digest(kind, message, block),
    }
    return Description(
        url_key(url or ""),
        timestamp_of(named.get("warc-date", "")),
        {name: value for name, value in values.items() if value is not None},
    )


def parse_line(line: bytes, file: str | None = None) -> Capture:
    """The capture that a line states. :raises ValueError: it is no CDXJ line.

    :param file: what `Capture.file` is to be, when not the line's own ``filename``.
    """
    key, timestamp, text = line.decode().split(" ", 2)
    values = json.loads(text)
    try:
        return Capture(
            key=key,
            timestamp=timestamp,
            url=values.get("url", ""),
            mime=values.get("mime", ""),
            status=values.get("status", ""),
            digest=values.get("digest", ""),
            offset=int(values["offset"]),
            length=int(values["length"]),
            file=file or values["filename"],
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no CDXJ line: {error!r}") from error


def timestamp_of(date: str) -> str:
    """14 digits for a WARC-Date of any precision."""
    digits = _NOT_DIGITS.sub("", date)[:14]
    return digits + _FIRST_INSTANT[len(digits) :]


class _Message:
    """What the index takes from the head of an HTTP response."""

    __slots__ = ("body", "content_type", "status")

    def __init__(self, block: Iterable[bytes]) -> None:
        head, rest = split_head(block)
        lines = head.split(b"\n")
        start = _text(lines[0])
        fields, count = _header(lines) if start else ([], 1)
        words = start.split(" ", 1)
        code = words[1].strip().split(" ", 1)[0] if len(words) > 1 else ""
        self.status = code if code or fields else None
        self.content_type = next((value for name, value in fields if name.lower() == "content-type"), None)
        self.body = (b"\n".join(lines[count:]), rest)


def _header(lines: list[bytes]) -> tuple[list[tuple[str, str]], int]:
    """The header fields that follow a status line, and how many lines the header section has."""
    fields: list[tuple[str, str]] = []
    name, value, colon = "", "", ""
    for number, line in enumerate(lines[1:], 2):
        text = _text(line)
        if number > 2 and text[:1] in (" ", "\t"):
            value += text
            continue
        if colon:
            fields.append((name, value))
        if not text:
            return fields, number
        name, colon, value = text.partition(":")
        name, value = name.rstrip(" \t"), value.lstrip()
    return ([*fields, (name, value)] if colon else fields), len(lines)


def _text(line: bytes) -> str:
    try:
        return line.decode().rstrip()
    except UnicodeDecodeError:
        return line.decode("latin-1").rstrip()


def _holds_http(kind: str, url: str | None) -> bool:
    return kind in ("response", "revisit") and (url or "").startswith(("http:", "https:"))


def _mime(kind: str, stated: str | None, content_type: str | None) -> str | None:
    if kind == "revisit":
        return "warc/revisit"
    value = stated if kind == "response" else content_type
    return _MIME_END.split(value, maxsplit=1)[0].strip() if value else value


def _digest(kind: str, message: _Message | None, block: Iterable[bytes]) -> str | None:
    if kind == "revisit":
        return None
    state = hashlib.sha1(usedforsecurity=False)
    first, rest = message.body if message else (b"", block)
    state.update(first)
    for piece in rest:
        state.update(piece)
    return "sha1:" + b32encode(state.digest()).decode()
