"""What a revisit record says of the capture whose payload it stands for (WARC 1.1, section 6.7)."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.items import WarcRef
from crawler.warc.fields import Fields
from crawler.warc.http import is_chunked, parse_head

_NOT_MODIFIED_STATUS = 304
_PROFILES = "http://netpreserve.org/warc/1.1/revisit/"
IDENTICAL = f"{_PROFILES}identical-payload-digest"
"""WARC-Profile of a response that brought the payload of an earlier one."""
NOT_MODIFIED = f"{_PROFILES}server-not-modified"
"""WARC-Profile of a 304: the server states that an earlier payload is still what it would send."""


@dataclass(frozen=True, slots=True)
class Original:
    """A response with status 200 that is whole in the archive: others may refer to it."""

    ref: WarcRef
    """Its record."""
    date: str
    """Its WARC-Date, character by character."""
    head: bytes
    """Its status line and header fields."""


def revisit_fields(original: Original, status: int | None) -> Fields:
    """The fields that only a revisit record has.

    :param status: of the response that the record is of.
    """
    ref = original.ref
    yield "WARC-Profile", NOT_MODIFIED if status == _NOT_MODIFIED_STATUS else IDENTICAL
    yield "WARC-Refers-To", ref.record_id
    yield "WARC-Refers-To-Target-URI", ref.url.strip("<>")  # as WARC 1.0 had it
    yield "WARC-Refers-To-Date", original.date


def coded_alike(head: bytes, other: bytes) -> bool:
    """Whether two messages have the same transfer and content codings.

    Readers join the head of a revisit to the body of its original as that was sent: pywb would show chunks.
    """
    return _codings(head) == _codings(other)


def _codings(head: bytes) -> tuple[bool, list[bytes]]:
    named = b"content-encoding" in head.lower()
    return is_chunked(head), parse_head(head).values(b"Content-Encoding") if named else []
