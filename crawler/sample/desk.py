"""Where the hand-written articles get their keys, times, posts and source lines."""

from __future__ import annotations

from itertools import count
from typing import Any

from crawler.sample.blocks import Block, source
from crawler.sample.columns import column
from crawler.sample.model import SampleArticle, moment, new_key
from crawler.sample.ordinary import media_post, rolling_post

_FIRST = 5000
"""The serial number of the first; those of generated articles are smaller."""


class Desk:
    """Numbers the articles as they are written, and dates them."""

    def __init__(self) -> None:
        self._serial = count(_FIRST)

    def media(
        self, slug: str, title: str, traps: str, *body: Block, status: str = "ok", **post: Any
    ) -> SampleArticle:
        """An article in a medium's post, its source line added."""
        serial = next(self._serial)
        published = moment(13, serial % 700 + 480)
        key, medium = new_key(published, serial), column(slug).media
        page = media_post(column(slug), key, published, (*body, source(medium)), **post)
        return SampleArticle(
            key=key,
            title=title,
            published=published,
            media=medium,
            posts=(page,),
            status=status,
            traps=frozenset(traps.split()),
        )

    def rolling(
        self, title: str, traps: str, media: str, digest: str, *body: Block, **post: Any
    ) -> SampleArticle:
        """An article in a rolling post, its source line added unless it has none or brings its own."""
        serial = next(self._serial)
        published = moment(14, serial % 700 + 480)
        key = new_key(published, serial)
        cut = any(line.kind == "source" for part in body for line in part.footer)
        whole = body if cut or not media else (*body, source(media))
        page = rolling_post(key, published, whole, digest=digest, **post)
        return SampleArticle(
            key=key,
            title=title,
            published=published,
            media=media,
            posts=(page,),
            traps=frozenset(traps.split()),
        )
