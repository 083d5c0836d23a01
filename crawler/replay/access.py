"""Copies of WARC files for ReplayWeb.page, in which every body is one that it can read.

Its reader knows chunks only in their plainest form: no extensions, no bare LF, ``chunked`` in lower case;
and it does not inflate what HTTP calls ``deflate`` (RFC 9110, section 8.4.1.2). A record of another form is
copied without its chunks, or its coding; the rest byte for byte. The archive stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from crawler.warc.content import ContentError, decode
from crawler.warc.digest import digest_of
from crawler.warc.fields import field_lines
from crawler.warc.gzip import compress
from crawler.warc.http import is_chunked, payload_of, split_head
from crawler.warc.parsing import StoredRecord
from crawler.warc.reader import iter_records
from crawler.warc.wacz.exchanges import CAPTURES

_CODING = re.compile(rb"(?im)^transfer-encoding:[^\n]*\n")
_DEFLATE = re.compile(rb"(?im)^content-encoding:[ \t]*deflate[ \t]*\r?\n")
_LENGTH = re.compile(rb"(?im)^content-length:[^\n]*\n")
_PLAIN_CODING = re.compile(rb"(?im)^transfer-encoding:[ \t]*(?-i:chunked)\r\n")
_PLAIN_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})\r\n")
_CHANGED = ("warc-block-digest", "content-length")


def access_copy(warc: Path, folder: Path) -> Path:
    """``warc`` itself when all of it can be replayed, else its copy in ``folder``, under the same name.

    :raises crawler.errors.ArchiveError: it cannot be read to its end. :raises OSError:
    """
    if all(_is_readable(record) for record in iter_records(warc)):
        return warc
    copy = folder / warc.name
    with warc.open("rb") as source, copy.open("xb") as target:
        for record in iter_records(warc):
            if _is_readable(record):
                source.seek(record.offset)
                target.write(source.read(record.length))
            else:
                target.writelines(compress(_plain(record)))
    return copy


def _is_readable(record: StoredRecord) -> bool:
    if record.get("WARC-Type") not in CAPTURES:
        return True
    head, body = split_head(record.block)
    if _DEFLATE.search(head):
        return False
    if record.get("WARC-Type") == "revisit" or not is_chunked(head):
        return True
    return len(_CODING.findall(head)) == len(_PLAIN_CODING.findall(head)) == 1 and _is_plain(b"".join(body))


def _is_plain(body: bytes) -> bool:
    at = 0
    while at < len(body):
        size = _PLAIN_CHUNK.match(body, at)
        if size is None:
            return False
        if not int(size[1], 16):
            return True
        at = size.end() + int(size[1], 16) + 2
    return True


def _plain(record: StoredRecord) -> Iterator[bytes]:
    """The record without its chunks and ``deflate``; its payload digest stays what revisits name it by."""
    head, pieces = split_head(record.block)
    body = b"".join(payload_of(head, pieces))
    head = _CODING.sub(b"", head)
    if _DEFLATE.search(head):
        head, body = _inflated(head, body)
    block = head + body
    fields = [pair for pair in record.fields if pair[0].lower() not in _CHANGED]
    fields += [("WARC-Block-Digest", digest_of([block])), ("Content-Length", str(len(block)))]
    yield b"WARC/1.1\r\n" + field_lines(fields) + b"\r\n"
    yield block + b"\r\n\r\n"


def _inflated(head: bytes, body: bytes) -> tuple[bytes, bytes]:
    """Head and body without ``deflate``; as they are when the body is not what the head says."""
    try:
        body = decode(body, [b"deflate"])
    except ContentError:
        return head, body
    return _LENGTH.sub(b"", _DEFLATE.sub(b"", head)), body
