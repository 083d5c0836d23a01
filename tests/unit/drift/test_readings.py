"""What is counted of the pages that were read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.drift.readings import Readings

NAMES = st.sampled_from(["a", "b", "c"])
PAGES = st.lists(st.tuples(NAMES, NAMES, NAMES, st.sets(NAMES)))


@given(PAGES)
def test_it_comes_back_from_its_document(pages):
    readings = Readings()
    for site, kind, url, missed in pages:
        readings.add(site, kind, url, missed)
    again = Readings.from_document(readings.as_document())
    assert list(again) == list(readings)
    assert sum(tally.pages for _, tally in readings) == len(pages)


def test_three_urls_are_kept_for_each_field():
    readings = Readings()
    for number in range(9):
        readings.add("site", "article", f"https://x/{number}", ["title"] if number else [])
    tally = readings.of("site", "article")
    assert (tally.pages, tally.missed) == (9, {"title": 8})
    assert tally.examples == {"title": ["https://x/1", "https://x/2", "https://x/3"]}


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {"site": 1},
        {"site": {"article": {}}},
        {"site": {"article": {"pages": "9", "missed": {}, "examples": {}}}},
        {"site": {"article": {"pages": -1, "missed": {}, "examples": {}}}},
        {"site": {"article": {"pages": 9, "missed": {"title": None}, "examples": {}}}},
        {"site": {"article": {"pages": 9, "missed": {}, "examples": {"title": 3}}}},
    ],
)
def test_what_is_no_such_document_is_refused(document):
    with pytest.raises(ValueError, match="no"):
        Readings.from_document(document)
