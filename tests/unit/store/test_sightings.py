"""Listings and captures are unions, the same in any order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from crawler.store.sightings import union_captures, union_listings

START = datetime(2022, 2, 14, tzinfo=UTC)
moments = st.integers(0, 9).map(lambda minutes: START + timedelta(minutes=minutes))


def listing(slug, name, url, seen_at):
    return {"slug": slug, "name": name, "url": url, "seen_at": seen_at}


def capture(role, url, date):
    return {"role": role, "url": url, "date": date, "record_id": f"{role} {url} {date}"}


listings = st.lists(
    st.builds(
        listing, st.sampled_from("ab"), st.sampled_from(["", "甲", "乙"]), st.sampled_from("uv"), moments
    )
)
captures = st.lists(
    st.builds(
        capture, st.sampled_from(["article", "data", "listing", "feed"]), st.sampled_from("uv"), moments
    )
)


@given(listings, listings, listings)
def test_listings_come_out_the_same_in_any_order(a, b, c):
    one = union_listings(union_listings(a, b), c)
    assert one == union_listings(c, union_listings(b, a)) == union_listings(one, one)
    assert len({each["slug"] for each in one}) == len(one)


def test_a_listing_keeps_the_first_time_it_was_seen_and_its_name():
    early, late = listing("a", "", "u", START), listing("a", "甲", "u", START + timedelta(1))
    assert union_listings([late], [early]) == [listing("a", "甲", "u", START)]


@given(captures, captures, captures)
def test_captures_come_out_the_same_in_any_order(a, b, c):
    one = union_captures(union_captures(a, b), c)
    assert one == union_captures(c, union_captures(b, a)) == union_captures(one)
    assert [each["date"] for each in one] == sorted(each["date"] for each in one)


@given(captures)
def test_every_page_that_was_read_keeps_all_its_captures(given_captures):
    kept = union_captures(given_captures)
    for role in ("article", "data"):
        wanted = {each["record_id"] for each in given_captures if each["role"] == role}
        assert {each["record_id"] for each in kept if each["role"] == role} == wanted


def test_of_a_listing_only_the_first_capture_is_kept():
    looks = [capture("listing", "u", START + timedelta(minutes=minutes)) for minutes in range(9)]
    assert union_captures(reversed(looks)) == looks[:1]
