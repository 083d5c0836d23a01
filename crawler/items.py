"""What a crawl yields: articles, sightings, and the parts they are made of.

All times are aware and in UTC; MongoDB keeps them to the millisecond. Text is Unicode without
markup, control characters or outer blanks once it has passed the pipelines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

DAMAGED = "content_damaged"
"""What `Article.problems` says of an article whose page was damaged, or cut off, in its content coding."""


@dataclass(slots=True, kw_only=True, frozen=True)
class WarcRef:
    """Where one capture stands in the archive: the proof of what was read from it."""

    url: str
    """WARC-Target-URI: the absolute URL that was requested, without fragment."""
    file: str
    """The WARC file, relative to the archive folder (``<job>/NEWSVAULT-....warc.gz``), always under
    its final name, without the ``.open`` it bears while it is written."""
    offset: int
    """Bytes from the start of the file to the gzip member that holds the record."""
    length: int
    """Bytes of that gzip member."""
    record_id: str
    """WARC-Record-ID of the response (or revisit) record: ``<urn:uuid:...>``."""
    payload_digest: str
    """WARC-Payload-Digest, labelled: ``sha1:<base32>``; of the de-chunked, still encoded body."""
    date: datetime
    """WARC-Date: the instant the request was sent."""
    role: str = "article"
    """What the page gave to the item: ``article``, ``share``, ``data``, ``listing`` or ``feed``."""
    redirected_from: str | None = None
    """The URL that was asked for first, without fragment, when redirects led from it to this one."""


@dataclass(slots=True, kw_only=True)
class Listing:
    """One category page on which an article was seen."""

    slug: str
    """The category's slug, decoded (may hold spaces)."""
    name: str
    """The category's name as the site prints it; may be empty."""
    url: str
    """The absolute URL of the listing's first page."""
    seen_at: datetime
    """When the listing that names the article was fetched (its capture's WARC-Date)."""


@dataclass(slots=True, kw_only=True)
class FeedEntry:
    """What one feed says of an article."""

    feed: str
    """The feed's name in the site's declaration: ``rolling``."""
    url: str
    """The absolute URL of the feed; of a sitemap index, that of the part that names the article."""
    seen_at: datetime
    """When the feed was fetched (its capture's WARC-Date)."""
    title: str = ""
    """Headline; may be empty or cut."""
    source: str = ""
    """The medium's name."""
    digest: str = ""
    """The feed's summary, without markup; empty where it has none, or the whole text in its place."""
    published_at: datetime | None = None
    """When the feed says it was published (UTC instant); None when that is not certain to the minute."""
    published_tz: str = ""
    """IANA zone in which the site states times; empty when `published_at` is None."""
    share_url: str = ""
    """Absolute URL of the article's share page, or of its page upstream, where the feed names one."""


@dataclass(slots=True, kw_only=True)
class Image:
    """A picture of the article's own; live charts are not pictures (see `Ticker`)."""

    url: str
    """Absolute URL of the picture as placed on the page."""
    full_url: str
    """Absolute URL of its largest known variant; equals `url` when there is no other."""
    width: int | None = None
    """Width in pixels, as the address of the largest variant or the markup states it; None when neither
    does."""
    height: int | None = None
    """Height in pixels, in the same way."""
    caption: str
    """The caption's text, or empty."""
    position: int
    """How many paragraphs stand before it: 0 is ahead of the first."""


@dataclass(slots=True, kw_only=True)
class Span:
    """A cell of a table that covers several places."""

    row: int
    """Index of the row in which it begins."""
    column: int
    """Index of the column in which it begins."""
    rows: int
    """How many rows it covers, its own included."""
    columns: int
    """How many columns it covers, its own included."""


@dataclass(slots=True, kw_only=True)
class Table:
    """A table of the article's, cell texts only."""

    rows: list[list[str]]
    """The rows in order, each a list of cell texts by column: a place that a cell covers beside its own
    (see `spans`) is an empty text."""
    header_rows: int = 0
    """How many rows at the top are headers."""
    spans: list[Span] = field(default_factory=list)
    """The cells that cover several places, in order."""
    position: int
    """How many paragraphs stand before it."""


@dataclass(slots=True, kw_only=True, frozen=True)
class Ticker:
    """A security that the page itself marks, by tag or by chart."""

    symbol: str
    """The page's own identifier, ``<market>.<code>``: ``0.002752``, ``106.NIO``."""
    code: str
    """The code alone: ``002752``, ``NIO``."""
    market: str
    """The market's ISO 10383 MIC (``XSHE``, ``XSHG``, ``XHKG``, ``XNAS``, ``XNYS``, ``XASE``), or
    the page's own market number when it is none of these."""
    name: str
    """The name that the page's tag encloses; empty for a chart."""
    found: str
    """How it was found: ``tag`` (a stock tag in the text) or ``chart`` (a live chart picture)."""


@dataclass(slots=True, kw_only=True)
class Link:
    """A hyperlink inside the article's text."""

    url: str
    """Absolute URL."""
    text: str
    """The link's text."""


@dataclass(slots=True, kw_only=True)
class FooterLine:
    """A line that was taken out of the article's text; kept, so that nothing is lost."""

    kind: str
    """What it is: ``source`` (with imprint and date lines), ``editor``, ``author``, ``original_title``,
    ``picture_credit``, ``disclaimer``, ``copyright``, ``promotion``, ``related``, ``navigation`` or
    ``advertisement``."""
    text: str
    """The line's text as it stood."""


@dataclass(slots=True, kw_only=True)
class Article:
    """One reading of one article. The store merges readings of the same `key` into one document."""

    site: str
    """Name of the site it is stored as: that of the page, or the one that has the same articles."""
    key: str
    """The article's key within the site: for finews the 18 digits, or a URL path without them."""
    url: str
    """Canonical absolute URL of the page the text was read from."""
    share_url: str = ""
    """Absolute URL of the share or article page that the text came from upstream; empty if unknown."""
    title: str = ""
    """Headline; empty when the page has none (then `problems` says so)."""
    source: str = ""
    """The medium that wrote it, as it names itself: 财联社."""
    authors: list[str] = field(default_factory=list)
    """Names of the writers, in order."""
    editors: list[str] = field(default_factory=list)
    """Names of the editors responsible, in order."""
    original_title: str = ""
    """The headline under which the text appeared first, where a reprint names it."""
    published_at: datetime | None = None
    """When it was published (UTC instant); taken from the key when the page does not say."""
    published_tz: str = ""
    """IANA zone in which the page states the time: ``Asia/Shanghai``."""
    category: str = ""
    """Slug of the category in the article's own URL; empty if the URL names none."""
    listings: list[Listing] = field(default_factory=list)
    """Every listing it was seen on, by slug."""
    feeds: list[FeedEntry] = field(default_factory=list)
    """What each feed that named it said, by URL: of each the latest."""
    digest: str = ""
    """The editor's summary printed ahead of the text; not a paragraph."""
    paragraphs: list[str] = field(default_factory=list)
    """The text, one entry for each paragraph or heading, in order."""
    headings: list[int] = field(default_factory=list)
    """Indexes into `paragraphs` of those that are headings."""
    images: list[Image] = field(default_factory=list)
    """Pictures, in order."""
    tables: list[Table] = field(default_factory=list)
    """Tables, in order."""
    tickers: list[Ticker] = field(default_factory=list)
    """Securities the page marks, each once, in order of first mention."""
    links: list[Link] = field(default_factory=list)
    """Hyperlinks of the text, in order, stock tags left out."""
    footer: list[FooterLine] = field(default_factory=list)
    """Everything that was taken out of the text, in order."""
    html: str = ""
    """The body's markup: as found on the page until the paragraphs pipeline, which replaces it by
    safe, minimal HTML that renders the cleaned article, a block in each line (p, h2, blockquote, ul,
    li, figure, figcaption, img, table, tr, th, td, a)."""
    language: str = "zh"
    """BCP 47 tag of the text's language."""
    text_length: int = 0
    """Characters in `paragraphs` together."""
    content_hash: str = ""
    """``sha256:<hex>`` over the text without blanks (paragraphs, then table cells): equal for all
    readings of one text, whichever page it stood on."""
    fetched_at: datetime | None = None
    """When the page the text was read from was fetched (its capture's WARC-Date)."""
    last_seen_at: datetime | None = None
    """When a listing last named it, as far as known when it was yielded; None without listing."""
    captures: list[WarcRef] = field(default_factory=list)
    """Captures of every page it was read from, stamped by the archive pipeline."""
    rank: int = 0
    """Trust in this reading: feed 10, mirror page 20, share data 30. The higher wins a field."""
    reader: str = ""
    """Which reader made it: ``<site>/<version of the site's definition>``, of the site whose page
    it is."""
    problems: list[str] = field(default_factory=list)
    """What is wrong with it, if anything: ``title_missing``, ``date_missing``, ``date_from_key``,
    ``date_ambiguous`` (the page's date may be two: 03/04/2022; never guessed), ``date_approximate``
    (the page names the day alone, or an age: 3小时前), ``date_in_future``, ``date_too_old``,
    ``continued`` (the article goes on on pages that are not read), ``content_damaged`` (the page's
    compression is damaged or cut off, so that its end may be missing); ``title_generic``, ``date_generic``,
    ``source_generic`` (the declared selector found nothing, the value is what the page states for machines)
    and ``body_generic`` (the page has none of its site's layouts, and was read without)."""

    @property
    def id(self) -> str:
        """The document's ``_id``: ``<site>:<key>``."""
        return f"{self.site}:{self.key}"


@dataclass(slots=True, kw_only=True)
class Sighting:
    """A known article seen again on a listing, without being fetched again."""

    site: str
    """Name of the site."""
    key: str
    """The article's key within the site."""
    listing: Listing
    """Where and when it was seen."""
    captures: list[WarcRef] = field(default_factory=list)
    """The capture of the listing page."""

    @property
    def id(self) -> str:
        """The document's ``_id``: ``<site>:<key>``."""
        return f"{self.site}:{self.key}"

    @property
    def seen_at(self) -> datetime:
        """When the listing was fetched."""
        return self.listing.seen_at

    @seen_at.setter
    def seen_at(self, when: datetime) -> None:
        self.listing.seen_at = when


@dataclass(slots=True, kw_only=True)
class FeedSighting:
    """A known article named by a feed, without being fetched again."""

    site: str
    """Name of the site."""
    key: str
    """The article's key within the site."""
    entry: FeedEntry
    """What the feed says of it, and when."""
    captures: list[WarcRef] = field(default_factory=list)
    """The capture of the feed."""

    @property
    def id(self) -> str:
        """The document's ``_id``: ``<site>:<key>``."""
        return f"{self.site}:{self.key}"

    @property
    def seen_at(self) -> datetime:
        """When the feed was fetched."""
        return self.entry.seen_at

    @seen_at.setter
    def seen_at(self, when: datetime) -> None:
        self.entry.seen_at = when


@dataclass(slots=True, kw_only=True)
class Sightings:
    """Sightings that are yielded, and stored, together: those of one page, or of one article."""

    seen: Sequence[Sighting | FeedSighting]
    """One or more."""

    @property
    def id(self) -> str:
        """What they are called in logs: the article, or how many they are."""
        return f"{len(self.seen)} sightings" if len(self.seen) > 1 else self.seen[0].id
