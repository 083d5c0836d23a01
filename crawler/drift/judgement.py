"""Whether a field that used to be there has gone missing. Pure.

A field is expected where it was missing on few pages of earlier runs. One that was often missing before,
such as a digest that most pages lack, tells nothing by being missing again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from crawler.drift.readings import MOST_EXAMPLES, Place, Readings, Tally

REQUIRED = ("body", "title", "published", "links", "categories", "entries")
"""Fields that are expected of every site's pages before any earlier run tells."""

UNKNOWN_SHARE = 0.5
"""Share of pages that may lack such a field then: a site whose pages bear no title is conceivable, one
where most lack it while it declares where the title stands is not."""

ONE_IS_ENOUGH = ("home", "listing", "feed")
"""Kinds of pages of which a single one tells: a run reads few, and none is empty by nature."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When missing is too much."""

    share: float
    """Share of pages, over that of before, on which a field may be missing; also the share up to which
    it may have been missing before and yet count as one that used to be there."""
    pages: int
    """Pages that are judged at least; fewer say nothing."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier run."""

    readings: Readings
    drifted: frozenset[tuple[str, str, str]] = frozenset()
    """Site, kind and field of what had drifted then already: no measure of what used to be there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """A field that used to be there and is missing now."""

    site: str
    kind: str
    """``home``, ``listing``, ``feed``, ``article`` or ``data``."""
    field: str
    missed: int
    """Pages, of the latest, that lack it."""
    pages: int
    """The latest pages: those of this run and, if they are few, of the runs just before."""
    missed_before: int
    """Pages that lacked it before that."""
    pages_before: int
    """Pages that were read before that; 0 when there is nothing to compare with."""
    urls: list[str]
    """The first pages that lack it."""

    def as_document(self) -> dict[str, Any]:
        """For the record of a run."""
        return asdict(self)


def judge(now: Readings, earlier: Sequence[Earlier], limits: Limits) -> list[Drift]:
    """What has drifted in the run that read ``now``.

    :param earlier: comparable runs before it, the latest first.
    """
    found = []
    for place, tally in now:
        for name in sorted(tally.missed):
            drift = _drift(place, name, tally, earlier, limits)
            if drift and _has_drifted(drift, limits):
                found.append(drift)
    return found


def _drift(
    place: Place, name: str, tally: Tally, earlier: Sequence[Earlier], limits: Limits
) -> Drift | None:
    """The figures to be judged; None when there are too few pages."""
    site, kind = place
    least = 1 if kind in ONE_IS_ENOUGH else limits.pages
    pages, missed, urls = tally.pages, tally.missed[name], list(tally.examples[name])
    runs = iter(earlier)
    while pages < least and (run := next(runs, None)):
        older = run.readings.of(*place)
        pages += older.pages
        missed += older.missed.get(name, 0)
        urls += older.examples.get(name, ())
    if pages < least:
        return None
    missed_before, pages_before = _before(runs, place, name)
    if pages_before < least:
        missed_before = pages_before = 0
    return Drift(
        site=site,
        kind=kind,
        field=name,
        missed=missed,
        pages=pages,
        missed_before=missed_before,
        pages_before=pages_before,
        urls=list(dict.fromkeys(urls))[:MOST_EXAMPLES],
    )


def _before(runs: Iterator[Earlier], place: Place, name: str) -> tuple[int, int]:
    tallies = [run.readings.of(*place) for run in runs if (*place, name) not in run.drifted]
    return sum(tally.missed.get(name, 0) for tally in tallies), sum(tally.pages for tally in tallies)


def _has_drifted(drift: Drift, limits: Limits) -> bool:
    share = drift.missed / drift.pages
    if not drift.pages_before:
        return drift.field in REQUIRED and share > UNKNOWN_SHARE
    before = drift.missed_before / drift.pages_before
    return before <= limits.share < share - before


def phrase(drift: dict[str, Any]) -> str:
    """A drift's document in a few words: ``title missing on 58 of 60 article pages of sample``."""
    return "{field} missing on {missed} of {pages} {kind} pages of {site}".format_map(drift)


def advice(drift: dict[str, Any]) -> str:
    """A drift's document in full: what is missing, since when, where, and what to do."""
    before = "{missed_before} of {pages_before} before".format_map(drift)
    return (
        f"{phrase(drift)} ({before if drift['pages_before'] else 'nothing to compare with'}), such as "
        f"{' '.join(drift['urls'])}: the layout has changed. The pages are archived: mend "
        f"crawler/sites/{drift['site']}.py, raise its version, and run `scrapy rebuild`"
    )
