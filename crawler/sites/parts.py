"""The parts of a site's declaration: frozen, and nothing but data (`crawler.sites.checks` checks them).

Selectors are XPath 1.0 expressions. Those of a listing or a home page are evaluated against the
document; those of an article against the document too, but only inside the scope element.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

KINDS = ("home", "listing", "article", "share", "data", "alias", "feed")
"""What a URL of a site can be. An ``alias`` names an article whose text is read from its share data."""

PLACES = ("head", "tail", "ends", "anywhere", "inside")
"""Where a footer rule may hold."""

FOLLOWS = ("share", "page")
"""Where the entry of a feed may be followed to."""


def has_class(name: str) -> str:
    """The condition of an XPath predicate: the element has the class ``name``, among others or alone."""
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


def beside(condition: str, *, of: str = "..", within: int = 3, then: str = "") -> str:
    """An XPath of those of the next elements after ``of`` (a link's parent) that meet the condition.

    It looks at no more than ``within`` of them, however many a page has.

    :param then: steps that lead on from there: ``/span``.
    """
    found = (f"{of}/following-sibling::*[{n}][{condition}]{then}" for n in range(1, within + 1))
    return "|".join(found)


@dataclass(frozen=True, kw_only=True, slots=True)
class Category:
    """A category as declared, or as discovered on the home page."""

    slug: str
    """The name it bears in URLs, decoded: may hold spaces and parentheses."""
    name: str
    """The name the site prints; may be empty."""
    url: str
    """Absolute URL of the first page of its listing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Discovery:
    """How categories are found on the home page."""

    links: str
    """XPath of ``a`` elements that each belong to one category."""
    slug: str
    """Regular expression with a group ``slug``, searched in the link's absolute, decoded URL."""
    name: str
    """XPath, relative to the link, of the category's name."""
    url: str
    """Template of a category's first listing page; ``{slug}`` is replaced, percent-encoded."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NextLink:
    """Pagination by following a link."""

    link: str
    """XPath of the ``a`` element that leads to the next page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PageNumber:
    """Pagination by counting."""

    url: str
    """Template of the pages after the first: ``{slug}`` and ``{page}`` are replaced."""
    first: int = 2
    """The number that the second page bears."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """How a category page is read."""

    links: str
    """XPath of the ``a`` elements that lead to articles."""
    date: str | None = None
    """XPath, relative to the link, of the entry's date, where the listing prints one."""
    pagination: NextLink | PageNumber | None = None
    """How further pages are reached; None when there is only one."""
    max_pages: int = 100
    """Pages of one category that are read at most in one run."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticleLayout:
    """How an article page is read. Each field is a tuple of XPaths, the first that yields text wins."""

    scope: str
    """XPath of the one element that holds the whole article; its last match is taken."""
    body: str | None = None
    """XPath, relative to the scope, of the elements that hold the text, where the scope holds more. A page
    without any has another layout."""
    title: tuple[str, ...]
    """The headline."""
    published: tuple[str, ...]
    """The time of publication, as text."""
    media: tuple[str, ...] = ()
    """The medium's name."""
    media_suffix: str = ""
    """Stripped exactly once from the end of the medium's name: ``新闻``."""
    media_ignored: tuple[str, ...] = ()
    """Values of `media` (before stripping) that name no medium."""
    authors: tuple[str, ...] = ()
    """The writers' names, with or without a word such as 记者 before them."""
    digest: str | None = None
    """XPath, relative to the scope, of the editor's summary ahead of the text."""
    category: tuple[str, ...] = ()
    """The category's slug, where the URL does not name it."""
    excluded: tuple[str, ...] = ()
    """XPaths, relative to the scope, of elements that are no part of the body (title, date, tags)."""
    continued: str | None = None
    """XPath, relative to the scope, of elements that are there when the article goes on on another page,
    which is not read: `crawler.items.Article.problems` says so."""
    valid_until: date | None = None
    """The last day, in the site's zone, on which pages were seen to have it; None while the site uses it.
    It reads no page that was captured later, and is the first to be tried on one that was not: so a page
    captured then is always read as it was then."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Markup:
    """How the markup inside a body is understood, beyond what HTML says."""

    advertisements: tuple[str, ...] = ()
    """Classes of elements that are advertisements: taken out, their text recorded."""
    stock_tags: tuple[str, ...] = ()
    """Classes of ``a`` elements that mark a security in running text, named by their attribute
    ``data-code`` (``<market>,<code>``): tickers, not links."""
    word_tags: tuple[str, ...] = ()
    """Classes of ``a`` elements set on any word of a glossary: neither tickers nor links."""
    chart_code: str = r"[?&]nid=(?P<market>\d+)\.(?P<code>[\w.-]+)"
    """Regular expression, searched in a live chart's URL, with groups ``market`` and ``code``."""
    markets: tuple[tuple[str, str], ...] = ()
    """Pairs of the start of a symbol (``1.``, or ``0.3`` where a market number has several) and the
    market's MIC (ISO 10383); the first that fits is taken."""
    sectors: tuple[str, ...] = ()
    """Numbers of markets that hold sectors, not securities: no tickers."""
    full_size: tuple[str, ...] = ("data-original", "data-src")
    """Attributes of ``img`` that name a larger variant, best first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """Share pages: a shell whose script loads the article as JSON."""

    page: str
    """Template of a share page's URL for a code: ``{code}``."""
    data: str
    """Template of the JSON's URL: ``{origin}`` (scheme and host of the share page) and ``{code}``."""
    code: str
    """Regular expression that a code must match in full, with a group ``key``."""
    code_format: str = "{key}"
    """How the code is written from the key: ``NW{key}``."""
    body: tuple[str, ...] = ("content", "text")
    """JSON fields with the article's HTML, best first."""
    title: tuple[str, ...] = ("title",)
    """JSON fields with the headline."""
    published: tuple[str, ...] = ("showtime", "datetime")
    """JSON fields with the time of publication; names are compared without case."""
    media: tuple[str, ...] = ("medianame", "from", "source")
    """JSON fields with the medium's name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class JsonFields:
    """Where a JSON feed has what; names are compared without case. The standard ones are finews'."""

    entries: tuple[str, ...] = ("records", "nodeList", "record")
    """Names of the array of entries, best first, however deep it stands."""
    code: tuple[str, ...] = ("infoCode", "id")
    """Names of an entry's share code or key, best first."""
    url: tuple[str, ...] = ("url_w", "url")
    """Names of its URL."""
    title: tuple[str, ...] = ("title", "simtitle")
    """Names of its headline."""
    digest: tuple[str, ...] = ("digest", "simdigest")
    """Names of its summary."""
    media: tuple[str, ...] = ("medianame", "from")
    """Names of its medium's name."""
    published: tuple[str, ...] = ("showtime", "datetime")
    """Names of its time of publication: a text, or a count of seconds or milliseconds since 1970."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """A feed that names articles. Its URL, and those of the parts of a sitemap index, must match one of
    the site's `urls` of kind ``feed``.
    """

    name: str
    """What it is called in ``-a feed=``: lower-case letters, digits, ``-`` and ``_``."""
    url: str
    """Its absolute URL."""
    fields: JsonFields | None = None
    """Where a JSON feed has what. None: it is XML, and its root element tells whether it is Atom, RSS 2.0,
    RSS 1.0, a sitemap, a news sitemap or a sitemap index."""
    follow: str = "share"
    """One of `FOLLOWS`: whether an entry is followed to the JSON behind its ``share`` page, or to the
    ``page`` that the feed links; where there is no such way for an entry, the other is taken."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FooterRule:
    """A line of text that belongs to the page's furniture, not to the article.

    A rule takes a whole block (but for ``inside``): the pattern must match the block's full text.
    """

    kind: str
    """The `crawler.items.FooterLine.kind` it is recorded under."""
    pattern: str
    """Regular expression that the block's whole text must match; a group ``source``, ``authors``,
    ``editors`` or ``original_title`` hands its text to that field of the article."""
    where: str = "tail"
    """``head`` or ``tail`` of the article, ``ends`` for either, ``anywhere`` for a block wherever it
    stands, or ``inside`` for a part of a block, the only one that is not a whole block."""
    linked: bool = False
    """Whether the block must consist of links, with nothing but punctuation between them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Politeness:
    """How gently the site is crawled; becomes Scrapy's ``DOWNLOAD_SLOTS`` entry of each host."""

    concurrency: int = 4
    """Requests at once to one host."""
    delay: float = 0.5
    """Seconds between two requests to one host."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """What a URL is to a site."""

    kind: str
    """One of `KINDS`."""
    key: str = ""
    """The article's key, for ``article``, ``share``, ``data`` and ``alias``."""
    category: str = ""
    """The slug in the URL, if there is one."""
