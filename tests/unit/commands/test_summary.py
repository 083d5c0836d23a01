"""What the demo prints of a run."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console

from crawler.commands.summary import summary
from crawler.extensions.job import counts

DRIFT = {
    "site": "finews",
    "kind": "article",
    "field": "title",
    "missed": 60,
    "pages": 60,
    "missed_before": 0,
    "pages_before": 0,
    "urls": ["https://a.example/[1].html"],
}


def printed(**more):
    job = {
        "_id": "job",
        "started_at": "2022-02-14T00:00:00+00:00",
        "finished_at": "2022-02-14T00:00:09+00:00",
        "outcome": "finished",
        "reason": "finished",
        "counts": counts({}),
        "articles_by_category": {},
        "dropped": [],
        "failures": [],
    }
    console = Console(record=True, width=400)
    with console.capture() as capture:
        summary(console, job | more, None, Path("archive"), Path("data"))
    return capture.get()


@pytest.mark.parametrize("drift", [[], [DRIFT]])
def test_what_has_drifted_is_told_with_what_to_do(drift):
    lines = [line for line in printed(drift=drift).splitlines() if line.startswith("Degraded:")]
    assert len(lines) == len(drift)
    for line in lines:
        assert "title missing on 60 of 60 article pages of finews" in line
        assert "https://a.example/[1].html" in line
        assert "mend crawler/sites/finews.py" in line
