"""How a run's end is judged."""

from __future__ import annotations

import pytest

from crawler.extensions.outcome import DRIFT, UNREAD, outcome

GONE = {"site": "finews", "kind": "article", "field": "title", "missed": 58, "pages": 60}


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
        ("finished", {DRIFT: [GONE]}, "degraded", 5),
        ("finished", {DRIFT: [GONE], "log_count/ERROR": 1}, "errors", 3),
        ("finished", {DRIFT: [GONE], "log_count/ERROR": 9, f"{UNREAD}article": 9}, "degraded", 5),
        ("finished", {DRIFT: [GONE], "log_count/ERROR": 9, f"{UNREAD}article": 8}, "errors", 3),
        ("finished", {"log_count/ERROR": 9, f"{UNREAD}article": 9}, "errors", 3),
        ("shutdown", {DRIFT: [GONE]}, "stopped", 4),
    ],
)
def test_outcome(reason, stats, word, code):
    end = outcome(reason, stats)
    assert (end.word, end.exit_code) == (word, code)


def test_a_degraded_run_names_what_is_missing():
    reason = outcome("finished", {DRIFT: [GONE, GONE | {"field": "media"}]}).reason
    pages = "missing on 58 of 60 article pages of finews"
    assert reason == f"title {pages}; media {pages}"
