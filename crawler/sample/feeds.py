"""The sample site's data: article JSON, the three JSON feeds with their three spellings, and Atom."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from html import escape

from crawler.sample.columns import COLUMNS, ROLLING
from crawler.sample.model import NEWS, Post, SampleArticle
from crawler.sample.pages import TITLE

MARKETS = ("37", "38", "39")
"""The market types, each of which lists every third medium."""
ATOM_ENTRIES = 30


def article_json(article: SampleArticle) -> str:
    """``GetNewsText.do``: ``content`` with stock tags, ``text`` without; facts where a page states them."""
    post = article.posts[0]
    data = {
        "id": f"NW{article.key}",
        "title": article.title,
        "showtime": _stamp(article.published),
        "medianame": article.media,
        "text": post.separator.join(block.untagged for block in post.blocks),
        "content": post.separator.join(block.html for block in post.blocks),
    }
    return json.dumps(data, ensure_ascii=False)


def rolling_feed(articles: Sequence[SampleArticle], count: int) -> str:
    """``type=102``: ``records`` with ``infoCode`` and ``showtime``; the medium is unknown."""
    records = [
        {
            "title": article.title,
            "digest": article.posts[0].digest,
            "id": article.key,
            "infoCode": article.key,
            "url_w": article.posts[0].origin,
            "showtime": _stamp(article.published),
        }
        for article in articles
        if article.posts[0].tag == ROLLING
    ]
    return json.dumps({"records": records[:count]}, ensure_ascii=False)


def node_feed(articles: Sequence[SampleArticle], count: int) -> str:
    """``type=45``: ``nodeList`` with ``infocode``, ``showtime`` and ``from``."""
    nodes = [
        {
            "title": article.title,
            "from": article.media,
            "infocode": f"NW{article.key}",
            "showtime": _stamp(article.published),
            "simtitle": article.title[:20],
            "simdigest": article.posts[0].digest[:40],
        }
        for article in _of_media(articles)
    ]
    return json.dumps({"nodeList": nodes[:count]}, ensure_ascii=False)


def market_feed(articles: Sequence[SampleArticle], market: str, count: int) -> str:
    """``marketType=37|38|39``: ``record`` with ``infoCode``, ``datetime`` and ``medianame``."""
    media = [column.media for column in COLUMNS if column.media][MARKETS.index(market) :: len(MARKETS)]
    record = [
        {
            "title": article.title,
            "medianame": article.media,
            "infoCode": f"NW{article.key}",
            "datetime": _stamp(article.published),
        }
        for article in _of_media(articles)
        if article.media in media
    ]
    return json.dumps({"record": record[:count]}, ensure_ascii=False)


def atom(articles: Sequence[SampleArticle]) -> str:
    """``feed.xml``: the newest posts, each with its whole body."""
    newest = [article for article in articles if article.published][:ATOM_ENTRIES]
    entries = "".join(_entry(article, article.posts[0]) for article in newest)
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">'
        f'<link href="{NEWS}/feed.xml" rel="self" type="application/atom+xml" />'
        f'<link href="{NEWS}/" rel="alternate" type="text/html" hreflang="zh-CN" />'
        f"<updated>{newest[0].order.isoformat() if newest else ''}</updated><id>{NEWS}/feed.xml</id>"
        f'<title type="html">{TITLE}</title>{entries}</feed>'
    )


def _entry(article: SampleArticle, post: Post) -> str:
    title, stamp = escape(article.title), article.order.isoformat()
    content = post.separator.join(block.html for block in post.blocks)
    return (
        f'<entry><title type="html">{title}</title>'
        f'<link href="{post.url}" rel="alternate" type="text/html" title="{title}" />'
        f"<published>{stamp}</published><updated>{stamp}</updated><id>{post.url.removesuffix('.html')}</id>"
        f'<content type="html" xml:base="{post.url}"><![CDATA[{content}]]></content></entry>'
    )


def _of_media(articles: Sequence[SampleArticle]) -> list[SampleArticle]:
    return [article for article in articles if article.posts[-1].tag != ROLLING and article.numbered]


def _stamp(published: datetime | None) -> str:
    return f"{published:%Y-%m-%d %H:%M:%S}" if published else ""
