from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from scrapy import Spider
from scrapy.exceptions import DropItem
from scrapy.statscollectors import MemoryStatsCollector
from scrapy.utils.test import get_crawler

from crawler.items import Article, Listing, Sighting, Sightings, WarcRef
from pipelines.archive import ArchivePipeline

NOON = datetime(2022, 2, 14, 12, 0, tzinfo=UTC)


@pytest.fixture
def crawler(tmp_path):
    crawler = get_crawler(Spider, {"DATA_DIR": str(tmp_path)})
    crawler.stats = MemoryStatsCollector(crawler)
    (tmp_path / "archive" / "job").mkdir(parents=True)
    (tmp_path / "archive" / "job" / "done.warc.gz").touch()
    (tmp_path / "archive" / "job" / "writing.warc.gz.open").touch()
    return crawler


@pytest.fixture
def pipeline(crawler):
    return ArchivePipeline.from_crawler(crawler)


def capture(role, *, minutes=0, number=1, file="job/done.warc.gz"):
    return WarcRef(
        url=f"https://news.example/{role}",
        file=file,
        offset=0,
        length=1,
        record_id=f"<urn:uuid:{number}>",
        payload_digest="sha1:X",
        date=NOON + timedelta(minutes=minutes),
        role=role,
    )


def article(*captures):
    return Article(site="sample", key="1", url="https://news.example/1", captures=list(captures))


def sighting(*captures):
    listing = Listing(slug="a", name="A", url="https://news.example/a", seen_at=NOON - timedelta(days=1))
    return Sightings(seen=[Sighting(site="sample", key="1", listing=listing, captures=list(captures))])


def test_captures_are_ordered_by_date_each_once(pipeline):
    late, early = capture("article", minutes=5, number=1), capture("listing", number=2)
    item = pipeline.process_item(article(late, early, late))
    assert item.captures == [early, late]


def test_an_article_is_dated_by_its_page(pipeline):
    item = pipeline.process_item(article(capture("listing", number=2), capture("article", minutes=5)))
    assert item.fetched_at == NOON + timedelta(minutes=5)


def test_an_article_is_dated_by_its_data_when_it_has_any(pipeline):
    captures = [capture(role, minutes=n, number=n) for n, role in enumerate(("share", "data", "article"))]
    assert pipeline.process_item(article(*captures)).fetched_at == NOON + timedelta(minutes=1)


def test_a_sighting_is_dated_by_its_listing(pipeline):
    item = pipeline.process_item(sighting(capture("listing", minutes=3)))
    assert item.seen[0].listing.seen_at == NOON + timedelta(minutes=3)


def test_a_file_in_writing_is_in_the_archive(pipeline):
    assert pipeline.process_item(article(capture("article", file="job/writing.warc.gz")))


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (article(), "sample:1 is not stored: none of its captures has the role data or article"),
        (article(capture("share"), capture("listing", number=2)), "role data or article"),
        (sighting(capture("article")), "role listing"),
        (
            article(capture("article", file="job/gone.warc.gz")),
            r"archive/job/gone.warc.gz is gone: restore it",
        ),
        (article(capture("article", file="../job/done.warc.gz")), "is gone"),
        (article(capture("article"), capture("share", number=2, file="job/gone.warc.gz")), "/share again"),
    ],
)
def test_an_item_without_proof_is_dropped_with_a_reason_and_counted(pipeline, crawler, item, reason):
    with pytest.raises(DropItem, match=reason):
        pipeline.process_item(item)
    assert crawler.stats.get_value("newsvault/archive/missing_capture") == 1


def test_other_items_pass(pipeline):
    other = {"a": 1}
    assert pipeline.process_item(other) is other
