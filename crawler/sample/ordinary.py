"""The bulk of the sample site: articles whose text is generated, the same for the same seed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from random import Random
from typing import Any

from crawler.sample import blocks, texts
from crawler.sample.blocks import Block
from crawler.sample.columns import COLUMNS, ROLLING, Column
from crawler.sample.model import (
    FINANCE,
    SHARE,
    Delivery,
    Post,
    SampleArticle,
    moment,
    new_key,
    post_path,
)

PER_COLUMN = {"gundong": 58, "sitenews": 0}
"""How many generated articles a category holds, where it is not `USUAL`."""
USUAL = 7

_SYMBOLS = {
    name: f"{index % 2}.{'609' if index % 2 else '009'}{index:03d}"
    for index, name in enumerate(texts.COMPANIES)
}
_DELIVERIES = (
    Delivery(),
    Delivery(coding="gzip"),
    Delivery(coding="br"),
    Delivery(framing="chunked"),
    Delivery(coding="gzip", framing="chunked"),
    Delivery(coding="deflate"),
    Delivery(coding="br", framing="chunked"),
)
_SEPARATORS = ("", "", "", "\n ", "\r\n")


def ordinary(seed: int) -> list[SampleArticle]:
    """The generated articles of all categories."""
    articles: list[SampleArticle] = []
    for column in COLUMNS:
        for _ in range(PER_COLUMN.get(column.slug, USUAL)):
            articles.append(_article(seed, column, len(articles)))
    return articles


def rolling_post(key: str, published: datetime, body: tuple[Block, ...], **options: Any) -> Post:
    """A post of the rolling news, which links the article's page upstream and lists under its category."""
    slug = "gundong"
    post = Post(
        slug=slug,
        path=post_path(slug, published, key),
        tag=ROLLING,
        blocks=body,
        origin=f"{FINANCE}/news/1353,{key}.html",
        listed=(slug,),
    )
    return replace(post, **options)


def media_post(
    column: Column, key: str, published: datetime, body: tuple[Block, ...], **options: Any
) -> Post:
    """A post of one medium, which links its share page and lists under its category."""
    post = Post(
        slug=column.slug,
        path=post_path(column.slug, published, f"NW{key}"),
        tag=column.tag,
        blocks=body,
        origin=f"{SHARE}/html_News/NewsShare.html?infoCode=NW{key}",
        listed=(column.slug,),
    )
    return replace(post, **options)


def _article(seed: int, column: Column, serial: int) -> SampleArticle:
    random = Random(f"{seed}:{serial}")  # noqa: S311 - prose, not secrets
    published = moment(3 + serial % 10, random.randrange(450, 1300))
    key = new_key(published, serial)
    media = column.media or random.choice([c.media for c in COLUMNS if c.media])
    prose = [texts.paragraph(random, random.randrange(2, 5)) for _ in range(random.randrange(3, 8))]
    rolling = not column.media
    body = (*_body(random, prose, tagged=rolling), blocks.source(media))
    options: dict[str, Any] = {
        "separator": _SEPARATORS[serial % len(_SEPARATORS)],
        "delivery": _DELIVERIES[serial % len(_DELIVERIES)],
    }
    if rolling:
        post = rolling_post(key, published, body, digest=prose[0], **options)
    else:
        post = media_post(column, key, published, body, **options)
    return SampleArticle(
        key=key, title=texts.title(random), published=published, media=media, posts=(post,)
    )


def _body(random: Random, paragraphs: list[str], *, tagged: bool) -> list[Block]:
    body = [_tag(text) if tagged else blocks.block(text) for text in paragraphs]
    if len(body) > 4:
        first, second = texts.headings(random, 2)
        body[1:1] = [blocks.heading(first)]
        body[4:4] = [blocks.heading(second)]
    if random.random() < 0.3:
        body[2:2] = [blocks.picture(f"D{random.randrange(10**19, 10**20)}_w276h155")]
    return body


def _tag(text: str) -> Block:
    """The paragraph with the first mention of each company tagged, as the rolling news does."""
    parts: list[blocks.Inline | str] = [text]
    for name, symbol in _SYMBOLS.items():
        for index, part in enumerate(parts):
            if isinstance(part, str) and name in part:
                before, _, after = part.partition(name)
                parts[index : index + 1] = [before, blocks.stock(symbol, name), after]
                break
    return blocks.block(*parts)
