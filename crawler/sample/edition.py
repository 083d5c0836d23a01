"""What the sample site publishes at one moment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from crawler.sample import volume
from crawler.sample.columns import COLUMNS, Column
from crawler.sample.model import Post, SampleArticle

Entry = tuple[SampleArticle, Post]
"""A post in a listing, and its article."""

_CODE = re.compile(r"(?:NW)?(\d{18})")


@dataclass(frozen=True, kw_only=True)
class Edition:
    """The articles on the site, and how many generated ones besides (`crawler.sample.volume`)."""

    articles: tuple[SampleArticle, ...]
    volume: int = 0
    edited: bool = False

    def after_edit(self) -> Edition:
        """The edition in which the edited articles stand in their edited form."""
        return replace(self, articles=tuple(a.after_edit() for a in self.articles), edited=True)

    @property
    def columns(self) -> tuple[Column, ...]:
        """Its categories."""
        return (*COLUMNS, volume.COLUMN) if self.volume else COLUMNS

    def posts(self) -> Iterator[Entry]:
        """Every post of the catalogue's articles."""
        return ((article, post) for article in self.articles for post in article.posts)

    def newest(self, column: Column, count: int) -> list[Entry]:
        """The newest posts whose URLs name the category."""
        if column is volume.COLUMN:
            return self.generated(0, count)
        return [(a, post) for a, post in self.posts() if post.slug == column.slug][:count]

    def generated(self, start: int, stop: int) -> list[Entry]:
        """The generated articles from index ``start`` up to ``stop``, as far as there are any."""
        articles = map(volume.volume_article, range(start, min(stop, self.volume)))
        return [(article, article.posts[0]) for article in articles]

    def find(self, code: str) -> SampleArticle | None:
        """The article of a key or code (``NW`` and the key), unless it is gone."""
        found = _CODE.fullmatch(code)
        key = found[1] if found else ""
        index = volume.volume_index(key)
        if index is not None:
            return volume.volume_article(index) if index < self.volume else None
        article = self._by_key.get(key)
        return None if article is None or article.status == "not_found" else article

    @cached_property
    def _by_key(self) -> dict[str, SampleArticle]:
        return {article.key: article for article in self.articles}
