"""The hosts behind the news host: share pages with their JSON, feeds, article addresses, charts."""

from __future__ import annotations

import re

from crawler.sample import feeds, pages, pictures, volume
from crawler.sample.edition import Edition
from crawler.sample.model import SampleArticle
from crawler.sample.reply import JSON, Reply, redirect, text_reply

_ADDRESS = re.compile(r"/(?:a/|news/\d+,)(\d{18})\.html")


def share(edition: Edition, path: str, query: dict[str, str]) -> Reply | None:
    """The share host: the shell of an article, its JSON, and the three feeds."""
    if path == "/html_News/NewsShare.html":
        code = query.get("infoCode", "")
        return text_reply(pages.share_page(code)) if edition.find(code) else None
    if path == "/NewsData/GetNewsText.do":
        article = edition.find(query.get("id", ""))
        return _article_json(article) if article else None
    if path in ("/web/webapi", "/information/newmarket/web/webapi"):
        return _feed(edition, query)
    return None


def finance(edition: Edition, path: str) -> Reply | None:
    """The host of article addresses: ``/a/<key>.html``, ``/news/<number>,<key>.html`` lead to posts."""
    found = _ADDRESS.fullmatch(path)
    article = edition.find(found[1]) if found else None
    return redirect(302, article.posts[0].url) if article else None


def chart(seed: int) -> Reply:
    """A live chart."""
    return Reply(body=pictures.png(578, 276, seed), content_type="image/png")


def _article_json(article: SampleArticle) -> Reply:
    lasting = volume.volume_index(article.key) is None
    return text_reply(feeds.article_json(article), JSON, coding="gzip", lasting=lasting)


def _feed(edition: Edition, query: dict[str, str]) -> Reply | None:
    count = int(query["count"]) if query.get("count", "").isdecimal() else 100
    if query.get("type") == "102":
        return text_reply(feeds.rolling_feed(edition.articles, count), JSON)
    if query.get("type") == "45":
        return text_reply(feeds.node_feed(edition.articles, count), JSON)
    if query.get("marketType") in feeds.MARKETS:
        return text_reply(feeds.market_feed(edition.articles, query["marketType"], count), JSON)
    return None
