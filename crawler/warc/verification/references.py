"""Record ids that stand there once only, and references that lead to a record (WARC 1.1, section 5).

Each file's process notes numbers for ids and references, the main process brings them together: some
thirty bytes a record, so an archive of ten million captures takes a gigabyte and no file is read twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from crawler.warc.verification.header import Header, bare
from crawler.warc.verification.keys import PARTS, Rows, key_of, place_of

CONCURRENT, WARCINFO, REFERS_TO, ORIGINAL = range(4)
"""Kinds of references: WARC-Concurrent-To, WARC-Warcinfo-ID, WARC-Refers-To, and
WARC-Refers-To-Target-URI with WARC-Refers-To-Date."""

_NEAR = 4096  # ids of one file that are at hand; references to these are followed at once


@dataclass(slots=True)
class References:
    """What the records of one file, or of many, are called and refer to."""

    file: int = 0
    """The file's number among those that are verified together."""
    ids: Rows = field(default_factory=lambda: Rows(2))
    """Record id and place of every record."""
    captures: Rows = field(default_factory=lambda: Rows(2))
    """Target URI with date, and payload digest, of every response and resource."""
    pending: Rows = field(default_factory=lambda: Rows(4))
    """References not yet followed: key, kind, payload digest (or 0), place of the referring record."""
    _near: set[str] = field(default_factory=set)
    _warcinfos: set[str] = field(default_factory=set)

    def note(self, header: Header, offset: int) -> None:
        """Remember a record and what it refers to."""
        place = place_of(self.file, offset)
        if header.id:
            self.ids.add(key_of(header.id), place)
            _remember(self._warcinfos if header.type == "warcinfo" else self._near, header.id)
        for target in header.concurrent:
            self._refer(target, CONCURRENT, place)
        if warcinfo := header.get("warc-warcinfo-id"):
            self._refer(warcinfo, WARCINFO, place)
        if refers_to := header.get("warc-refers-to"):
            self._refer(refers_to, REFERS_TO, place)
        if header.type in ("response", "resource"):
            key = key_of(header.target_uri, header.get("warc-date"))
            self.captures.add(key, _digest_key(header))
        if original := original_of(header):
            self.pending.add(key_of(*original), ORIGINAL, _digest_key(header), place)

    def note_damaged(self, record_id: str | None, offset: int) -> None:
        """Remember a record that is damaged: what refers to it is not at fault."""
        if record_id:
            self.ids.add(key_of(record_id), place_of(self.file, offset))
            _remember(self._warcinfos, record_id)

    def extend(self, other: References) -> None:
        """Take over what another file's records are called and refer to."""
        self.ids.extend(other.ids)
        self.captures.extend(other.captures)
        self.pending.extend(other.pending)

    def duplicates(self) -> Iterator[tuple[int, int]]:
        """Yield the places of records whose id another has: theirs, and the other's."""
        for number in range(PARTS):
            first: dict[int, int] = {}
            for key, place in self.ids.part(number):
                if key in first:
                    yield max(place, first[key]), min(place, first[key])
                else:
                    first[key] = place

    def unresolved(self) -> Iterator[tuple[int, int, int]]:
        """Yield each target that is not here: kind and place of a reference to it, and how many do."""
        for number in range(PARTS):
            ids = {key for key, _ in self.ids.part(number)}
            captures: dict[int, set[int]] = {}
            for key, digest in self.captures.part(number):
                captures.setdefault(key, set()).add(digest)
            missing: dict[tuple[int, int, int], list[int]] = {}
            for key, kind, digest, place in self.pending.part(number):
                found = _has(captures.get(key), digest) if kind == ORIGINAL else key in ids
                if not found:
                    missing.setdefault((key, kind, digest), []).append(place)
            for (_, kind, _), places in missing.items():
                yield kind, min(places), len(places)

    def _refer(self, target: str, kind: int, place: int) -> None:
        if target not in self._near and target not in self._warcinfos:
            self.pending.add(key_of(target), kind, 0, place)


def _remember(ids: set[str], record_id: str) -> None:
    if len(ids) >= _NEAR:
        ids.clear()
    ids.add(record_id)


def _has(digests: set[int] | None, digest: int) -> bool:
    """Whether a capture has the payload ``digest``; without a digest here or there, any capture will do."""
    return digests is not None and (not digest or digest in digests or 0 in digests)


def original_of(header: Header) -> tuple[str, str] | None:
    """URL and date of the capture that a record is a revisit of, if it says so."""
    url, instant = header.get("warc-refers-to-target-uri"), header.get("warc-refers-to-date")
    return (bare(url), instant) if url and instant else None


def _digest_key(header: Header) -> int:
    digest = header.get("warc-payload-digest")
    return key_of(digest) if digest else 0
