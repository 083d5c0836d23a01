"""Which earlier answers a 304 confirms: the server says that one of them is what it would send again."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

from crawler.errors import ArchiveError
from crawler.warc.cdxj import Capture
from crawler.warc.http import parse_head, split_head
from crawler.warc.opening import open_warc
from crawler.warc.parsing import RecordError, read_stored

_TRIED = 4  # captures of one URL
_VALIDATORS = (b"ETag", b"Last-Modified")

Answer = tuple[str, bytes]
"""Payload digest and head of a response with status 200."""


def confirmed(head: bytes, answers: Iterable[Answer]) -> Iterator[str]:
    """Yield the payload digests of the ``answers`` that a 304 with ``head`` confirms, in their order.

    Those with its ETag, else with its Last-Modified; all of them when it states neither.
    """
    stated = _validators(head)
    name = next((name for name in _VALIDATORS if name in stated), None)
    for digest, known in answers:
        if name is None or _validators(known).get(name) == stated[name]:
            yield digest


def archived_answers(archive: Path, url: str, captures: Iterable[Capture]) -> Iterator[Answer]:
    """Yield the first few answers with status 200 among ``captures`` of exactly ``url``; revisits too."""
    same = (each for each in captures if each.url == url and each.status == "200" and each.digest)
    for capture in itertools.islice(same, _TRIED):
        with contextlib.suppress(ArchiveError, RecordError, OSError):  # a file that is gone or damaged
            with open_warc(archive, capture.file) as file:
                head, _ = split_head(read_stored(file, capture.offset).block)
            yield capture.digest, head


def _validators(head: bytes) -> dict[bytes, bytes]:
    """The fields that name a state of the resource (RFC 9110, section 8.8), without ``W/``."""
    fields = {name.lower(): value for name, value in parse_head(head).fields}
    known = (name for name in _VALIDATORS if name.lower() in fields)
    return {name: fields[name.lower()].removeprefix(b"W/") for name in known}
