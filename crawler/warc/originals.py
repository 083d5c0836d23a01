"""Proves that a capture can stand for others with the same payload: whole, and what its digest says."""

from __future__ import annotations

from pathlib import Path

from crawler.errors import ArchiveError
from crawler.warc.cdxj import Capture
from crawler.warc.http import parse_head, split_head
from crawler.warc.opening import open_warc
from crawler.warc.parsing import RecordError, StoredRecord, digest_problems, read_stored
from crawler.warc.revisit import Original


def original_in(archive: Path, capture: Capture) -> Original | None:
    """The response record of ``capture``, if a revisit may refer to it; its bytes are read and hashed.

    None when it is missing, damaged, truncated or segmented, or not the answer with status 200 and the
    payload that the index tells of.
    """
    try:
        with open_warc(archive, capture.file) as file:
            record = read_stored(file, capture.offset)
    except (ArchiveError, RecordError, OSError):
        return None
    head, _ = split_head(record.block)
    try:
        if parse_head(head).status == 200 and _is_original(record, capture):
            return Original(record.reference(capture.file), record.get("WARC-Date"), head)
    except ValueError:  # a WARC-Date of reduced precision
        pass
    finally:
        record.block.spool.close()
    return None


def _is_original(record: StoredRecord, capture: Capture) -> bool:
    if record.get("WARC-Type") != "response" or record.get("WARC-Payload-Digest") != capture.digest:
        return False
    if record.get("WARC-Truncated") or record.get("WARC-Segment-Number"):
        return False
    return not any(digest_problems(record))
