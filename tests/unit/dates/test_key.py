from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from crawler.dates import from_key


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("202205262391921712", datetime(2022, 5, 25, 16, 0, tzinfo=UTC)),
        ("202202302391921712", None),
        ("about", None),
    ],
)
def test_a_key_gives_midnight_of_its_day(key, expected):
    site = SimpleNamespace(
        key_date=r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)", timezone="Asia/Shanghai"
    )
    assert from_key(key, site) == expected


def test_a_site_whose_keys_hold_no_date_gives_none():
    assert from_key("20220526", SimpleNamespace(key_date=None, timezone="Asia/Shanghai")) is None
