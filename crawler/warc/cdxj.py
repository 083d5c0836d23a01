"""CDXJ lines: what stands where in a WARC file, one line a capture, as ``cdxj-indexer`` writes them.

A line is ``<SURT key> <14-digit UTC time> <JSON>``. The reading of HTTP heads below is warcio's, which that
tool uses, kept to the letter: the two indexes of a file are the same, byte by byte.
"""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b32encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from json.encoder import encode_basestring_ascii as _quoted

from surt import surt

from crawler.warc.http import split_head

INDEXED = ("response", "revisit", "resource", "metadata")
"""WARC-Types that the index has lines of, but for resources and metadata of ``application/warc-fields``."""

_FIELDS = "application/warc-fields"
_PLAIN = re.compile(
    r"https?://(?!www[0-9]*\.)((?:[a-z0-9-]+\.)*[a-z][a-z0-9-]*)((?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+)/?"
)
_USUAL_HEAD = re.compile(
    rb"HTTP/1\.[01] ([0-9]{3})(?: [ -~]*+)?\r\n"
    rb"(?>(?!content-type:)[a-z][a-z0-9-]*+:[ -~]*+\r\n)*+content-type: *+([!-~][ -~]*+)\r\n",
    re.IGNORECASE,
)
"""A head of which warcio's reading, and ours below, takes just this status and this media type."""
_MIME_END = re.compile(r"[;\s]")
_NOT_DIGITS = re.compile(r"[^0-9]+")
_USUAL_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})[.Z]")
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
    if plain := _PLAIN.fullmatch(url):  # what surt makes of such URLs, in a tenth of its time
        return f"{','.join(reversed(plain[1].split('.')))}){plain[2].lower()}"
    try:
        return str(surt(url))
    except Exception:  # noqa: BLE001 - whatever surt makes of a hostile URL, its captures must be found
        return url


@dataclass(slots=True)
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
        pairs = [f'"{name}": {_quoted(value)}' for name, value in (self.values | place).items()]
        return f"{self.key} {self.timestamp} {{{', '.join(pairs)}}}\n".encode()


def describe(fields: Sequence[tuple[str, str]], block: Iterable[bytes]) -> Description | None:
    """What the index says of a record; None when it leaves the record out.

    :param fields: the named fields of the record's header, in order.
    :param block: its content block in pieces; only its head is read, unless it states no payload digest.
    """
    named = {name.lower(): value for name, value in reversed(fields)}  # the first of a name counts
    return description(
        named.get("warc-type", ""),
        url=named.get("warc-target-uri"),
        date=named.get("warc-date", ""),
        content_type=named.get("content-type"),
        payload_digest=named.get("warc-payload-digest"),
        block=block,
    )


def description(
    kind: str,
    *,
    url: str | None,
    date: str,
    content_type: str | None,
    payload_digest: str | None,
    block: Iterable[bytes],
) -> Description | None:
    """As `describe`, of a record whose WARC-Type is ``kind`` and whose fields are given by name."""
    if kind not in INDEXED or (content_type == _FIELDS and kind in ("resource", "metadata")):
        return None
    message = _Message(block) if _holds_http(kind, url) else None
    values = {
        "url": url,
        "mime": _mime(kind, message.content_type if message else None, content_type),
        "status": message.status if message else None,
        "digest": payload_digest or _digest(kind, message, block),
    }
    return Description(
        url_key(url or ""),
        timestamp_of(date),
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
    if usual := _USUAL_DATE.match(date):
        return "".join(usual.groups())
    digits = _NOT_DIGITS.sub("", date)[:14]
    return digits + _FIRST_INSTANT[len(digits) :]


class _Message:
    """What the index takes from an HTTP response."""

    def __init__(self, block: Iterable[bytes]) -> None:
        self._head, self._rest = split_head(block)
        self.status: str | None
        self.content_type: str | None
        if usual := _USUAL_HEAD.match(self._head):
            self.status, self.content_type = usual[1].decode(), usual[2].decode().rstrip()
        else:
            self.status, self.content_type = self._status(), self._content_type()

    @cached_property
    def _lines(self) -> list[str]:
        return _lines(self._head)

    @property
    def _start(self) -> str:
        return self._lines[0].rstrip()

    def _status(self) -> str | None:
        words = self._start.split(" ", 1)
        code = words[1].strip().split(" ", 1)[0] if len(words) > 1 else ""
        return code if code or any(self._fields()) else None

    def _content_type(self) -> str | None:
        return next((value for name, value in self._fields() if name.lower() == "content-type"), None)

    def body(self) -> Iterator[bytes]:
        """Yield what follows the header section, which ends where warcio sees a blank line."""
        count = 1
        if self._start:
            blank = (number for number, line in enumerate(self._lines) if not line.rstrip())
            count = next(blank, len(self._lines)) + 1
        yield b"\n".join(self._head.split(b"\n")[count:])
        yield from self._rest

    def _fields(self) -> Iterator[tuple[str, str]]:
        name, value, colon = "", "", ""
        for number, line in enumerate(self._lines[1:] if self._start else ()):
            text = line.rstrip()
            if number and text[:1] in (" ", "\t"):
                value += text
                continue
            if colon:
                yield name, value
            if not text:
                return
            name, colon, value = text.partition(":")
            name, value = name.rstrip(" \t"), value.lstrip()
        if colon:
            yield name, value


def _lines(head: bytes) -> list[str]:
    try:
        return head.decode().split("\n")
    except UnicodeDecodeError:
        return [_text(line) for line in head.split(b"\n")]


def _text(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")


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
    for piece in message.body() if message else block:
        state.update(piece)
    return "sha1:" + b32encode(state.digest()).decode()
