"""A category as large as one likes, made page by page on request: for the benchmarks."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from random import Random

from crawler.sample import blocks, texts
from crawler.sample.blocks import Block
from crawler.sample.columns import Column
from crawler.sample.model import ZONE, Delivery, SampleArticle
from crawler.sample.ordinary import media_post

COLUMN = Column(slug="liangchan", media="量产样本", tag="量产样本新闻", page_size=200)
"""The category that holds them."""

_DAY = datetime(2025, 2, 20, 9, 30, tzinfo=ZONE)
_PREFIX = "202502209"
_BODIES = 64
_GZIP = Delivery(coding="gzip")


def volume_article(index: int) -> SampleArticle:
    """Article ``index`` (from 0 to 999,999,999): always the same, its text unlike any other's."""
    title, body = _body(index % _BODIES)
    key = f"{_PREFIX}{index:09d}"
    opening = blocks.block(f"这是量产样本的第{index}篇。")
    post = media_post(COLUMN, key, _DAY, (opening, *body), delivery=_GZIP)
    return SampleArticle(
        key=key, title=f"{title}（{index}）", published=_DAY, media=COLUMN.media, posts=(post,)
    )


def volume_index(key: str) -> int | None:
    """The index of the article with that key; None when the key is none of theirs."""
    return int(key[len(_PREFIX) :]) if len(key) == 18 and key.startswith(_PREFIX) else None


@cache
def _body(number: int) -> tuple[str, tuple[Block, ...]]:
    random = Random(f"volume:{number}")  # noqa: S311 - prose, not secrets
    prose = [texts.paragraph(random, random.randrange(2, 5)) for _ in range(random.randrange(4, 9))]
    body = [blocks.block(text) for text in prose]
    return texts.title(random), (*body, blocks.source(COLUMN.media))
