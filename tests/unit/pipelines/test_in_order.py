from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from scrapy import signals
from scrapy.utils.test import get_crawler

from crawler.items import Article, Listing, Sighting, Sightings
from pipelines.in_order import InOrderPipeline


def article(key):
    return Article(site="sample", key=key, url=f"https://news.example/{key}.html", reader="sample/1")


def sightings(*keys):
    listing = Listing(slug="a", name="", url="https://news.example/a", seen_at=datetime.now(UTC))
    seen = [Sighting(site="sample", key=key, listing=listing, captures=[]) for key in keys]
    return Sightings(seen=seen)


@pytest.mark.parametrize("ended", [signals.item_scraped, signals.item_dropped, signals.item_error])
def test_sightings_wait_for_all_items_of_their_articles(ended):
    crawler = get_crawler()
    pipeline = InOrderPipeline.from_crawler(crawler)

    async def main():
        first, second, other = article("NW1"), article("NW1"), article("NW2")
        for each in (first, second, other):
            assert await pipeline.process_item(each) is each
        seen = sightings("NW0", "NW1", "NW2")
        waiting = asyncio.create_task(pipeline.process_item(seen))
        for each in (first, other, second):
            await asyncio.sleep(0)
            assert not waiting.done()
            crawler.signals.send_catch_log(ended, item=each)
        assert await asyncio.wait_for(waiting, 5) is seen

    asyncio.run(main())


def test_others_go_on_at_once():
    pipeline = InOrderPipeline()

    async def main():
        await pipeline.process_item(article("NW1"))
        for item in (sightings("NW2"), article("NW1"), {"any": "item"}):
            assert await asyncio.wait_for(pipeline.process_item(item), 5) is item

    asyncio.run(main())
