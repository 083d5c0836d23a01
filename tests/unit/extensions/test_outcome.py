"""How a run's end is judged."""

from __future__ import annotations

import pytest

from crawler.extensions.outcome import outcome


@pytest.mark.parametrize(
    ("reason", "stats", "word", "code"),
    [
        ("finished", {}, "finished", 0),
        ("finished", {"log_count/WARNING": 9}, "finished", 0),
        ("closespider_itemcount", {}, "finished", 0),
        ("finished", {"log_count/ERROR": 1}, "errors", 3),
        ("finished", {"log_count/CRITICAL": 1}, "errors", 3),
        ("store_unavailable", {}, "stopped", 4),
        ("archive_unavailable", {"log_count/ERROR": 1}, "stopped", 4),
        ("shutdown", {}, "stopped", 4),
        ("memusage_exceeded", {}, "stopped", 4),
    ],
)
def test_outcome(reason, stats, word, code):
    end = outcome(reason, stats)
    assert (end.word, end.exit_code) == (word, code)
