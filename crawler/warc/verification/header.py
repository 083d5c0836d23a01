"""The grammar of a record's header (WARC 1.1, section 4): version line, named fields, blank line."""

from __future__ import annotations

import re
from dataclasses import dataclass

HEADER_LIMIT = 1 << 20
"""Bytes in which a header must end."""

END = b"\r\n\r\n"
"""The blank line that ends a header, and what ends a record."""

_TOKEN = rb"[!#$%&'*+\-.0-9A-Z^_`a-z|~]+"
_FIELD = rb"%b[ \t]*:[^\r\n\0]*(?:\r\n[ \t][^\r\n\0]*)*\r\n" % _TOKEN
_HEADER = re.compile(rb"WARC/1\.[01]\r\n(?:%b)*\r\n" % _FIELD)
_VERSION = re.compile(rb"WARC/1\.[01]\r\n")
_LINE = re.compile(_FIELD)
_FOLD = re.compile(r"\r\n[ \t]+")
_RECORD_ID = re.compile(rb"(?im)^WARC-Record-ID[ \t]*:[ \t]*(<[^\r\n>]{1,200}>)")
_REPEATABLE = frozenset(("warc-concurrent-to", "warc-protocol"))


class HeaderError(ValueError):
    """A header that breaks the grammar; it says where."""


@dataclass(frozen=True, slots=True)
class Header:
    """A record's named fields."""

    version: str
    """``1.0`` or ``1.1``."""
    fields: dict[str, str]
    """The first value of each field, by its lower-case name."""
    concurrent: list[str]
    """Every WARC-Concurrent-To."""
    repeated: list[str]
    """Lower-case names of standard fields that stand there more than once, though they may not."""

    def get(self, name: str) -> str:
        """The field's value by its lower-case name, or an empty string."""
        return self.fields.get(name, "")

    @property
    def type(self) -> str:
        """WARC-Type."""
        return self.fields.get("warc-type", "")

    @property
    def id(self) -> str:
        """WARC-Record-ID."""
        return self.fields.get("warc-record-id", "")

    @property
    def target_uri(self) -> str:
        """WARC-Target-URI, without the angle brackets that WARC 1.0 had."""
        return bare(self.get("warc-target-uri"))


def parse_header(head: bytes) -> Header:
    """Read a header with its blank line. :raises HeaderError: it breaks the grammar."""
    if not _HEADER.fullmatch(head):
        raise HeaderError(_breach(head))
    try:
        text = head.decode()
    except UnicodeDecodeError as error:
        raise HeaderError(f"its header is not UTF-8 at byte {error.start}") from error
    if "\r\n " in text or "\r\n\t" in text:
        text = _FOLD.sub(" ", text)
    header = Header(text[5:8], {}, [], [])
    fields = header.fields
    for line in text[10:-4].split("\r\n") if len(text) > 12 else ():
        name, _, value = line.partition(":")
        name, value = name.rstrip().lower(), value.strip()
        if name == "warc-concurrent-to":
            header.concurrent.append(value)
        if name in fields:
            _note_repeated(header, name)
        else:
            fields[name] = value
    return header


def id_in(head: bytes) -> str | None:
    """The WARC-Record-ID in what there is of a header."""
    found = _RECORD_ID.search(head)
    return found[1].decode("utf-8", "replace") if found else None


def bare(uri: str) -> str:
    """``uri`` without angle brackets around it."""
    return uri[1:-1] if uri.startswith("<") and uri.endswith(">") else uri


def _note_repeated(header: Header, name: str) -> None:
    standard = name.startswith("warc-") or name in ("content-length", "content-type")
    if standard and name not in _REPEATABLE and name not in header.repeated:
        header.repeated.append(name)


def _breach(head: bytes) -> str:
    version = _VERSION.match(head)
    if version is None:
        return "it does not begin with the line WARC/1.0 or WARC/1.1"
    if not head.endswith(END):
        return f"its header does not end within {len(head)} bytes"
    position = version.end()
    while line := _LINE.match(head, position):
        position = line.end()
    return f"its header breaks the grammar at byte {position}: {head[position : position + 40]!r}"
