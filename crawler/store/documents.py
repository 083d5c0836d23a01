"""Articles as MongoDB documents, and back. Pure."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, cast, get_args, get_origin, get_type_hints

from crawler.items import Article, FeedSighting, Sighting

ARTICLE_FIELDS = tuple(field.name for field in fields(Article))
"""Names of an article's fields, in the order in which documents hold them."""


def to_document(article: Article) -> dict[str, Any]:
    """The article's fields by name, nested items as documents, under its ``_id``.

    Times become UTC, cut to the millisecond that MongoDB keeps.

    :raises ValueError: when a time bears no zone.
    """
    return {"_id": article.id, **_plain(article)}


def from_document(document: Mapping[str, Any]) -> Article:
    """The article of a document of ``articles`` or ``revisions``; fields that are the store's own are
    left out.
    """
    return cast("Article", _reader(Article)(document))


def sighting_document(sighting: Sighting | FeedSighting) -> dict[str, Any]:
    """The sighting's fields by name, under the ``_id`` of the article it is about."""
    return {"_id": sighting.id, **_plain(sighting)}


_SCALARS = (str, int, NoneType)


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _plain(value: Any) -> Any:
    if isinstance(value, _SCALARS):
        return value
    if isinstance(value, list):
        return [part if isinstance(part, _SCALARS) else _plain(part) for part in value]
    if isinstance(value, datetime):
        return to_milliseconds(value)
    return {name: _plain(getattr(value, name)) for name in _names(value.__class__)}


def to_milliseconds(when: datetime) -> datetime:
    """The instant in UTC, cut to milliseconds. :raises ValueError: when it bears no zone."""
    if when.tzinfo is None:
        raise ValueError(f"{when} bears no time zone")
    return when.astimezone(UTC).replace(microsecond=when.microsecond // 1000 * 1000)


@cache
def _reader(kind: Hashable) -> Callable[[Any], Any]:
    """What makes a value of the type ``kind`` from its plain form."""
    if isinstance(kind, UnionType):
        (inner,) = (_reader(option) for option in get_args(kind) if option is not type(None))
        return lambda value: None if value is None else inner(value)
    if get_origin(kind) is list:
        part = _reader(get_args(kind)[0])
        return lambda value: [part(entry) for entry in value]
    if not is_dataclass(kind):
        return lambda value: value
    parts = {name: _reader(hint) for name, hint in get_type_hints(kind).items()}

    def read(value: Mapping[str, Any]) -> Any:
        return make(**{name: read_part(value[name]) for name, read_part in parts.items() if name in value})

    make: Callable[..., Any] = kind
    return read
