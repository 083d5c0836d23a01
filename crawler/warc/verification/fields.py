"""The fields that a record must have, and the form of their values (WARC 1.1, sections 5 and 6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from crawler.warc.verification.header import Header

_MANDATORY = {
    "warc-record-id": "WARC-Record-ID",
    "warc-type": "WARC-Type",
    "warc-date": "WARC-Date",
    "content-length": "Content-Length",
}
_BY_TYPE = {
    "response": ("WARC-Target-URI",),
    "resource": ("WARC-Target-URI",),
    "request": ("WARC-Target-URI",),
    "revisit": ("WARC-Target-URI", "WARC-Profile"),
    "conversion": ("WARC-Target-URI",),
    "continuation": ("WARC-Target-URI", "WARC-Segment-Number", "WARC-Segment-Origin-ID"),
}
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+")
_IDS = ("warc-record-id", "warc-warcinfo-id", "warc-refers-to", "warc-segment-origin-id")
_LENGTH = re.compile(r"[0-9]{1,19}")
_TIME = r"T([01][0-9]|2[0-3]):[0-5][0-9]"
_DATE_1_0 = re.compile(rf"([0-9]{{4}})-([0-9]{{2}})-([0-9]{{2}}){_TIME}:([0-5][0-9]|60)Z")
_DATE_1_1 = re.compile(
    r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})"
    rf"(?:{_TIME}(?::(?:[0-5][0-9]|60)(?:\.[0-9]{{1,9}})?)?Z)?)?)?"
)


def field_problems(header: Header) -> Iterator[str]:
    """Yield what the fields of a record lack or have wrong."""
    fields = header.fields
    yield from (f"the field {name} stands there more than once" for name in header.repeated)
    yield from (
        f"the mandatory field {name} is missing" for key, name in _MANDATORY.items() if not fields.get(key)
    )
    for name in _BY_TYPE.get(header.type, ()):
        if not fields.get(name.lower()):
            yield f"a {header.type} record must have the field {name}"
    for name in _IDS:
        if fields.get(name) and not _is_id(fields[name]):
            yield f"{name} is no URI in angle brackets: {fields[name]!r}"
    yield from (
        f"WARC-Concurrent-To is no URI in angle brackets: {i!r}" for i in header.concurrent if not _is_id(i)
    )
    yield from _value_problems(header)


def is_length(value: str) -> bool:
    """Whether ``value`` is a Content-Length."""
    return _LENGTH.fullmatch(value) is not None


def _value_problems(header: Header) -> Iterator[str]:
    length, instant = header.get("content-length"), header.get("warc-date")
    if length and not is_length(length):
        yield f"Content-Length is not a number: {length!r}"
    if instant and not is_date(instant, header.version):
        yield f"WARC-Date is not of the form that WARC {header.version} has: {instant!r}"
    if header.target_uri and not _URI.match(header.target_uri):
        yield f"WARC-Target-URI is no URI: {header.target_uri!r}"


@lru_cache(1024)
def is_date(value: str, version: str) -> bool:
    """Whether ``value`` is a WARC-Date: WARC 1.1 allows less than a day and fractions, 1.0 seconds only."""
    found = (_DATE_1_0 if version == "1.0" else _DATE_1_1).fullmatch(value)
    if found is None:
        return False
    try:
        date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return False
    return True


@lru_cache(1024)
def _is_id(value: str) -> bool:
    return value.startswith("<") and value.endswith(">") and _URI.fullmatch(value[1:-1]) is not None
