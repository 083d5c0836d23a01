"""Where captures go: the contract between the download handler and the archive."""

from __future__ import annotations

from typing import Protocol

from crawler.exchange import Exchange
from crawler.items import WarcRef


class Sink(Protocol):
    """Makes exchanges durable. The setting ``CAPTURE_SINK`` names the class; one is made per crawl."""

    async def write(self, exchange: Exchange) -> WarcRef | None:
        """Return when ``exchange`` is on disk, with the place of its response record, or None when
        nothing was received. The caller closes ``exchange.response`` afterwards.

        :raises ArchiveError: it cannot be written; the response then never reaches the spider.
        """

    async def close(self) -> None:
        """Complete what is open; called once, after the last `write` has returned."""
