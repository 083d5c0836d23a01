"""What the pages of one job say of each other."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from crawler.items import Article, WarcRef
from crawler.rebuild.assembly import Assembly
from crawler.rebuild.findings import Home, Listed, Reading, SharePage
from crawler.sites.base import Category
from crawler.store.documents import to_document

NEWS = "https://news.sample.newsvault.test"
FIRST = f"{NEWS}/category/tech.html"
SECOND = f"{NEWS}/category/tech/page2.html"
DAY = datetime(2022, 2, 14, 1, 0, tzinfo=UTC)
KEY, OTHER = "202202140000000001", "202202140000000002"


def capture(url, seconds, role):
    return WarcRef(
        url=url,
        file="job/a.warc.gz",
        offset=seconds,
        length=1,
        record_id=f"<urn:uuid:{seconds}>",
        payload_digest="sha1:A",
        date=DAY + timedelta(seconds=seconds),
        role=role,
    )


def listed(url, seconds, *keys, following=None):
    return Listed("sample", url, list(keys), following, capture(url, seconds, "listing"))


def reading(key, seconds, *, asked=None, role="article", published=DAY, linked=True, dropped=False):
    url = f"{NEWS}/{key}.html"
    article = Article(site="sample", key=key, url=url, published_at=published, reader="sample/1")
    article.captures = [capture(url, seconds, role)]
    document = None if dropped else to_document(article)
    return Reading(role, f"sample:{asked or key}", url, linked, document)


def assembled(*findings, since=None):
    assembly = Assembly(since)
    home = Home([Category(slug="tech", name="科技", url=FIRST)])
    stored = [document for each in (home, *findings) if (document := assembly.add(each))]
    return stored, assembly.sightings()


def roles(document):
    return [each["role"] for each in document["captures"]]


def test_a_listing_ahead_of_the_article_goes_with_it_and_a_later_one_is_a_sighting():
    (document,), (sighting,) = assembled(
        listed(FIRST, 1, KEY, following=SECOND), reading(KEY, 2), listed(SECOND, 3, KEY)
    )
    assert [(each["slug"], each["name"], each["url"]) for each in document["listings"]] == [
        ("tech", "科技", FIRST)
    ]
    assert roles(document) == ["article", "listing"]
    assert document["last_seen_at"] == DAY + timedelta(seconds=1)
    assert sighting["_id"] == f"sample:{KEY}"
    assert sighting["listing"]["url"] == FIRST
    assert sighting["captures"][0]["url"] == SECOND


def test_a_listing_that_no_category_leads_to_says_nothing():
    assert assembled(listed(f"{NEWS}/category/other.html", 1, KEY)) == ([], [])


def test_what_listed_an_address_that_redirects_listed_the_article_behind_it():
    (document,), sightings = assembled(listed(FIRST, 1, OTHER), reading(KEY, 2, asked=OTHER))
    assert document["_id"] == f"sample:{KEY}"
    assert roles(document) == ["article", "listing"]
    assert sightings == []


def test_an_article_older_than_the_job_wanted_is_left_out_and_its_sighting_stays():
    found = (listed(FIRST, 1, KEY), reading(KEY, 2))
    stored, sightings = assembled(*found, since=date(2022, 2, 15))
    assert stored == []
    assert len(sightings) == 1
    stored, sightings = assembled(*found, since=date(2022, 2, 14))
    assert len(stored) == 1
    assert sightings == []


def test_a_dropped_article_takes_its_sightings_along_unless_another_page_of_it_is_stored():
    dropped = (listed(FIRST, 1, KEY), reading(KEY, 2, dropped=True))
    assert assembled(*dropped) == ([], [])
    (document,), sightings = assembled(*dropped, reading(KEY, 3))
    assert roles(document) == ["article", "listing"]
    assert sightings == []


def test_share_data_is_proven_by_the_page_that_led_to_it():
    data = reading(KEY, 2, role="data")
    page = SharePage(data.url, capture(f"{NEWS}/share", 1, "share"))
    (document,), _ = assembled(page, data)
    assert roles(document) == ["share", "data"]
    assert document["captures"][0].keys() == document["captures"][1].keys()
    (document,), _ = assembled(page, reading(KEY, 2, role="data", linked=False))
    assert roles(document) == ["data"]
