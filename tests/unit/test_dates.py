from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.dates import from_key, parse

SHANGHAI = "Asia/Shanghai"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(GMT+8, Asia/Shanghai, CST) 2022-01-21 18:05:40", datetime(2022, 1, 21, 10, 5, 40, tzinfo=UTC)),
        ("2022-02-14 08:21:46 +0800", datetime(2022, 2, 14, 0, 21, 46, tzinfo=UTC)),
        ("2022-02-14T08:21:46+08:00", datetime(2022, 2, 14, 0, 21, 46, tzinfo=UTC)),
        ("2022-02-14T08:21:46.123Z", datetime(2022, 2, 14, 8, 21, 46, tzinfo=UTC)),
        ("2022-02-14T08:21:46-05:00", datetime(2022, 2, 14, 13, 21, 46, tzinfo=UTC)),
        ("2022年2月14日 08:21", datetime(2022, 2, 14, 0, 21, tzinfo=UTC)),
        ("发布于2022年02月14日08:21 来源：样报", datetime(2022, 2, 14, 0, 21, tzinfo=UTC)),
        ("2022/2/14 8:21", datetime(2022, 2, 14, 0, 21, tzinfo=UTC)),
        ("2022-02-14", datetime(2022, 2, 13, 16, 0, tzinfo=UTC)),
        ("1988-05-01 12:00:00", datetime(1988, 5, 1, 3, 0, tzinfo=UTC)),  # Shanghai then kept summer time
    ],
)
def test_reads_what_the_source_prints(text, expected):
    assert parse(text, SHANGHAI) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+0800",
        "(GMT+8, Asia/Shanghai, CST) ",
        "2022-02-30 10:00:00",
        "2022-02-14 25:00",
        "02-14 08:21",
        "12022-02-14",
        "202202142274984759",
        "2022-02-14 08:21，更新于2022-02-15 09:00",
        "0001-01-01 00:00:00",
        "9999-12-31T23:59:59-23:59",
    ],
)
def test_guesses_nothing(text):
    assert parse(text, SHANGHAI) is None


def test_one_time_printed_twice_is_one_time():
    text = "2022-02-14 08:21:00 / 2022年2月14日 08:21"
    assert parse(text, SHANGHAI) == datetime(2022, 2, 14, 0, 21, tzinfo=UTC)


@given(st.text())
def test_any_text_gives_a_time_in_utc_or_nothing(text):
    found = parse(text, SHANGHAI)
    assert found is None or found.tzinfo is UTC


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("202205262391921712", datetime(2022, 5, 25, 16, 0, tzinfo=UTC)),
        ("202202302391921712", None),
        ("about", None),
    ],
)
def test_a_key_gives_midnight_of_its_day(key, expected):
    site = SimpleNamespace(key_date=r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)", timezone=SHANGHAI)
    assert from_key(key, site) == expected


def test_a_site_whose_keys_hold_no_date_gives_none():
    assert from_key("20220526", SimpleNamespace(key_date=None, timezone=SHANGHAI)) is None
