"""The CDXJ index beside a WARC file against its records: each line leads to one, each one has its line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from crawler.warc.cdxj import Capture, Description, describe, parse_line
from crawler.warc.http import split_head
from crawler.warc.verification.header import Header
from crawler.warc.verification.keys import PARTS, Rows, key_of

_LINE_LIMIT = 1 << 20


class IndexCheck:
    """Gathers what the index should hold while the records are read. Sixteen bytes a capture.

    :param path: the index.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._expected = Rows(2)

    def note(self, description: Description | None, offset: int, length: int) -> None:
        """Take in a record that was read; `description` is None when the index leaves it out."""
        if description is not None:
            texts = _texts(parse_line(description.line(offset=offset, length=length, filename="-")))
            self._expected.add(key_of(*texts), offset)

    def problems(self) -> Iterator[tuple[str, int]]:
        """Yield what is wrong, and the offset in the WARC file of the record that is meant (0: of none)."""
        listed = Rows(2)
        yield from self._read(listed)
        for number in range(PARTS):
            expected = {row[0]: row[1] for row in self._expected.part(number)}
            for key, offset in listed.part(number):
                if expected.pop(key, None) is None:
                    yield (
                        f"a line of {self.path.name} does not lead to its record, or says other things",
                        offset,
                    )
            for offset in expected.values():
                yield f"the record has no line of its own in {self.path.name}", offset

    def _read(self, listed: Rows) -> Iterator[tuple[str, int]]:
        before = b""
        with self.path.open("rb") as file:
            for number, line in enumerate(iter(lambda: file.readline(_LINE_LIMIT), b""), 1):
                if line < before:
                    yield f"line {number} of {self.path.name} is out of order", 0
                before = line
                try:
                    capture = parse_line(line)
                except ValueError:
                    yield f"line {number} of {self.path.name} is no CDXJ line", 0
                    continue
                listed.add(key_of(*_texts(capture)), min(max(capture.offset, 0), 1 << 62))


def described(
    header: Header, block: Iterator[bytes], again: Iterable[bytes]
) -> tuple[Description | None, Iterator[bytes]]:
    """What the index says of a record, and its whole block, of which only the head was read.

    :param again: the block once more, for a record without a payload digest, of which all must be read.
    """
    fields = list(header.fields.items())
    if not header.get("warc-payload-digest"):
        return describe(fields, again), block
    head, body = split_head(block)
    return describe(fields, (head,)), chain((head,), body, block)


def _texts(capture: Capture) -> tuple[str, ...]:
    place = (str(capture.offset), str(capture.length))
    return (
        capture.key,
        capture.timestamp,
        capture.url,
        capture.mime,
        capture.status,
        capture.digest,
        *place,
    )
