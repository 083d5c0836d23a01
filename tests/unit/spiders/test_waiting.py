"""What is seen of an article goes with it, whichever of its pages comes, and in whatever order."""

from __future__ import annotations

from datetime import UTC, datetime

from crawler.items import Article, Listing, Sighting
from crawler.spiders.waiting import Awaited, Waiting

PAGE, SHARE = "https://news.example/NW1.html", "https://share.example/NW1"


def sighting(slug):
    listing = Listing(slug=slug, name="", url=f"https://news.example/{slug}", seen_at=datetime.now(UTC))
    return Sighting(site="sample", key="NW1", listing=listing, captures=[])


def slugs(waiting):
    article = Article(site="sample", key="NW1", url=PAGE, reader="sample/1")
    waiting.hand_to(article)
    return [listing.slug for listing in article.listings]


def test_a_page_brings_what_was_seen_until_it_came():
    awaited, known = Awaited(), Waiting()
    awaited.ask("NW1", PAGE)
    awaited.see(sighting("a"), known)
    awaited.see(sighting("b"), known)
    assert slugs(awaited.arrived("NW1", PAGE)) == ["a", "b"]
    assert known.sightings == []
    awaited.see(sighting("c"), known)
    assert len(known.sightings) == 1


def test_each_page_of_an_article_brings_all():
    awaited, known = Awaited(), Waiting()
    awaited.ask("NW1", PAGE)
    awaited.see(sighting("a"), known)
    awaited.ask("NW1", SHARE)
    assert slugs(awaited.arrived("NW1", PAGE)) == ["a"]
    awaited.see(sighting("b"), known)
    assert slugs(awaited.arrived("NW1", SHARE)) == ["a", "b"]
    assert known.sightings == []


def test_what_was_seen_before_a_page_failed_goes_with_the_page_that_is_asked_for_then():
    awaited, known = Awaited(), Waiting()
    awaited.ask("NW1", PAGE)
    awaited.see(sighting("a"), known)
    (alone,) = awaited.given_up("NW1", PAGE).alone()
    awaited.see(sighting("b"), known)
    assert len(alone.seen) == 1
    assert len(known.sightings) == 1
    awaited.ask("NW1", SHARE)
    assert slugs(awaited.arrived("NW1", SHARE)) == ["a", "b"]


def delivered(awaited, page):
    article = Article(site="sample", key="NW1", url=page, reader="sample/1")
    awaited.hand_over("NW1", awaited.arrived("NW1", page), article)
    return article


def listed(article):
    return [listing.slug for listing in article.listings]


def test_what_a_dropped_article_had_goes_with_the_page_that_is_asked_for_then():
    awaited, known = Awaited(), Waiting()
    awaited.ask("NW1", PAGE)
    awaited.see(sighting("a"), known)
    article = delivered(awaited, PAGE)
    awaited.dropped(article)
    awaited.dropped(article)
    awaited.see(sighting("b"), known)
    awaited.ask("NW1", SHARE)
    assert listed(delivered(awaited, SHARE)) == ["a", "b"]


def test_what_a_dropped_article_had_goes_with_the_page_that_is_asked_for_meanwhile():
    awaited, known = Awaited(), Waiting()
    awaited.ask("NW1", PAGE)
    awaited.see(sighting("a"), known)
    article = delivered(awaited, PAGE)
    awaited.ask("NW1", SHARE)
    awaited.see(sighting("b"), known)
    awaited.dropped(article)
    assert listed(delivered(awaited, SHARE)) == ["a", "b"]


def test_what_a_dropped_article_had_is_told_once_to_a_page_that_was_awaited_all_along():
    awaited, known = Awaited(), Waiting()
    awaited.ask("NW1", PAGE)
    awaited.ask("NW1", SHARE)
    awaited.see(sighting("a"), known)
    awaited.dropped(delivered(awaited, PAGE))
    assert listed(delivered(awaited, SHARE)) == ["a"]


def test_what_a_stored_article_had_is_not_told_again():
    awaited, known = Awaited(), Waiting()
    awaited.ask("NW1", PAGE)
    awaited.see(sighting("a"), known)
    article = delivered(awaited, PAGE)
    awaited.stored(article)
    awaited.dropped(article)
    awaited.ask("NW1", SHARE)
    assert listed(delivered(awaited, SHARE)) == []


def test_what_is_not_awaited_goes_alone():
    awaited, known = Awaited(), Waiting()
    awaited.see(sighting("a"), known)
    awaited.ask("NW1", PAGE)
    assert slugs(awaited.arrived("NW1", PAGE)) == []
    assert len(known.sightings) == 1
