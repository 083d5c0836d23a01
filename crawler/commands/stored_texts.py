"""Every text in the database, with the captures that prove it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from crawler.items import Article, WarcRef
from crawler.store.client import open_database_sync
from crawler.store.documents import from_document
from crawler.store.queries import iterate_articles

_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class StoredText:
    """An article or a revision of one, as far as it is proven by the archive."""

    id: str
    """``_id`` of the document."""
    site: str
    """Name of the site."""
    reader: str
    """Which reader made it."""
    content_hash: str
    """``sha256:<hex>`` over its text."""
    captures: tuple[WarcRef, ...]
    """What it was read from and seen on."""


def stored_texts(settings: Mapping[str, Any]) -> Iterator[StoredText]:
    """Yield every article, and after each two hundred of them their revisions.

    :raises StoreUnavailableError: when the database does not answer.
    """
    articles = iterate_articles(settings)
    while batch := list(islice(articles, _AT_ONCE)):
        yield from map(_stored, batch)
        revised = [document["_id"] for document in batch if document.get("revisions")]
        if revised:
            with open_database_sync(settings) as database:
                revisions = list(database["revisions"].find({"article": {"$in": revised}}))
            yield from map(_stored, revisions)


def _stored(document: Mapping[str, Any]) -> StoredText:
    article: Article = from_document(document)
    return StoredText(
        document["_id"], article.site, article.reader, article.content_hash, tuple(article.captures)
    )
