"""What verification finds: faults, each one line, never more of them than memory holds."""

from __future__ import annotations

from dataclasses import dataclass, field

FAULT_LIMIT = 10_000
"""Faults that are kept of one file; the rest are counted."""

_SHOWN = 400  # characters of a fault's text


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, where, and with which record."""

    file: str
    """Path of the file, as it was found."""
    offset: int | None
    """Bytes from the start of the file to the record; None when the whole file is meant."""
    record_id: str | None
    """WARC-Record-ID, when it is known."""
    problem: str
    """What is wrong, in words."""

    def __str__(self) -> str:
        """``<file>: byte <offset>: <record id>: <problem>``: one line, printable."""
        place = "" if self.offset is None else f" byte {self.offset}:"
        record = f" {self.record_id}:" if self.record_id else ""
        return printable(f"{self.file}:{place}{record} {self.problem}")


@dataclass(slots=True)
class FaultLog:
    """The faults of one file: the first `FAULT_LIMIT` are kept, all are counted."""

    file: str
    faults: list[Fault] = field(default_factory=list)
    count: int = 0

    def add(self, problem: str, offset: int | None = None, record_id: str | None = None) -> None:
        """Note a fault."""
        self.count += 1
        if self.count <= FAULT_LIMIT:
            self.faults.append(Fault(self.file, offset, record_id and record_id[:200], problem[:_SHOWN]))


def printable(text: str) -> str:
    """``text`` without anything that could end its line or steer a terminal."""
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)
