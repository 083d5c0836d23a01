"""Retry-After, as RFC 9110, section 10.2.3 has it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.middlewares.retry_after import wait_seconds

NOW = datetime(2022, 2, 14, 8, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (b"120", 120),
        (b" 1 ", 1),
        (b"Mon, 14 Feb 2022 08:01:30 GMT", 90),
        (b"Mon, 14 Feb 2022 07:00:00 GMT", 0),
        (b"-5", 0),
        (b"soon", 0),
        (b"\xff", 0),
        (b"", 0),
        (None, 0),
        (b"9" * 400, 999999999),
    ],
)
def test_wait_seconds(value, seconds):
    assert wait_seconds(value, NOW) == seconds
