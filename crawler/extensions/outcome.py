"""How a run ended, for the schedule that started it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crawler.drift.judgement import phrase

DRIFT = "newsvault/drift"
"""The stat that holds what has drifted, a document for each field; absent when nothing has."""

UNREAD = "newsvault/pages/unread/"
"""Start of the stats that count pages which came and could not be read, by their kind."""

COMPLETE = ("finished", "closespider_itemcount", "closespider_pagecount", "closespider_timeout")
"""Close reasons of a run that did all it was asked to."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a run."""

    word: str
    """``finished``, ``errors`` (it went on to the end, but something failed), ``degraded`` (pages lack a
    field that used to be there) or ``stopped``."""
    exit_code: int
    """0, 3, 4 or 5: see docs/operator.md. 1 (not started) and 2 (usage) are the command's own."""
    reason: str
    """Scrapy's close reason, or what went wrong, in words."""


def outcome(close_reason: str, stats: Mapping[str, Any]) -> Outcome:
    """Judge a run: whatever was logged as an error makes it one with errors.

    Pages that came and could not be read are errors too, each logged as one, unless fields have drifted,
    which explains them.
    """
    if close_reason not in COMPLETE:
        return Outcome("stopped", 4, close_reason)
    errors = sum(int(stats.get(f"log_count/{level}", 0)) for level in ("ERROR", "CRITICAL"))
    unread = sum(int(count) for name, count in stats.items() if name.startswith(UNREAD))
    drifts = stats.get(DRIFT, [])
    if drifts and errors <= unread:
        return Outcome("degraded", 5, "; ".join(map(phrase, drifts)))
    if errors:
        return Outcome("errors", 3, f"{errors} error{'s' if errors > 1 else ''} logged")
    return Outcome("finished", 0, close_reason)
