"""Walks through a WARC file record by record; after damage it goes on at the next record it can find."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.warc.verification.header import END, Header
from crawler.warc.verification.members import MAGIC, DamageError, Member, next_member
from crawler.warc.verification.record import Findings, read_record
from crawler.warc.verification.window import Window

_STEP = 64 * 1024
_PLAIN_START = b"\r\n\r\nWARC/1."


def walk_members(window: Window, findings: Findings, *, proven: bool) -> None:
    """Read a file of gzip members, one to be there for each record (WARC 1.1, annex D).

    :param proven: whether each bit of the file is proven already.
    """
    styles = _Styles()
    offset = 0
    while offset < window.size:
        if window.read(offset, len(MAGIC)) != MAGIC:
            offset = _pass_over(window, offset, findings)
            continue
        member = Member(window, offset)
        reading = read_record(member, findings)
        if not reading.whole or member.end is None:
            offset = next_member(window, offset + 1)
            continue
        if findings.index:
            findings.index.note(reading.description, offset, member.end - offset)
        if not proven:
            _check_surroundings(member, reading.header, styles, findings)
        offset = member.end


def walk_plain(window: Window, findings: Findings) -> None:
    """Read a file that is not compressed."""
    offset = 0
    while offset < window.size:
        reading = read_record(Plain(window, offset), findings)
        if reading.whole:
            if findings.index:
                length = reading.cursor.taken - len(END)  # as cdxj-indexer counts it here
                findings.index.note(reading.description, offset, length)
            offset += reading.cursor.taken
            continue
        found = window.find(_PLAIN_START, offset)
        offset = window.size if found is None else found + 4


def _pass_over(window: Window, offset: int, findings: Findings) -> int:
    end = next_member(window, offset + 1)
    if not (findings.growing and end == window.size):
        findings.log.add(f"no gzip member begins here: {end - offset} bytes belong to no record", offset)
    return end


def _check_surroundings(member: Member, header: Header | None, styles: _Styles, findings: Findings) -> None:
    record_id = header.id if header else None
    begins = header is not None and header.type == "warcinfo"
    if styles.differs(member.style(), begins=begins):
        problem = (
            "the header of its gzip member is not like that of the member before: one of them was altered"
        )
        findings.log.add(problem, member.offset, record_id)
    if member.padding_altered():
        problem = "the bits after its compressed data are not zero: its gzip member was altered"
        findings.log.add(problem, member.offset, record_id)


class _Styles:
    """How the members' headers are written: by one tool, alike; by another from a warcinfo record on."""

    def __init__(self) -> None:
        self._usual: bytes | None = None
        self._odd: bytes | None = None

    def differs(self, style: bytes, *, begins: bool) -> bool:
        """Whether ``style`` is unlike what was usual; seen twice in a row, it becomes usual."""
        if self._usual is None or begins or style == self._odd:
            self._usual, self._odd = style, None
            return False
        self._odd = style if style != self._usual else None
        return self._odd is not None


class Plain:
    """What is in a file from ``offset`` on."""

    alone = False

    def __init__(self, window: Window, offset: int) -> None:
        self._window = window
        self.offset = offset
        self.damage: DamageError | None = None

    def __iter__(self) -> Iterator[bytes]:
        offset = self.offset
        while piece := self._window.read(offset, _STEP):
            yield piece
            offset += len(piece)
