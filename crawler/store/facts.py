"""Which reading a value of a document comes from. Pure.

A reading is one page read once. Of two readings the one with the greater `trust` is believed, and an
empty value never replaces another. So each value is that of the most trusted reading that has one,
whatever the order in which the readings arrive.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Document = dict[str, Any]
Trust = tuple[bool, int, str, str, datetime]

STATED, MAKESHIFT, EMPTY = 2, 1, 0
"""Weights of a value: one that the page states; a date taken from the key, or an impossible one; none."""

NEVER = datetime(1, 1, 1, tzinfo=UTC)

FACTS: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "source": ("source",),
    "authors": ("authors",),
    "editors": ("editors",),
    "original_title": ("original_title",),
    "published_at": ("published_at", "published_tz"),
    "category": ("category",),
    "share_url": ("share_url",),
    "digest": ("digest",),
}
"""Facts of an article: any reading may fill them. Fields that only mean something together go together,
under the name of the one that must not be empty."""

PARTS: Mapping[str, tuple[str, ...]] = {
    "images": ("images", "html"),
    "links": ("links",),
    "footer": ("footer",),
}
"""Parts of one text: a reading of the same text may fill them."""


FEED_RANK = 10
"""Trust in what a feed says: below any page that holds the article."""


@dataclass(frozen=True, slots=True)
class Value:
    """What one reading says of one fact."""

    weight: int
    """`STATED`, `MAKESHIFT` or `EMPTY`."""
    origin: Document
    """The reading's ``url``, ``rank``, ``fetched_at`` and whether it has a ``text``."""
    values: tuple[Any, ...]
    """The values of the fact's fields, in order."""
    problems: tuple[str, ...] = ()
    """What is wrong with a date: the document's problems about it."""

    @property
    def strength(self) -> tuple[int, Trust]:
        """The stronger of two values stands."""
        return self.weight, trust(self.origin)


def has_text(document: Document) -> bool:
    """Whether it holds more than facts about an article: paragraphs, tables or pictures."""
    return bool(document["paragraphs"] or document["tables"] or document["images"])


def origin(document: Document) -> Document:
    """The reading that gave a document its text."""
    return {
        "url": document["url"],
        "rank": document["rank"],
        "fetched_at": document["fetched_at"],
        "text": has_text(document),
    }


def trust(origin: Document) -> Trust:
    """Sorts readings: with a text before without, by rank, by page, by time.

    Among pages of equal rank the one whose file name sorts last goes first (``NW2022....html`` before
    ``2022....html``): any fixed order would do, and in this one the page that names the medium wins.
    """
    url = origin["url"]
    name = url.rstrip("/").rpartition("/")[2]
    return origin["text"], origin["rank"], name, url, origin["fetched_at"] or NEVER


def values_of(document: Document, groups: Mapping[str, tuple[str, ...]], origins: str) -> dict[str, Value]:
    """What a document holds, each with its origin: ``document[origins]`` where it is named there, else
    the reading that gave the text.
    """
    own = origin(document)
    named = document.get(origins, {})
    return {
        group: _value(group, fields, document, named.get(group, own)) for group, fields in groups.items()
    }


def values_of_feed(entry: Document) -> dict[str, Value]:
    """What an entry of a feed (`crawler.items.FeedEntry`) says of its article."""
    own = {"url": entry["url"], "rank": FEED_RANK, "fetched_at": entry["seen_at"], "text": False}
    said = {name: entry.get(name) for fields in FACTS.values() for name in fields}
    return {group: _value(group, fields, said | _NO_PROBLEMS, own) for group, fields in FACTS.items()}


def stronger(first: Mapping[str, Value], second: Mapping[str, Value]) -> dict[str, Value]:
    """The stronger value of each group of ``second``; of two that are equally strong, the second."""
    return {
        group: max(value, first.get(group, value), key=lambda each: each.strength)
        for group, value in second.items()
    }


def put_values(
    document: Document, values: Mapping[str, Value], groups: Mapping[str, tuple[str, ...]], origins: str
) -> None:
    """Write the values into the document, and into ``document[origins]`` the origin of each that is not
    the document's own reading.
    """
    own = origin(document)
    foreign = {}
    for group, fields in groups.items():
        value = values[group]
        if value.weight:
            document.update(zip(fields, value.values, strict=True))
            if value.origin != own:
                foreign[group] = value.origin
    document[origins] = foreign


def put_facts(document: Document, values: Mapping[str, Value]) -> None:
    """Write the facts of an article into its document, and let ``problems`` tell of them."""
    put_values(document, values, FACTS, "facts_from")
    document["problems"] = problems_of(document, values["published_at"].problems)


def problems_of(document: Document, of_date: Sequence[str]) -> list[str]:
    """The problems of a document whose date, if it has one, has the problems ``of_date``."""
    title = [] if document["title"] else ["title_missing"]
    date = of_date if document["published_at"] else ("date_missing",)
    return [*title, *date, *(problem for problem in document["problems"] if not is_of_facts(problem))]


def date_problems(document: Document) -> tuple[str, ...]:
    """The problems that the document has with its date."""
    return tuple(problem for problem in document["problems"] if problem.startswith("date_"))


def is_of_facts(problem: str) -> bool:
    """Whether a problem is about the title or the time of publication."""
    return problem == "title_missing" or problem.startswith("date_")


_NO_PROBLEMS: Document = {"problems": []}


def _value(group: str, fields: tuple[str, ...], document: Document, origin: Document) -> Value:
    values = tuple(document[name] for name in fields)
    if group != "published_at":
        return Value(STATED if values[0] else EMPTY, origin, values)
    problems = date_problems(document)
    weight = (MAKESHIFT if problems else STATED) if values[0] else EMPTY
    return Value(weight, origin, values, problems)
