"""Puts together what a page says of its article, whatever its layout."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from lxml import etree

from crawler.dates import NOTHING, Reading
from crawler.pages.generic.blocks import Block, blocks_of
from crawler.pages.generic.container import container_of, weigh
from crawler.pages.generic.embedded import embedded_body
from crawler.pages.generic.headline import find_headline, letters, nearest_heading, page_title, without_site
from crawler.pages.generic.lines import lines_of
from crawler.pages.generic.metadata import Metadata, read_metadata
from crawler.pages.generic.moment import published, stated
from crawler.pages.generic.origin import find_authors, find_source, stated_source
from crawler.pages.generic.pruning import lead_of, outside
from crawler.pages.markup import inner, outer, remove

LEAST = 60
"""Characters of text below which a page's script is looked into for the article that it is to fill in."""

_TITLES = ("og:title", "twitter:title", "articletitle", "title", "dc.title")
_SITE_NAMES = ("og:site_name", "application-name", "sitename")


@dataclass(slots=True, kw_only=True)
class Found:
    """What a page says of its article; what it does not say is empty."""

    title: str = ""
    published: Reading = NOTHING
    source: str = ""
    authors: list[str] = field(default_factory=list)
    html: str = ""
    """The body's own markup, not yet cleaned."""
    text_length: int = 0
    """Characters of running text in it, as far as it is weighed: 0 when there is no body."""


def read_page(root: etree._Element, tz: str, at: datetime | None = None) -> Found:
    """The article on a page. What is no part of its body is taken out of the tree.

    :param tz: IANA zone of times that state none.
    :param at: when the page was captured, aware.
    """
    metadata, blocks = read_metadata(root), blocks_of(root)
    titles = [page_title(root), *_stated_titles(metadata)]
    title, heading = find_headline(blocks, titles)
    weigh(blocks, heading)
    body = container_of(blocks, heading)
    if body and not title:
        title, heading = nearest_heading(blocks, body)
    lines = lines_of(blocks, heading, body)
    source = find_source(lines.all, metadata)
    found = Found(
        title=title or _best_title(titles, metadata),
        published=published(root, metadata, lines, tz, at),
        source=source,
        authors=find_authors(lines.all, metadata, source),
    )
    _read_body(root, found, body, lead_of(blocks, heading, body) if body else None)
    return found


def stated_facts(root: etree._Element, tz: str, names: tuple[str, ...]) -> Found:
    """What a page states of its article for machines: title, time and medium.

    :param names: of the site: no titles.
    """
    metadata = read_metadata(root)
    no_titles = {letters(name) for name in (*names, *metadata.first(*_SITE_NAMES))}
    titles = (without_site(each, list(names)) for each in _stated_titles(metadata))
    return Found(
        title=next((each for each in titles if letters(each) not in no_titles), ""),
        published=next(stated(root, metadata, tz), NOTHING),
        source=stated_source(metadata),
    )


def _stated_titles(metadata: Metadata) -> list[str]:
    headline = metadata.stated("headline") or metadata.stated("title")
    return list(filter(None, (headline, *metadata.first(*_TITLES))))


def _best_title(titles: list[str], metadata: Metadata) -> str:
    """The first title that is stated for machines, else the page's, without the site's name."""
    names = list(metadata.first(*_SITE_NAMES))
    return next((without_site(each, names) for each in (*titles[1:], titles[0]) if each), "")


def _read_body(root: etree._Element, found: Found, body: Block | None, lead: Block | None) -> None:
    if body is None or body.letters - body.links < LEAST:
        embedded = embedded_body(root)
        if embedded:
            found.html, found.text_length = embedded, len(embedded)
            return
    if body:
        remove(body.element, list(outside(body, found.title)))
        found.html = inner(body.element)
        found.text_length = body.letters - body.links
        if lead:
            found.html = f"{outer(lead.element)}\n{found.html}"
