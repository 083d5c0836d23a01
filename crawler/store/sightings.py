"""Where and when an article was seen: its listings and captures. Pure.

Everything here is a union, so that it comes out the same in any order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

Document = dict[str, Any]

SIGHTING_ROLES = ("listing", "feed")
"""Roles of captures that name an article and do not hold its text."""


def union_listings(first: Iterable[Document], second: Iterable[Document]) -> list[Document]:
    """Each category once, first seen first, with the time it was first seen there."""
    by_slug: dict[str, Document] = {}
    for listing in (*first, *second):
        known = by_slug.get(listing["slug"], listing)
        by_slug[listing["slug"]] = {
            "slug": listing["slug"],
            "name": max(known["name"], listing["name"]),  # any fixed choice that prefers a name to none
            "url": min(known["url"], listing["url"]),
            "seen_at": min(known["seen_at"], listing["seen_at"]),
        }
    return sorted(by_slug.values(), key=lambda listing: (listing["seen_at"], listing["slug"]))


def union_feeds(first: Iterable[Document], second: Iterable[Document]) -> list[Document]:
    """What each feed said last, by the feed's URL."""
    latest: dict[str, Document] = {}
    for entry in (*first, *second):
        known = latest.get(entry["url"], entry)
        latest[entry["url"]] = max(known, entry, key=_age_and_words)
    return [latest[url] for url in sorted(latest)]


def union_captures(*groups: Iterable[Document]) -> list[Document]:
    """Each record once, by date; of the captures that are mere sightings, the first of each URL: an
    article is listed for days, and each look at the listing would add one.
    """
    kept: dict[tuple[str, ...], Document] = {}
    for capture in sorted((capture for group in groups for capture in group), key=_order):
        sighting = capture["role"] in SIGHTING_ROLES
        name = (capture["role"], capture["url"]) if sighting else (capture["record_id"],)
        kept.setdefault(name, capture)
    return list(kept.values())


def text_captures(captures: Iterable[Document]) -> list[Document]:
    """The captures of the pages that a text was read from."""
    return [capture for capture in captures if capture["role"] not in SIGHTING_ROLES]


def sighting_captures(captures: Iterable[Document]) -> list[Document]:
    """The captures of the listings and feeds that name an article."""
    return [capture for capture in captures if capture["role"] in SIGHTING_ROLES]


def instants(document: Mapping[str, Any]) -> list[datetime]:
    """Every time at which the document, reading or sighting saw its article."""
    named = [document.get(name) for name in ("first_seen_at", "last_seen_at", "fetched_at")]
    listed = [listing["seen_at"] for listing in document.get("listings", ())]
    listed += [entry["seen_at"] for entry in document.get("feeds", ())]
    captured = [capture["date"] for capture in document["captures"]]
    return [when for when in (*named, *listed, *captured) if when is not None]


def _age_and_words(entry: Document) -> tuple[Any, ...]:
    """Any fixed order among entries of one fetch."""
    return entry["seen_at"], *(str(entry[name]) for name in sorted(entry))


def _order(capture: Document) -> tuple[datetime, str, str]:
    return capture["date"], capture["record_id"], capture["role"]
