"""What a saved page yields, by the readers and the cleaning of a crawl."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from crawler.cases.page import SavedPage
from crawler.errors import PageError
from crawler.items import WarcRef
from crawler.pages.article import read_article
from crawler.pages.decoding import decoded
from crawler.pages.listing import read_categories, read_listing
from crawler.pages.share import read_share_data
from crawler.rebuild.reading import finish
from crawler.sites.base import Site
from pipelines.validate import missing

OF_THE_RUN = ("captures", "listings", "feeds", "fetched_at", "last_seen_at", "content_hash", "reader")
"""Fields of an article that its page does not decide, and the hash, which tests of its own hold."""


def reading(page: SavedPage, site: Site) -> dict[str, Any]:
    """All that the page yields, as plain JSON: an article's fields, ``entries`` and ``next_url`` of a
    listing, ``categories`` of a home page; only ``refused``, with the reason, when it is not read.
    """
    try:
        if page.kind == "listing":
            found: dict[str, Any] = asdict(read_listing(_text(page), page.url, site, page.at))
        elif page.kind == "home":
            found = {"categories": list(map(asdict, read_categories(_text(page), page.url, site)))}
        else:
            found = _article(page, site)
    except PageError as error:
        found = {"refused": str(error)}
    plain: dict[str, Any] = json.loads(json.dumps(found, default=datetime.isoformat))
    return plain


def _article(page: SavedPage, site: Site) -> dict[str, Any]:
    if page.kind == "data":
        article = read_share_data(page.content, page.url, site, page.at)
    else:
        article = read_article(_text(page), page.url, site, page.at)
    if page.at:
        article.captures = [_capture(page, page.at)]
    finish(article, site)
    if lacking := missing(article):
        raise PageError(f"{page.url}: no {lacking}")
    return {name: value for name, value in asdict(article).items() if name not in OF_THE_RUN}


def _capture(page: SavedPage, date: datetime) -> WarcRef:
    """Stands for the page's capture, by whose date a time in the future is known."""
    return WarcRef(
        url=page.url, file="", offset=0, length=0, record_id=page.record_id, payload_digest="", date=date
    )


def _text(page: SavedPage) -> str:
    return decoded(page.content, page.content_type)
