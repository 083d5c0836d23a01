"""What one job has written: the responses that its later ones may be revisits of."""

from __future__ import annotations

from typing import TypeVar

from crawler.warc.revisit import Original

_KEPT = 10_000  # of each kind: some 14 MB

Value = TypeVar("Value")


class WrittenResponses:
    """The latest responses with status 200 of a job, by payload and by URL. Bounded: the oldest go.

    One thread notes; any thread may ask.
    """

    def __init__(self, kept: int = _KEPT) -> None:
        self._kept = kept
        self._originals: dict[str, Original] = {}
        self._heads: dict[str, tuple[str, bytes]] = {}

    def note(self, url: str, digest: str, head: bytes, original: Original | None) -> None:
        """Remember that the payload ``digest`` came with ``head`` from ``url``.

        :param original: the record just written, unless it is a revisit.
        """
        self._put(self._heads, url, (digest, head))
        if original:
            self._put(self._originals, digest, original)

    def original(self, digest: str) -> Original | None:
        """The response record with this payload digest."""
        return self._originals.get(digest)

    def latest(self, url: str) -> tuple[str, bytes] | None:
        """Payload digest and head of the latest response with status 200 from ``url``."""
        return self._heads.get(url)

    def _put(self, entries: dict[str, Value], key: str, value: Value) -> None:
        entries.pop(key, None)  # the latest stand last
        entries[key] = value
        if len(entries) > self._kept:
            del entries[next(iter(entries))]
