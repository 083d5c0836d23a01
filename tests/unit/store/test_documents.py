"""Articles become documents and come back the same."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta, timezone
from types import UnionType
from typing import get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.items import Article, FooterLine, Image, Link, Listing, Sighting, Table, Ticker, WarcRef
from crawler.store.documents import ARTICLE_FIELDS, from_document, sighting_document, to_document
from crawler.store.merge import merge

EPOCH = datetime(1990, 1, 1, tzinfo=UTC)
PLAIN = {
    str: st.text(st.characters(exclude_categories=["Cs"]), max_size=9),
    int: st.integers(0, 1 << 62),
    datetime: st.integers(0, 10**13).map(lambda ms: EPOCH + timedelta(milliseconds=ms)),
    type(None): st.none(),
}


def values(hint):
    """Whatever a field of the type may hold."""
    if get_origin(hint) is list:
        return st.lists(values(get_args(hint)[0]), max_size=2)
    if isinstance(hint, UnionType):
        return st.one_of(*map(values, get_args(hint)))
    if is_dataclass(hint):
        return st.builds(hint, **{name: values(of) for name, of in get_type_hints(hint).items()})
    return PLAIN[hint]


articles = values(Article)


@given(articles)
@settings(max_examples=50, deadline=None)
def test_an_article_comes_back_as_it_was(article):
    assert from_document(to_document(article)) == article


@given(articles)
@settings(max_examples=50, deadline=None)
def test_a_stored_document_reads_as_the_article(article):
    document = merge(None, [], to_document(article)).document
    read = from_document(document)
    assert (read.paragraphs, read.tables, read.html) == (article.paragraphs, article.tables, article.html)


def test_a_document_holds_every_field_under_its_name():
    document = to_document(Article(site="finews", key="1", url="https://x/"))
    assert document["_id"] == "finews:1"
    assert tuple(document)[1:] == ARTICLE_FIELDS == tuple(field.name for field in fields(Article))


def test_times_are_utc_to_the_millisecond():
    beijing = datetime(2022, 2, 14, 8, 21, 46, 123999, timezone(timedelta(hours=8)))
    document = to_document(Article(site="finews", key="1", url="https://x/", published_at=beijing))
    assert document["published_at"] == datetime(2022, 2, 14, 0, 21, 46, 123000, UTC)


def test_a_time_without_zone_is_refused():
    naive = EPOCH.replace(tzinfo=None)
    with pytest.raises(ValueError, match="bears no time zone"):
        to_document(Article(site="finews", key="1", url="https://x/", published_at=naive))


def test_a_sighting_names_its_article():
    seen = datetime(2022, 2, 14, tzinfo=UTC)
    listing = Listing(slug="a b", name="", url="https://x/a%20b", seen_at=seen)
    document = sighting_document(Sighting(site="finews", key="1", listing=listing))
    assert document["_id"] == "finews:1"
    assert document["listing"] == {"slug": "a b", "name": "", "url": "https://x/a%20b", "seen_at": seen}


def test_every_kind_of_part_is_kept():
    ref = WarcRef(
        url="https://x/",
        file="j/a.warc.gz",
        offset=1 << 40,
        length=1,
        record_id="<urn:uuid:1>",
        payload_digest="sha1:A",
        date=datetime(2022, 2, 14, tzinfo=UTC),
    )
    article = Article(
        site="finews",
        key="1",
        url="https://x/",
        images=[Image(url="a", full_url="b", caption="c", position=1)],
        tables=[Table(rows=[["证券代码", ""], ["002752", "1"]], position=0)],
        tickers=[Ticker(symbol="0.002752", code="002752", market="XSHE", name="", found="chart")],
        links=[Link(url="https://x/2", text="点击")],
        footer=[FooterLine(kind="source", text="（文章来源：财联社）")],
        captures=[ref],
    )
    assert from_document(to_document(article)) == article
