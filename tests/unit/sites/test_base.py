"""A site's declaration is checked when it is made; the error names the field."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from lxml import etree

from crawler import sites
from crawler.errors import SiteDefinitionError
from crawler.sites.base import (
    Category,
    Feed,
    FooterRule,
    JsonFields,
    PageNumber,
    Politeness,
    Share,
    has_class,
)

FINEWS = sites.load("finews")

WRONG = [
    ("name", {"name": "Fi News"}),
    ("stored_as", {"stored_as": "finews"}),
    ("hosts", {"hosts": ()}),
    ("hosts", {"hosts": ("finews.withounder.com", "Finews.zning.xyz")}),
    ("hosts", {"hosts": ("finews.withounder.com:80",)}),
    ("home", {"home": "ftp://finews.withounder.com/"}),
    ("home", {"home": "https://example.com/"}),
    ("timezone", {"timezone": "Asia/Nowhere"}),
    ("urls[0]", {"urls": (("post", "x"),)}),
    ("urls[0]", {"urls": (("article", "(?P<key>"),)}),
    ("urls[0]", {"urls": (("article", "no group"),)}),
    ("urls", {"urls": (("home", "x"),)}),
    ("listing.links", {"listing": replace(FINEWS.listing, links="//a[")}),
    ("listing.max_pages", {"listing": replace(FINEWS.listing, max_pages=0)}),
    ("listing.pagination.url", {"listing": replace(FINEWS.listing, pagination=PageNumber(url="x"))}),
    ("article.scope", {"article": replace(FINEWS.article, scope="//")}),
    ("article.title[1]", {"article": replace(FINEWS.article, title=("//h1", "]"))}),
    ("article.body", {"article": replace(FINEWS.article, body="div[")}),
    ("article.continued", {"article": replace(FINEWS.article, continued="a[")}),
    ("article.authors[0]", {"article": replace(FINEWS.article, authors=("]",))}),
    ("article.valid_until", {"article": replace(FINEWS.article, valid_until=date(2022, 1, 1))}),
    ("other_layouts[0].valid_until", {"other_layouts": (replace(FINEWS.article, valid_until="2022"),)}),
    ("other_layouts[0].scope", {"other_layouts": (replace(FINEWS.article, scope="//"),)}),
    ("other_layouts[0]", {"other_layouts": (replace(FINEWS.article, title=("./h2",)),)}),
    ("other_layouts[1]", {"other_layouts": (replace(FINEWS.article, valid_until=date(2022, 1, 1)),) * 2}),
    ("categories", {"categories": ()}),
    ("categories", {"categories": (Category(slug="a", name="", url="https://example.com/"),)}),
    ("share.code", {"share": replace(FINEWS.share, code="x")}),
    ("share.data", {"share": Share(page="{code}", data="{code}", code="(?P<key>x)")}),
    ("feeds[0].name", {"feeds": (Feed(name="A b", url=FINEWS.feeds[0].url),)}),
    ("feeds[0].name", {"feeds": (FINEWS.feeds[0], FINEWS.feeds[0])}),
    ("feeds[0].url", {"feeds": (Feed(name="a", url="https://finews.withounder.com/"),)}),
    ("feeds[0].follow", {"feeds": (replace(FINEWS.feeds[0], follow="link"),)}),
    ("feeds[0].fields", {"feeds": (replace(FINEWS.feeds[0], fields=JsonFields(code=(), url=())),)}),
    ("key_date", {"key_date": "(?P<year>x)"}),
    ("footer[0].pattern", {"footer": (FooterRule(kind="source", pattern="("),)}),
    ("footer[0].where", {"footer": (FooterRule(kind="source", pattern="x", where="top"),)}),
    ("politeness", {"politeness": Politeness(concurrency=0)}),
]


@pytest.mark.parametrize(("field", "change"), WRONG)
def test_a_wrong_field_is_named(field, change):
    with pytest.raises(SiteDefinitionError) as caught:
        replace(FINEWS, **change)
    assert caught.value.field == field
    assert repr(change.get("name", "finews")) in str(caught.value)


def test_every_declared_site_loads():
    assert {"finews", "sample"} <= set(sites.names())
    for name in sites.names():
        assert sites.load(name).name == name


PAGE = "https://finance.eastmoney.com/a/202303142300000101.html"


def test_an_address_that_two_sites_know_is_found_by_the_one_that_reads_the_page():
    assert FINEWS.match(PAGE).kind == "alias"
    site, match = sites.find(PAGE)
    assert (site.name, match.kind, site.identity) == ("eastmoney", "article", "finews")


def test_a_reading_leads_to_the_site_that_made_it():
    assert sites.of_reader("eastmoney/1").name == "eastmoney"
    assert sites.of_reader(f"finews/{FINEWS.version}") is FINEWS


@pytest.mark.parametrize("owner", ["nosite", "eastmoney"])
def test_articles_are_stored_only_as_those_of_a_site_with_articles_of_its_own(monkeypatch, owner):
    stray = replace(FINEWS, name="sample", stored_as=owner)
    monkeypatch.setattr("crawler.sites.sample.SITE", stray)
    with pytest.raises(SiteDefinitionError, match="stored_as"):
        sites.load.__wrapped__("sample")


@pytest.mark.parametrize(
    ("value", "found"), [("a", True), (" b  a ", True), ("ab", False), ("b-a", False), ("", False)]
)
def test_a_class_is_found_among_others_but_not_as_part_of_one(value, found):
    element = etree.Element("p", {"class": value})
    assert bool(element.xpath(f"self::p[{has_class('a')}]")) is found
