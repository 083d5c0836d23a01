"""The news host: home page, listings, posts, pictures."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from urllib.parse import quote

from crawler.sample import feeds, pages, pictures, syndication, volume
from crawler.sample.columns import COLUMNS, Column
from crawler.sample.edition import Edition
from crawler.sample.model import Post, SampleArticle
from crawler.sample.reply import HTML, MODIFIED, Reply, redirect, text_reply

ROBOTS = "User-agent: *\nDisallow: /private/\n"
MOVED_LISTING = "haijiatongxunshe"
"""The category whose listing has moved from ``/category/<slug>.html`` to ``/category/<slug>/``."""

_PICTURE = re.compile(r"/download/D(\d{20})_w(\d{1,4})h(\d{1,4})(_o)?\.(png|jpg)")
_VOLUME_POST = re.compile(rf"/{volume.COLUMN.slug}/\d{{4}}/\d\d/\d\d/NW(\d{{18}})\.html")
_VOLUME_LISTING = re.compile(rf"/category/{volume.COLUMN.slug}(?:\.html|/page(\d{{1,6}})\.html)")

Answer = Callable[[], Reply | None]


class NewsHost:
    """The pages of one edition, by decoded path.

    :param failed: keys of the articles whose page has had its one 503; added to.
    """

    def __init__(self, edition: Edition, failed: set[str]) -> None:
        self._edition = edition
        self._failed = failed
        self._answers: dict[str, Answer] = {
            "/": self._home,
            "/index.html": self._home,
            "/robots.txt": partial(text_reply, ROBOTS, "text/plain"),
            "/feed.xml": self._atom,
            "/rss.xml": lambda: self._xml(syndication.rss(edition.articles)),
            "/sitemap.xml": lambda: self._xml(syndication.sitemap_index()),
            "/sitemap-news.xml": lambda: self._xml(syndication.news_sitemap(edition.articles)),
            "/sitemap-posts.xml": lambda: self._xml(syndication.sitemap(edition.articles)),
            "/assets/style.css": partial(text_reply, pages.STYLE, "text/css"),
        }
        for column in COLUMNS:
            self._answers |= self._listings(column)
        for article, post in edition.posts():
            self._answers[post.path] = partial(self._post, article, post)
            if post.old_path:
                self._answers[post.old_path] = partial(redirect, 301, post.url)

    def reply(self, path: str) -> Reply | None:
        """The answer for ``path``; None when there is no such page."""
        if answer := self._answers.get(path):
            return answer()
        if found := _PICTURE.fullmatch(path):
            return _picture(*found.groups())
        if found := _VOLUME_LISTING.fullmatch(path):
            return self._volume_listing(int(found[1] or 1))
        if (found := _VOLUME_POST.fullmatch(path)) and (article := self._edition.find(found[1])):
            return self._post(article, article.posts[0], lasting=False)
        return None

    def _home(self) -> Reply:
        shelves = [(column, self._edition.newest(column, 5)) for column in self._edition.columns]
        return text_reply(pages.home(shelves), coding="br")

    def _atom(self) -> Reply:
        kind = "application/atom+xml; charset=utf-8"
        return text_reply(feeds.atom(self._edition.articles), kind, coding="gzip")

    def _xml(self, text: str) -> Reply:
        return text_reply(text, "text/xml; charset=utf-8", coding="gzip")

    def _listings(self, column: Column) -> dict[str, Answer]:
        entries = [entry for entry in self._edition.posts() if column.slug in entry[1].listed]
        size = column.page_size
        last = max(1, -(-len(entries) // size))
        answers: dict[str, Answer] = {}
        for page in range(1, last + 1):
            text = pages.listing(column, entries[(page - 1) * size : page * size], page, last)
            framing = "chunked" if page % 2 else "length"
            answers[pages.listing_path(column.slug, page)] = partial(
                text_reply, text, coding="gzip", framing=framing
            )
        first = pages.listing_path(column.slug)
        answers[f"/{column.slug}/"] = partial(redirect, 302, quote(first, safe="/()"))
        if column.slug == MOVED_LISTING:
            moved = f"/category/{column.slug}/"
            answers |= {moved: answers[first], first: partial(redirect, 301, moved)}
        return answers

    def _volume_listing(self, page: int) -> Reply | None:
        size = volume.COLUMN.page_size
        last = -(-self._edition.volume // size)
        if not 1 <= page <= last:
            return None
        entries = self._edition.generated((page - 1) * size, page * size)
        text = pages.listing(volume.COLUMN, entries, page, last)
        return text_reply(text, coding="gzip", lasting=False)

    def _post(self, article: SampleArticle, post: Post, *, lasting: bool = True) -> Reply | None:
        if article.status == "not_found":
            return None
        if "heals" in article.traps and article.key not in self._failed:
            self._failed.add(article.key)
            message = pages.message_page(503, "稍后再来")
            return text_reply(message, status=503, headers=(("Retry-After", "1"),), lasting=False)
        way = post.delivery
        edited = self._edition.edited and article.edited
        return Reply(
            body=pages.post_page(article, post).encode(way.charset),
            content_type="text/html" if way.declared == "meta" else HTML.replace("utf-8", way.charset),
            coding=way.coding,
            framing=way.framing,
            modified=MODIFIED + timedelta(days=1) if edited else MODIFIED,
            lasting=lasting,
        )


def _picture(seed: str, width: str, height: str, full: str | None, kind: str) -> Reply:
    scale = 2 if full else 1
    across, down = (min(max(int(side), 1) * scale, 2000) for side in (width, height))
    make = pictures.png if kind == "png" else pictures.jpeg
    content_type = "image/png" if kind == "png" else "image/jpeg"
    return Reply(body=make(across, down, int(seed[-6:])), content_type=content_type, modified=MODIFIED)
