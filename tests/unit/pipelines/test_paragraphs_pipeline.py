from __future__ import annotations

import pytest
from scrapy.exceptions import DropItem

from crawler.items import Sighting
from pipelines.paragraphs import ParagraphsPipeline


@pytest.fixture
def pipeline(crawler):
    return ParagraphsPipeline.from_crawler(crawler)


def test_an_article_is_filled_from_its_markup(pipeline, article):
    found = pipeline.process_item(
        article('<h2>题</h2><p>文<a href="/a">链</a></p><img src="/i.jpg"><button>展开</button>')
    )
    assert (found.paragraphs, found.headings, len(found.images), len(found.links)) == (
        ["题", "文链"],
        [0],
        1,
        1,
    )
    assert [line.kind for line in found.footer] == ["navigation"]
    assert found.html.startswith("<h2>题</h2>\n<p>文<a")
    assert pipeline.stats.get_value("newsvault/paragraphs/articles") == 1


def test_markup_that_cannot_be_read_whole_drops_the_article_with_its_url(pipeline, article):
    with pytest.raises(DropItem, match=r"^https://finews.*nested too deeply"):
        pipeline.process_item(article("<div>" * 5000 + "文"))
    assert pipeline.stats.get_value("newsvault/paragraphs/unreadable") == 1


def test_other_items_pass(pipeline):
    sighting = Sighting(site="finews", key="1", listing=None)
    assert pipeline.process_item(sighting) is sighting
