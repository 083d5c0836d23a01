"""Reads an article page by its site's declaration: the facts, and the body's markup as it stands."""

from __future__ import annotations

from datetime import datetime
from html import escape

from lxml import etree

from crawler.dates import NOTHING, Reading
from crawler.dates import read as read_date
from crawler.errors import PageError
from crawler.items import Article
from crawler.pages.bylines import names
from crawler.pages.characters import one_line
from crawler.pages.document import parse
from crawler.pages.layouts import LaidOut, laid_out
from crawler.pages.selectors import Missed, elements, first_text, tell_missed, text_of
from crawler.sites.base import ArticleLayout, Match, Site
from crawler.urls import absolute, canonical

_GONE = "newsvault-gone"

RANK = 20
"""`Article.rank` of a page: above feeds, below share data."""


def read_article(
    html: str, url: str, site: Site, at: datetime | None = None, missed: Missed | None = None
) -> Article:
    """The article on the page ``html``, its `Article.html` the body's own markup, not yet cleaned.

    Everything is looked for inside the scope of the layout that the page has (`crawler.pages.layouts`):
    what a page repeats elsewhere is never read. A title or date that the page lacks stays empty.

    :param url: absolute URL that the page came from.
    :param at: when it was captured, aware: decides which layouts it may have, and what 3小时前 and days
        without a year are counted from.
    :param missed: told each field that the page's layout declares and the page lacks.
    :raises PageError: when the URL is no article's, or the page holds none of the site's layouts.
    """
    url = canonical(url)
    match = site.match(url)
    if match is None or not match.key:
        raise PageError(f"{url} is no article address of site {site.name!r}; see the site's urls")
    root = parse(html)
    found = laid_out(root, site, at)
    if found is None:
        raise PageError(f"{url} holds no article: {_why_unread(root, site)}")
    return _read(found, match, url, site, at, missed)


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
    _remove(scope, [*digests, *(each for path in layout.excluded for each in elements(scope, path))])
    article.html = "\n".join(map(_outer if layout.body else _inner, page.bodies))
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


def _remove(scope: etree._Element, gone: list[etree._Element]) -> None:
    """Take elements out of ``scope``, leaving the text that follows each.

    Text is never set from here: a page may hold characters that lxml reads but refuses to be given.
    """
    for element in gone:
        element.tag = _GONE
    etree.strip_elements(scope, _GONE, with_tail=False)


def _outer(body: etree._Element) -> str:
    """The markup of ``body``: its own block, whatever stands beside it."""
    return etree.tostring(body, encoding="unicode", method="html", with_tail=False).strip()


def _inner(scope: etree._Element) -> str:
    """The markup inside ``scope``."""
    parts = [escape(scope.text or "", quote=False)]
    parts += (etree.tostring(child, encoding="unicode", method="html") for child in scope)
    return "".join(parts).strip()
