"""What may be set for drift."""

from __future__ import annotations

import pytest
from scrapy.settings import Settings

from crawler.errors import SettingError
from crawler.extensions.drift import limits

RIGHT = {"DRIFT_SHARE": "0.3", "DRIFT_PAGES": "5"}


def test_limits_come_from_the_command_line_as_text():
    found = limits(Settings(RIGHT))
    assert (found.share, found.pages) == (0.3, 5)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DRIFT_SHARE", "0", "is no share between 0 and 1"),
        ("DRIFT_SHARE", 1, "is no share between 0 and 1"),
        ("DRIFT_SHARE", "nan", "is no share between 0 and 1"),
        ("DRIFT_SHARE", "much", "is not a number"),
        ("DRIFT_PAGES", "0", "is no whole number from 1"),
        ("DRIFT_PAGES", 2.5, "is no whole number from 1"),
        ("DRIFT_PAGES", "nan", "is no whole number from 1"),
        ("DRIFT_PAGES", None, "is not a number"),
    ],
)
def test_what_cannot_be_used_is_named(name, value, said):
    with pytest.raises(SettingError, match=f"setting {name}: {value!r} {said}"):
        limits(Settings(RIGHT | {name: value}))
