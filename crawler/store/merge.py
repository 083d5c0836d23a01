"""One document out of all readings of an article, whatever the order they arrive in. Pure.

`merge` and `sight` take what is stored and one reading or sighting, and give what is to be stored. All
times come from the readings, none from the clock: a rebuild from the archive gives the same documents.

- The text is that of the most trusted reading (`crawler.store.facts.trust`): by rank, then by page, of
  one page the latest. Facts that it lacks are filled from other readings; ``facts_from`` names these.
- Every other text that was ever read is kept in ``revisions``: an earlier text of the same page under
  its number, a text of another page that differs under 0. Its ``_id`` follows from the text, so that
  crawls which number the texts at the same time never overwrite one with another.
- Listings, feeds and captures are unions (`crawler.store.sightings`).
- A page's capture that is read again by a newer reader takes the place of its earlier reading.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import bson

from crawler.store.documents import ARTICLE_FIELDS
from crawler.store.facts import (
    FACTS,
    STATED,
    Document,
    Value,
    date_problems,
    has_text,
    problems_of,
    put_facts,
    stronger,
    values_of,
    values_of_feed,
)
from crawler.store.sightings import (
    instants,
    sighting_captures,
    union_captures,
    union_feeds,
    union_listings,
)
from crawler.store.texts import (
    is_outdated,
    is_same_capture,
    join,
    reading_entry,
    replace_reading,
    superseded,
    text_of,
    text_trust,
)

_MOVING = ("captures", "listings", "feeds", "fetched_at", "last_seen_at", "reader")
"""Fields that move when an article is seen again, and tell nothing new of it."""

MOST_BYTES = 16 * 1024 * 1024 - 1024
"""A document's size at most, ``version`` left out."""


@dataclass(frozen=True, slots=True)
class Merge:
    """What is to be stored, and what happened."""

    document: Document
    """The article."""
    revisions: Sequence[Document]
    """All its documents of ``revisions``."""
    outcome: str
    """``new``, ``revised`` (the text was edited), ``improved`` (a better text, or facts that lacked),
    or ``unchanged``."""


def merge(stored: Document | None, revisions: Sequence[Document], reading: Document) -> Merge:
    """Add a reading.

    :param stored: the article's document; None when there is none.
    :param revisions: all its documents of ``revisions``; ``stored["revisions"]`` tells how many.
    :param reading: what `crawler.store.documents.to_document` gives.
    """
    if stored is None and not revisions and not reading["feeds"]:
        return Merge(_sealed(_first(reading)), (), "new")
    new = text_of(reading)
    known = [text_of(document) for document in ([stored] if stored else []) + list(revisions)]
    if stored and is_outdated(known, new):
        texts, facts = _distinct(known), _told(values_of(stored, FACTS, "facts_from"), reading["feeds"])
    else:
        texts, facts = _distinct([*replace_reading(known, new), new]), _facts(stored, reading)
    current = max(texts, key=text_trust)
    edits = superseded(texts)
    document = _compose(current, facts, stored, reading)
    document |= {"revision": len(edits) + 1, "revisions": len(texts) - 1}
    others = [_revision(reading["_id"], text, edits) for text in texts if text is not current]
    return Merge(_sealed(document), others, _outcome(stored, document, edits))


def sight(stored: Document, sighting: Document) -> Document:
    """The article's document with a sighting added: its listing or what the feed says, the capture of
    that, and the time.
    """
    seen: Document = {"listings": [], "feeds": [], "captures": sighting_captures(sighting["captures"])}
    document = dict(stored)
    if "entry" in sighting:
        seen["feeds"].append(sighting["entry"])
        put_facts(document, _told(values_of(stored, FACTS, "facts_from"), seen["feeds"]))
    else:
        seen["listings"].append(sighting["listing"])
    return _sealed(document | _sightings(stored, seen, stored["captures"]))


def version(document: Document) -> str:
    """A digest of all that a document holds. Whoever replaces the document does so only while it bears
    the version that was read; equal documents of two databases bear the same.

    :raises ValueError: when it cannot be stored: no valid text, or more than 16 MiB.
    """
    held = {name: value for name, value in document.items() if name != "version"}
    try:
        encoded = bson.encode(held)
    except (bson.errors.BSONError, OverflowError) as error:
        raise ValueError(str(error)) from error
    if len(encoded) > MOST_BYTES:
        raise ValueError(f"it is larger than MongoDB's 16 MiB: {len(encoded)} bytes")
    return hashlib.blake2b(encoded, digest_size=16).hexdigest()


def _first(reading: Document) -> Document:
    """The document of an article's only reading: what `merge` comes to when there is nothing to weigh."""
    document = {name: reading[name] for name in ("_id", *ARTICLE_FIELDS)}
    document |= {"readings": [reading_entry(reading)], "parts_from": {}, "facts_from": {}}
    document["problems"] = problems_of(reading, date_problems(reading))
    times = instants(reading)
    return document | {
        "listings": union_listings(reading["listings"], ()),
        "feeds": [],
        "captures": union_captures(reading["captures"]),
        "first_seen_at": min(times, default=None),
        "last_seen_at": max(times, default=None),
        "revision": 1,
        "revisions": 0,
    }


def _distinct(texts: Sequence[Document]) -> list[Document]:
    """Each text once; a reading that has none counts only as long as there is no other."""
    by_hash: dict[str, Document] = {}
    for text in texts:
        known = by_hash.get(text["content_hash"])
        by_hash[text["content_hash"]] = join(known, text) if known else text
    distinct = list(by_hash.values())
    return [text for text in distinct if has_text(text)] or [max(distinct, key=text_trust)]


def _facts(stored: Document | None, reading: Document) -> dict[str, Value]:
    """The facts of both; what an earlier reading of the same capture said is forgotten."""
    facts = _told(values_of(reading, FACTS, "facts_from"), reading["feeds"])
    if stored is None:
        return facts
    known = values_of(stored, FACTS, "facts_from")
    anew = {name for name, value in known.items() if is_same_capture(value.origin, reading)}
    return stronger({name: value for name, value in known.items() if name not in anew}, facts)


def _told(facts: dict[str, Value], feeds: Sequence[Document]) -> dict[str, Value]:
    """The facts, completed by what feeds say."""
    for entry in feeds:
        facts = stronger(values_of_feed(entry), facts)
    return facts


def _compose(
    current: Document, facts: dict[str, Value], stored: Document | None, reading: Document
) -> Document:
    """The article's document."""
    document = {"_id": reading["_id"]} | {name: current.get(name) for name in ARTICLE_FIELDS}
    document |= {"readings": current["readings"], "parts_from": current["parts_from"]}
    put_facts(document, facts)
    return document | _sightings(stored or reading, reading, current["captures"])


def _sightings(stored: Document, seen: Document, captures: Sequence[Document]) -> Document:
    """The fields that tell where and when an article was seen."""
    times = [*instants(stored), *instants(seen)]
    sightings = [*sighting_captures(stored["captures"]), *sighting_captures(seen["captures"])]
    return {
        "listings": union_listings(stored["listings"], seen["listings"]),
        "feeds": union_feeds(stored.get("feeds", ()), seen["feeds"]),
        "captures": union_captures(captures, sightings),
        "first_seen_at": min(times, default=None),
        "last_seen_at": max(times, default=None),
    }


def _revision(article: str, text: Document, edits: Sequence[Document]) -> Document:
    """A text that is not the article's current one, as a document of ``revisions``."""
    number = next((n for n, edit in enumerate(edits, 1) if edit is text), 0)
    name = text["content_hash"].rpartition(":")[2][:12]
    document = {"_id": f"{article}#{name}", "article": article, "revision": number}
    document |= {name: text[name] for name in ARTICLE_FIELDS if name in text}
    document |= {"readings": text["readings"], "parts_from": text["parts_from"]}
    if values_of(document, FACTS, "facts_from")["published_at"].weight < STATED:
        document |= {"published_at": None, "published_tz": ""}  # a makeshift, if not displaced before
    put_facts(document, values_of(document, FACTS, "facts_from"))
    times = [*instants(document), *(entry["fetched_at"] for entry in text["readings"])]
    document |= {"first_seen_at": min(times), "last_seen_at": max(times)}
    return _sealed(document)


def _sealed(document: Document) -> Document:
    return document | {"version": version(document)}


def _outcome(stored: Document | None, document: Document, edits: Sequence[Document]) -> str:
    if stored is None:
        return "new"
    hashes = {text["content_hash"] for text in edits}
    changed = stored["content_hash"] != document["content_hash"]
    if document["revision"] > stored["revision"] or (changed and stored["content_hash"] in hashes):
        return "revised"
    improved = any(document[name] != stored[name] for name in ARTICLE_FIELDS if name not in _MOVING)
    return "improved" if improved else "unchanged"
