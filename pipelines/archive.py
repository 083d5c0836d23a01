"""Stamps onto an item the captures it was read from; an item without proof is not stored."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import Any, NoReturn, Self

from scrapy.exceptions import DropItem

from crawler.items import Article, FeedSighting, Sighting, Sightings, WarcRef
from crawler.locations import archive_dir
from crawler.warc.opening import find_warc

PROOF: dict[type, tuple[str, ...]] = {
    Article: ("data", "article"),
    Sighting: ("listing",),
    FeedSighting: ("feed",),
}
"""For each item, the roles of captures of which it needs one; the first it has dates the item."""

SEEN_SECONDS = 1.0
"""Seconds for which a file that was seen in the archive is taken to be there still."""


def ordered(captures: list[WarcRef]) -> list[WarcRef]:
    """``captures`` by date, each record once."""
    return sorted({ref.record_id: ref for ref in captures}.values(), key=lambda ref: ref.date)


def proof_of(item: Article | Sighting | FeedSighting) -> WarcRef | None:
    """The capture that holds what the item says, or None."""
    for role in PROOF[type(item)]:
        for ref in reversed(item.captures):
            if ref.role == role:
                return ref
    return None


class ArchivePipeline:
    """Orders an item's captures, checks that their files are in the archive, and dates the item by them.

    An `Article` gets its ``fetched_at``, each of the `Sightings` its ``seen_at``. An item
    without a capture of the page it was read from, or with one whose file is gone, is dropped.
    """

    def __init__(self, archive: Path, crawler: Any) -> None:
        self._archive = archive
        self._crawler = crawler
        self._seen: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """The pipeline over the archive of the crawl's settings."""
        return cls(archive_dir(crawler.settings), crawler)

    def process_item(self, item: Any) -> Any:
        """Scrapy calls it for every item. :raises DropItem: the item has no proof."""
        if isinstance(item, Article):
            item.fetched_at = self._proven(item).date
        elif isinstance(item, Sightings):
            for sighting in item.seen:
                sighting.seen_at = self._proven(sighting).date
        return item

    def _proven(self, item: Article | Sighting | FeedSighting) -> WarcRef:
        item.captures = ordered(item.captures)
        proof = proof_of(item)
        if proof is None:
            roles = " or ".join(PROOF[type(item)])
            self._drop(item, f"none of its captures has the role {roles}: the page was not archived")
        for ref in item.captures:
            if not self._is_there(ref.file):
                self._drop(
                    item, f"{self._archive / ref.file} is gone: restore it, or crawl {ref.url} again"
                )
        return proof

    def _is_there(self, file: str) -> bool:
        """Whether the archive has the WARC file: nearly all captures of a run lie in one or two."""
        now = monotonic()
        if now - self._seen.get(file, -SEEN_SECONDS) < SEEN_SECONDS:
            return True
        self._seen = {name: when for name, when in self._seen.items() if now - when < SEEN_SECONDS}
        found = find_warc(self._archive, file) is not None
        if found:
            self._seen[file] = now
        return found

    def _drop(self, item: Article | Sighting | FeedSighting, reason: str) -> NoReturn:
        self._crawler.stats.inc_value("newsvault/archive/missing_capture")
        raise DropItem(f"{item.id} is not stored: {reason}")
