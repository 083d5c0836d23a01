from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from scrapy.exceptions import DropItem

from crawler.items import Image, Sighting, Table, WarcRef
from pipelines.validate import ValidatePipeline, content_hash

NOON = datetime(2022, 2, 14, 4, 0, tzinfo=UTC)


@pytest.fixture
def pipeline(crawler):
    return ValidatePipeline.from_crawler(crawler)


@pytest.fixture
def valid(article):
    def valid(**known):
        given = {
            "title": "标题",
            "published_at": NOON,
            "published_tz": "Asia/Shanghai",
            "paragraphs": ["正文。"],
        }
        return article("<p>正文。</p>", **{**given, **known})

    return valid


def capture(date):
    return WarcRef(
        url="https://a/",
        file="f",
        offset=0,
        length=1,
        record_id="<urn:uuid:1>",
        payload_digest="sha1:A",
        date=date,
    )


def test_a_sound_article_passes_without_problems(pipeline, valid):
    found = pipeline.process_item(valid(paragraphs=["一。", "二三。"]))
    assert (found.problems, found.text_length) == ([], 5)
    assert found.content_hash.startswith("sha256:")


@pytest.mark.parametrize(
    ("lacking", "reason"),
    [({"key": ""}, "no article key; mend"), ({"paragraphs": []}, "no paragraph, table or picture")],
)
def test_without_key_or_body_it_is_dropped_with_a_reason_and_counted(pipeline, valid, lacking, reason):
    with pytest.raises(DropItem, match=reason) as error:
        pipeline.process_item(valid(**lacking))
    assert str(error.value).startswith("https://")
    counted = "newsvault/validate/no_" + ("key" if "key" in lacking else "body")
    assert pipeline.stats.get_value(counted) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"images": [Image(url="https://a/b.jpg", full_url="https://a/b.jpg", caption="", position=0)]},
        {"tables": [Table(rows=[["1", "2"]], position=0)]},
    ],
)
def test_a_picture_or_a_table_is_a_body(pipeline, valid, body):
    assert pipeline.process_item(valid(paragraphs=[], **body)).problems == []


def test_an_empty_title_and_date_are_kept_flagged_and_the_date_is_the_keys(pipeline, valid):
    found = pipeline.process_item(valid(title="", published_at=None, published_tz=""))
    assert found.problems == ["title_missing", "date_from_key"]
    assert (found.published_at, found.published_tz) == (
        datetime(2022, 2, 13, 16, tzinfo=UTC),
        "Asia/Shanghai",
    )
    assert pipeline.stats.get_value("newsvault/validate/date_from_key") == 1


def test_a_date_that_nothing_names_is_missing(pipeline, valid):
    found = pipeline.process_item(valid(key="about/us", published_at=None, published_tz=""))
    assert (found.problems, found.published_at) == (["date_missing"], None)


@pytest.mark.parametrize(
    ("ahead", "problems"), [(timedelta(hours=23), []), (timedelta(hours=25), ["date_in_future"])]
)
def test_a_date_a_day_after_its_capture_is_impossible(pipeline, valid, ahead, problems):
    captured = [capture(NOON - timedelta(days=3)), capture(NOON)]
    assert pipeline.process_item(valid(captures=captured, published_at=NOON + ahead)).problems == problems


def test_without_capture_the_present_is_the_measure(pipeline, valid):
    later = datetime.now(UTC) + timedelta(days=2)
    assert pipeline.process_item(valid(published_at=later)).problems == ["date_in_future"]


def test_a_date_before_1990_is_impossible(pipeline, valid):
    old = datetime(1989, 12, 31, tzinfo=UTC)
    assert pipeline.process_item(valid(published_at=old)).problems == ["date_too_old"]


def test_validating_again_repeats_no_problem(pipeline, valid):
    found = pipeline.process_item(pipeline.process_item(valid(title="")))
    assert found.problems == ["title_missing"]


def test_other_items_pass(pipeline):
    sighting = Sighting(site="finews", key="", listing=None)
    assert pipeline.process_item(sighting) is sighting


@pytest.mark.parametrize(
    "other",
    [
        {"paragraphs": ["一。 二。"]},
        {"paragraphs": ["一。", "　二。"]},
        {"paragraphs": ["一。", "二。"], "title": "另一标题", "source": "乙报", "digest": "摘要"},
    ],
)
def test_readings_of_one_text_hash_equal(valid, other):
    assert content_hash(valid(**other)) == content_hash(valid(paragraphs=["一。", "二。"]))


@pytest.mark.parametrize(
    "other",
    [
        {"paragraphs": ["一。", "三。"]},
        {"tables": [Table(rows=[["1", "23"]], position=0)]},
    ],
)
def test_another_text_or_another_table_hashes_otherwise(valid, other):
    table = Table(rows=[["12", "3"]], position=0)
    assert content_hash(valid(**other)) != content_hash(valid(tables=[table]))
