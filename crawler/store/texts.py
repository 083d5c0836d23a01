"""The different texts of one article. Pure.

A text is known by its ``content_hash``. The same text can be read at several pages and times
(``readings``: of each page, the latest); different texts are edits, or pages that differ. A text is
*superseded* when every page that bore it was later read with another: that is an edit.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from crawler.store.documents import ARTICLE_FIELDS
from crawler.store.facts import (
    FACTS,
    NEVER,
    PARTS,
    Document,
    Trust,
    origin,
    put_values,
    stronger,
    trust,
    values_of,
)
from crawler.store.sightings import text_captures, union_captures

_NOT_OF_A_TEXT = ("captures", "listings", "feeds", "last_seen_at")


def text_of(document: Document) -> Document:
    """What belongs to the text alone in an article, a revision or a reading."""
    text = {name: document[name] for name in ARTICLE_FIELDS if name not in _NOT_OF_A_TEXT}
    for fact in document.get("facts_from", ()):  # what another reading filled in is not this text's
        text.update({name: _empty(text[name]) for name in FACTS[fact]})
    text["captures"] = union_captures(text_captures(document["captures"]))
    text["readings"] = document.get("readings") or [reading_entry(document)]
    text["parts_from"] = document.get("parts_from", {})
    return text


def join(first: Document, second: Document) -> Document:
    """Two readings of the same text as one: the more trusted, completed by the other; of two that are
    equally trusted, the second.
    """
    better, other = (first, second) if text_trust(first) > text_trust(second) else (second, first)
    joined = dict(better)
    joined["tickers"] = _union_tickers(better["tickers"], other["tickers"])
    joined["captures"] = union_captures(first["captures"], second["captures"])
    joined["readings"] = _union_readings(first["readings"], second["readings"])
    parts = stronger(values_of(other, PARTS, "parts_from"), values_of(better, PARTS, "parts_from"))
    put_values(joined, parts, PARTS, "parts_from")
    return joined


def text_trust(text: Document) -> Trust:
    """The trust in the reading that gave the text."""
    return trust(origin(text))


def replace_reading(texts: Sequence[Document], new: Document) -> list[Document]:
    """``texts`` without the readings of the capture that ``new`` was read from, read anew by a reader
    that is not older; what they leave of a text stays, and a text without readings goes, its captures
    to ``new``.
    """
    kept = []
    for text in texts:
        readings = [entry for entry in text["readings"] if not is_same_capture(entry, new)]
        if len(readings) == len(text["readings"]) or text["content_hash"] == new["content_hash"]:
            kept.append(text)
        elif readings:
            best = max(readings, key=lambda entry: trust(entry | {"text": True}))
            kept.append(text | best | {"readings": readings})
        else:
            new["captures"] = union_captures(new["captures"], text["captures"])
    return kept


def is_outdated(texts: Sequence[Document], new: Document) -> bool:
    """Whether a newer reader has read the capture that ``new`` was read from."""
    return any(
        is_same_capture(entry, new) and reader_version(entry["reader"]) > reader_version(new["reader"])
        for text in texts
        for entry in text["readings"]
    )


def superseded(texts: Sequence[Document]) -> list[Document]:
    """The texts that no page bears any more, in the order in which they were last read."""
    latest: dict[str, tuple[datetime, str]] = {}
    for text in texts:
        for entry in text["readings"]:
            mark = (entry["fetched_at"] or NEVER, text["content_hash"])
            latest[entry["url"]] = max(latest.get(entry["url"], mark), mark)
    borne = {content_hash for _, content_hash in latest.values()}
    return sorted((text for text in texts if text["content_hash"] not in borne), key=_last_read)


def reader_version(reader: str) -> int:
    """The version in ``<site>/<version>``; 0 when there is none."""
    version = reader.rpartition("/")[2]
    return int(version) if version.isdecimal() else 0


def _empty(value: object) -> object:
    return type(value)() if isinstance(value, str | list) else None


def _last_read(text: Document) -> tuple[datetime, str]:
    return max(entry["fetched_at"] or NEVER for entry in text["readings"]), text["content_hash"]


def reading_entry(document: Document) -> Document:
    """The entry in ``readings`` of the reading that gave a document its text."""
    return {name: document[name] for name in ("url", "rank", "fetched_at", "reader")}


def is_same_capture(entry: Document, new: Document) -> bool:
    """Whether two readings are of the same page, fetched at the same time."""
    return bool(entry["url"] == new["url"] and entry["fetched_at"] == new["fetched_at"])


def _union_readings(first: Sequence[Document], second: Sequence[Document]) -> list[Document]:
    latest: dict[str, Document] = {}
    for entry in (*first, *second):
        known = latest.setdefault(entry["url"], entry)
        if (entry["fetched_at"] or NEVER) >= (known["fetched_at"] or NEVER):
            latest[entry["url"]] = entry
    return sorted(latest.values(), key=lambda entry: str(entry["url"]))


def _union_tickers(own: Sequence[Document], others: Sequence[Document]) -> list[Document]:
    """The securities of both; in the order of ``own`` if it lacks none, else by symbol."""
    union: dict[str, Document] = {}
    for ticker in (*own, *others):
        known = union.get(ticker["symbol"], ticker)
        union[ticker["symbol"]] = max(known, ticker, key=lambda each: (each["name"], each["found"]))
    return list(union.values()) if len(union) == len(own) else [union[symbol] for symbol in sorted(union)]
