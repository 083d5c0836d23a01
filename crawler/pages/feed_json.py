"""The entries of a JSON feed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crawler.errors import PageError
from crawler.pages.feed_entry import MOST_ENTRIES, RawEntry, RawFeed
from crawler.pages.json_data import objects, read_json, text_in
from crawler.sites.base import JsonFields


def read_json_feed(body: bytes, url: str, fields: JsonFields) -> RawFeed:
    """The entries in ``body``: those of the first array that bears one of the declared names.

    :raises PageError: when it is no JSON, or holds no such array.
    """
    feed = RawFeed()
    for found in _entries(read_json(body, url), url, fields.entries)[:MOST_ENTRIES]:
        if isinstance(found, dict):
            feed.entries.append(_entry({str(name).lower(): value for name, value in found.items()}, fields))
        else:
            feed.malformed += 1
    return feed


def _entries(value: Any, url: str, names: Sequence[str]) -> list[Any]:
    for each in objects(value):
        for name in names:
            found = each.get(name.lower())
            if isinstance(found, list):
                return found
    raise PageError(f"{url}: the JSON holds no array {' or '.join(map(repr, names))}")


def _entry(found: dict[str, Any], fields: JsonFields) -> RawEntry:
    return RawEntry(
        code=_word(found, fields.code),
        url=text_in(found, fields.url),
        title=text_in(found, fields.title),
        digest=text_in(found, fields.digest),
        media=text_in(found, fields.media),
        published=_time(found, fields.published),
    )


def _word(found: dict[str, Any], names: Sequence[str]) -> str:
    """A text, or a whole number as one: keys of 18 digits come as either."""
    values = (found.get(name.lower()) for name in names)
    words = (str(value).strip() for value in values if isinstance(value, str | int) and value is not True)
    return next(filter(None, words), "")


def _time(found: dict[str, Any], names: Sequence[str]) -> str | float:
    values = (found.get(name.lower()) for name in names)
    times = (value for value in values if isinstance(value, str | int | float) and value is not True)
    return next((time for time in times if time), "")
