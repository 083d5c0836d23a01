"""Reads an article again from its capture: the same readers and cleaning as in a crawl, no Scrapy run."""

from __future__ import annotations

from scrapy.http import Headers, TextResponse
from scrapy.responsetypes import responsetypes

from crawler import sites
from crawler.errors import PageError
from crawler.items import DAMAGED, Article
from crawler.pages.article import read_article
from crawler.pages.decoding import decoded
from crawler.pages.share import read_share_data
from crawler.sites.base import Site
from crawler.warc.content import Damaged
from crawler.warc.reader import CapturedResponse
from pipelines.furniture.taking import take_off
from pipelines.paragraphs import clean
from pipelines.validate import complete

READ_ROLES = ("article", "data")
"""Roles of the captures that an article's text is read from."""


def read_again(capture: CapturedResponse, role: str, site_name: str) -> Article:
    """The article in a capture with one of `READ_ROLES`, cleaned and with its hash.

    :param site_name: the site that it is stored as; it may have been read on another (`Site.stored_as`).
    :raises PageError: the capture holds no article of the site.
    :raises crawler.errors.ArchiveError: its content is not in the coding that it names.
    :raises crawler.errors.SiteDefinitionError: the site's declaration is wrong.
    """
    found = sites.find(capture.url)
    site = found[0] if found and found[0].identity == site_name else sites.stored(site_name)
    article = read_page(capture, role, site)
    finish(article, site)
    return article


def read_page(capture: CapturedResponse, role: str, site: Site) -> Article:
    """The article in a capture as its reader gives it, not yet cleaned. Raises as `read_again` does."""
    content = capture.content
    if role == "data":
        article = read_share_data(content, capture.url, site, capture.date)
    else:
        article = read_article(text_of(capture), capture.url, site, capture.date)
    if isinstance(content, Damaged):
        article.problems.append(DAMAGED)
    return article


def finish(article: Article, site: Site) -> None:
    """What the pipelines do to an article. :raises PageError: its markup cannot be read whole."""
    clean(article)
    take_off(article, site.footer)
    complete(article, site)


def text_of(capture: CapturedResponse) -> str:
    """The page as the spider would see it: Scrapy finds the response's kind.

    :raises PageError: it is no text.
    :raises crawler.errors.ArchiveError: its content is not in the coding that it names.
    """
    headers = Headers()
    for name, value in capture.headers:
        headers.appendlist(name, value)
    headers.pop(b"Content-Encoding", None)
    content = capture.content
    kind = responsetypes.from_args(headers=headers, url=capture.url, body=content)
    response = kind(capture.url, status=capture.status or 200, headers=headers, body=content)
    if not isinstance(response, TextResponse):
        raise PageError(f"{capture.url}: not a text page")
    return decoded(content, (headers.get(b"Content-Type") or b"").decode("latin-1") or None)
