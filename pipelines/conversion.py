"""Archives each article's cleaned text as a conversion record of the page it was read from."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem, NotConfigured

from crawler.errors import ArchiveError
from crawler.items import Article
from crawler.warc.addition import Addition
from crawler.warc.sink import WarcSink
from pipelines.archive import proof_of


class ConversionPipeline:
    """Writes what `conversion` makes of an article; only where ``WARC_CONVERSION`` is set."""

    def __init__(self, crawler: Crawler) -> None:
        self._sink = WarcSink.from_crawler(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy. :raises NotConfigured: where the setting is off."""
        if not crawler.settings.getbool("WARC_CONVERSION"):
            raise NotConfigured
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        """Archive an article's text, durably; let anything else pass.

        :raises DropItem: the archive cannot take it.
        """
        if isinstance(item, Article):
            try:
                await self._sink.add(conversion(item, datetime.now(UTC)))
            except ArchiveError as error:
                raise DropItem(f"{item.id} is not stored: {error}", log_level="ERROR") from error
        return item


def conversion(article: Article, now: datetime) -> Addition:
    """The title and the paragraphs, with an empty line between any two, as plain text in UTF-8.

    :param article: with the captures that it was read from.
    :param now: when the text is made; aware.
    """
    proof = proof_of(article)
    assert proof is not None  # noqa: S101 - the archive pipeline drops articles without
    text = "\n\n".join(filter(None, (article.title, *article.paragraphs)))
    return Addition(
        type="conversion",
        url=proof.url,
        date=now,
        content_type="text/plain; charset=utf-8",
        block=(text.encode(),),
        refers_to=proof.record_id,
    )
