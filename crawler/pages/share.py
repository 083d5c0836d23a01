"""Reads what stands behind a share page: the article as JSON."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from crawler.dates import read as read_date
from crawler.errors import PageError
from crawler.items import Article
from crawler.pages.characters import one_line
from crawler.pages.json_data import objects, read_json, text_in
from crawler.pages.selectors import Missed, tell_missed
from crawler.sites.base import Share, Site
from crawler.urls import canonical

RANK = 30
"""`Article.rank` of share data: the text as it left upstream, ahead of any page made from it."""

_ESCAPED_TAG = re.compile(r"&lt;/?(?:p|div|br|span|center|img|strong|table|section)\b", re.IGNORECASE)


def share_url(site: Site, code: str) -> str:
    """The absolute URL of the share page of ``code`` (a key, or a key as the site writes codes).

    :raises PageError: when the site has no share pages, or ``code`` is none of its codes.
    """
    share = _share(site)
    match = re.fullmatch(share.code, code)
    if match is None:
        raise PageError(f"{code!r} is no share code of site {site.name!r}; codes look like {share.code}")
    return canonical(site.fill(share.page, code=share.code_format.format(key=match["key"])))


def data_url(site: Site, share_page_url: str) -> str:
    """The absolute URL of the JSON that the share page ``share_page_url`` loads, on that page's host.

    :raises PageError: when it is no share page of the site.
    """
    share = _share(site)
    match = site.match(share_page_url)
    if match is None or match.kind != "share":
        raise PageError(f"{share_page_url} is no share page of site {site.name!r}; see the site's urls")
    parts = urlsplit(share_page_url)
    code = share.code_format.format(key=match.key)
    return canonical(site.fill(share.data, origin=f"{parts.scheme}://{parts.netloc}", code=code))


def read_share_data(
    body: bytes, url: str, site: Site, at: datetime | None = None, missed: Missed | None = None
) -> Article:
    """The article in the JSON ``body``, its `Article.html` the text's own markup, not yet cleaned.

    `Article.url` and `Article.share_url` are the share page in the site's own spelling, the same
    whichever host served the data. Field names are compared without case; the object that holds the
    may stand inside others; a byte order mark, a JSONP call and escaped markup are undone. Where the field
    is there and empty, so is `Article.html`.

    :param url: absolute URL that ``body`` came from.
    :param at: when it was captured, aware: what 3小时前 and days without a year are counted from.
    :param missed: told each field that the site declares and the JSON lacks.
    :raises PageError: when the URL names no article, or ``body`` is no such JSON.
    """
    share = _share(site)
    match = site.match(url)
    if match is None or not match.key:
        raise PageError(f"{url} is no address of an article's data on site {site.name!r}")
    fields = _fields(body, url, share)
    published = read_date(text_in(fields, share.published), site.timezone, at)
    page = share_url(site, match.key)
    article = Article(
        site=site.identity,
        key=match.key,
        url=page,
        share_url=page,
        title=one_line(unescape(text_in(fields, share.title))),
        source=one_line(unescape(text_in(fields, share.media))),
        published_at=published.instant,
        published_tz=site.timezone if published.instant else "",
        html=_markup(text_in(fields, share.body)),
        rank=RANK,
        reader=f"{site.name}/{site.version}",
        problems=published.problems,
    )
    found = {
        "body": article.html,
        "title": article.title,
        "published": published.instant,
        "media": article.source,
    }
    tell_missed(share, found, missed)
    return article


def _share(site: Site) -> Share:
    if site.share is None:
        raise PageError(f"site {site.name!r} has no share pages")
    return site.share


def _fields(body: bytes, url: str, share: Share) -> dict[str, Any]:
    """The object that holds the text, its names in lower case; else the first that has a field for it."""
    empty = None
    for fields in objects(read_json(body, url)):
        if text_in(fields, share.body):
            return fields
        if empty is None and any(
            fields.get(name.lower()) in ("", None) for name in share.body if name.lower() in fields
        ):
            empty = fields
    if empty is None:
        raise PageError(f"{url}: no field {' or '.join(map(repr, share.body))} with text in the JSON")
    return empty


def _markup(text: str) -> str:
    """``text`` as markup: escaped as a whole, it is unescaped once; without tags, a line is a paragraph."""
    if "<" in text:
        return text
    if _ESCAPED_TAG.search(text):
        return unescape(text)
    return "".join(f"<p>{line}</p>" for line in text.splitlines() if line.strip())
