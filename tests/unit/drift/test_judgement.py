"""When a field counts as gone."""

from __future__ import annotations

import pytest

from crawler.drift.judgement import Drift, Earlier, Limits, advice, judge, phrase
from crawler.drift.readings import Readings

LIMITS = Limits(share=0.2, pages=10)


def run(pages, missed=0, field="title", kind="article", *, start=0):
    readings = Readings()
    for number in range(pages):
        url = f"https://news.example/{start + number}"
        readings.add("site", kind, url, (field,) if number < missed else ())
    return readings


def earlier(*runs, drifted=()):
    return [Earlier(each, frozenset(drifted)) for each in runs]


def fields(now, before=(), limits=LIMITS):
    return [drift.field for drift in judge(now, list(before), limits)]


@pytest.mark.parametrize(
    ("missed", "missed_before", "drifted"),
    [
        (0, 0, False),
        (20, 0, False),  # one page in five is the share that is allowed
        (21, 0, True),
        (21, 1, False),  # 21 percent, but only 20 more than before
        (100, 20, True),  # there on four pages of five: it used to be there
        (100, 21, False),
        (100, 100, False),  # it never was
    ],
)
@pytest.mark.parametrize("field", ["title", "digest"])
def test_a_field_has_drifted_when_it_used_to_be_there_and_now_is_missing(
    missed, missed_before, drifted, field
):
    before = earlier(run(50, missed_before // 2, field), run(50, missed_before - missed_before // 2, field))
    assert fields(run(100, missed, field), before) == [field] * drifted


@pytest.mark.parametrize(
    ("field", "missed", "drifted"),
    [
        ("title", 50, False),
        ("title", 51, True),
        ("published", 100, True),
        ("body", 100, True),
        ("digest", 100, False),
        ("media", 100, False),
    ],
)
def test_without_an_earlier_run_only_what_every_page_must_have_is_missed(field, missed, drifted):
    assert fields(run(100, missed, field)) == [field] * drifted


def test_few_pages_say_nothing():
    assert fields(run(9, 9), earlier(run(100))) == []
    assert fields(run(10, 10), earlier(run(100))) == ["title"]


def test_short_runs_are_judged_together_with_those_just_before():
    ours = (run(3, 3, start=0), run(3, 3, start=3), run(4, 4, start=6), run(100, 0))
    now, *before = ours
    (drift,) = judge(now, earlier(*before), LIMITS)
    assert (drift.missed, drift.pages, drift.missed_before, drift.pages_before) == (10, 10, 0, 100)
    assert drift.urls == [f"https://news.example/{number}" for number in range(3)]
    assert fields(run(3, 3), earlier(run(3, 3), run(3, 3))) == []
    assert fields(run(3, 1), earlier(run(50), run(50))) == []


def test_a_run_that_misses_nothing_has_not_drifted_whatever_was_before():
    assert fields(run(3, 0), earlier(run(50, 50), run(50))) == []


def test_the_alarm_goes_on_for_as_long_as_nothing_is_mended():
    gone = earlier(*[run(100, 100)] * 29, drifted=[("site", "article", "title")])
    assert fields(run(100, 100), [*gone, Earlier(run(100))]) == ["title"]
    assert fields(run(100, 100), gone) == ["title"]


@pytest.mark.parametrize(
    ("kind", "field"), [("home", "categories"), ("listing", "links"), ("feed", "entries")]
)
def test_one_page_that_leads_to_articles_is_enough(kind, field):
    assert fields(run(1, 1, field, kind)) == [field]
    assert fields(run(1, 1, field, kind), earlier(run(1, 0, field, kind))) == [field]


def test_one_empty_listing_among_many_is_none():
    assert fields(run(11, 1, "links", "listing"), earlier(run(11, 0, "links", "listing"))) == []


def test_sites_and_kinds_of_pages_are_judged_apart():
    now = Readings()
    for number in range(10):
        now.add("a", "article", f"https://a.example/{number}", ["title", "published"])
        now.add("a", "data", f"https://a.example/{number}.json")
        now.add("b", "article", f"https://b.example/{number}")
    drifts = judge(now, [], LIMITS)
    assert [(each.site, each.kind, each.field) for each in drifts] == [
        ("a", "article", "published"),
        ("a", "article", "title"),
    ]


def test_it_is_told_with_figures_urls_and_what_to_do():
    drift = Drift(
        site="finews",
        kind="article",
        field="title",
        missed=58,
        pages=60,
        missed_before=1,
        pages_before=240,
        urls=["https://a", "https://b", "https://c"],
    ).as_document()
    assert phrase(drift) == "title missing on 58 of 60 article pages of finews"
    assert advice(drift) == (
        "title missing on 58 of 60 article pages of finews (1 of 240 before), such as https://a https://b "
        "https://c: the layout has changed. The pages are archived: mend crawler/sites/finews.py, raise "
        "its version, and run `scrapy rebuild`"
    )
    assert "(nothing to compare with)" in advice(drift | {"pages_before": 0})
