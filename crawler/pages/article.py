"""Reads an article page by its site's declaration: the facts, and the body's markup as it stands."""

from __future__ import annotations

from datetime import datetime

from lxml import etree

from crawler.dates import NOTHING, Reading
from crawler.dates import read as read_date
from crawler.errors import PageError
from crawler.items import Article
from crawler.pages.bylines import names
from crawler.pages.characters import one_line
from crawler.pages.document import parse
from crawler.pages.generic.article import RANK, read_undeclared
from crawler.pages.generic.voter import fill_in, read_without_layout
from crawler.pages.layouts import LaidOut, laid_out
from crawler.pages.markup import inner, outer, remove
from crawler.pages.selectors import Missed, elements, first_text, tell_missed, text_of
from crawler.sites import UNDECLARED
from crawler.sites.base import ArticleLayout, Match, Site
from crawler.urls import absolute, canonical


def read_article(
    html: str, url: str, site: Site, at: datetime | None = None, missed: Missed | None = None
) -> Article:
    """The article on the page ``html``, its `Article.html` the body's own markup, not yet cleaned.

    Everything is looked for inside the scope of the layout that the page has (`crawler.pages.layouts`):
    what a page repeats elsewhere is never read. A title, time or medium that a declared selector does not
    find there is taken from what the page states for machines, and a page of none of the layouts is read
    as those of undeclared sites are; `Article.problems` says so. What the page lacks stays empty.

    :param url: absolute URL that the page came from.
    :param at: when it was captured, aware: decides which layouts it may have, and what 3小时前 and days
        without a year are counted from.
    :param missed: told each field that the page's layout declares and the page lacks.
    :raises PageError: when the URL is no article's, or the page holds none of the site's layouts and no
        article that can be told without.
    """
    url = canonical(url)
    match = site.match(url)
    if match is None or not match.key:
        raise PageError(f"{url} is no article address of site {site.name!r}; see the site's urls")
    root = parse(html)
    if site.name == UNDECLARED.name:
        return read_undeclared(root, url, match, site, at)
    found = laid_out(root, site, at)
    if found:
        return _read(found, match, url, site, at, missed)
    why = _why_unread(root, site)
    article = read_without_layout(root, url, match, site, at)
    if article is None:
        raise PageError(f"{url} holds no article: {why}")
    if missed:
        missed("body")
    return article


def _read(
    page: LaidOut, match: Match, url: str, site: Site, at: datetime | None, missed: Missed | None
) -> Article:
    scope, layout = page.scope, page.layout
    published = _published(scope, layout, site, at)
    digests = elements(scope, layout.digest) if layout.digest else []
    media = first_text(scope, layout.media)
    article = Article(
        site=site.identity,
        key=match.key,
        url=url,
        share_url=_share_url(scope, match.key, url, site),
        title=first_text(scope, layout.title),
        source=_media(media, layout),
        authors=names(first_text(scope, layout.authors)),
        published_at=published.instant,
        published_tz=site.timezone if published.instant else "",
        category=match.category or first_text(scope, layout.category),
        digest=" ".join(filter(None, (one_line(text_of(each)) for each in digests))),
        rank=RANK,
        reader=f"{site.name}/{site.version}",
        problems=[*published.problems, *_continued(scope, layout)],
    )
    found = {
        "title": article.title,
        "published": published.instant,
        "media": media,
        "authors": article.authors,
        "digest": article.digest,
        "category": article.category,
    }
    tell_missed(layout, found, missed)
    fill_in(article, found, layout, scope, site)
    remove(scope, [*digests, *(each for path in layout.excluded for each in elements(scope, path))])
    article.html = "\n".join(map(outer if layout.body else inner, page.bodies))
    return article


def _why_unread(root: etree._Element, site: Site) -> str:
    """Why none of the layouts that the page may have is its own, and what to do."""
    replaced = laid_out(root, site)
    if replaced:
        return (
            f"it has a layout whose valid_until is {replaced.layout.valid_until}, before its capture; if "
            f"the site still uses it, set a later day in crawler/sites/{site.name}.py"
        )
    field = "body" if site.article.body and elements(root, site.article.scope) else "scope"
    return (
        f"field {field!r} ({getattr(site.article, field)}) finds nothing; if the site's layout has "
        f"changed, mend crawler/sites/{site.name}.py"
    )


def _published(scope: etree._Element, layout: ArticleLayout, site: Site, at: datetime | None) -> Reading:
    """The time by the first of the layout's paths that names one, else by the first that has text."""
    texts = filter(None, (first_text(scope, (path,)) for path in layout.published))
    readings = [read_date(text, site.timezone, at) for text in texts]
    return next((each for each in readings if each.instant), readings[0] if readings else NOTHING)


def _continued(scope: etree._Element, layout: ArticleLayout) -> list[str]:
    return ["continued"] if layout.continued and elements(scope, layout.continued) else []


def _media(text: str, layout: ArticleLayout) -> str:
    """The medium that ``text`` names, by the layout's rules: its suffix stripped once, or empty."""
    return "" if text in layout.media_ignored else text.removesuffix(layout.media_suffix)


def _share_url(scope: etree._Element, key: str, base: str, site: Site) -> str:
    """The last link in the article that leads to a share page or another address of itself."""
    for link in reversed(list(scope.iter("a"))):
        url = absolute(base, link.get("href", "")) if key in link.get("href", "") else None
        match = site.match(url) if url else None
        if url and match and match.key == key and match.kind in ("share", "alias"):
            return canonical(url)
    return ""
