"""What the sample site publishes: posts and articles, each beside its right reading."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

from crawler.items import Article, FooterLine, Image, Table
from crawler.sample.blocks import Block

NEWS = "https://news.sample.newsvault.test"
SHARE = "http://share.sample.newsvault.test"
FINANCE = "http://finance.sample.newsvault.test"
ZONE = ZoneInfo("Asia/Shanghai")

STATUSES = ("ok", "not_found", "no_body", "forbidden")
"""What a crawl makes of an article: stored, answered 404, dropped for want of a body, or kept away
from by robots.txt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How a page travels."""

    coding: str = "identity"
    """Content coding, when the client accepts it: ``identity``, ``gzip``, ``br`` or ``deflate``."""
    framing: str = "length"
    """``length``, ``chunked`` (odd sizes, an extension, a trailer) or ``close`` (ends the connection)."""
    charset: str = "utf-8"
    declared: str = "header"
    """Where the character set is declared: ``header`` (and in the markup of UTF-8 pages) or ``meta``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One page that carries an article."""

    slug: str
    """The category in its URL, decoded; empty when the URL names none."""
    path: str
    """Its URL's path, decoded."""
    tag: str
    blocks: tuple[Block, ...]
    digest: str = ""
    origin: str = ""
    """URL printed at its end: its share page, or the article's page upstream; empty prints ``<>``."""
    ending: str = "joined"
    """The links back at its end: ``joined`` in one line, in two ``lines``, or ``none`` (and no origin)."""
    separator: str = ""
    """What stands between two blocks: nothing, a new line and a blank, or CRLF."""
    listed: tuple[str, ...] = ()
    """Slugs of the listings that name it."""
    old_path: str = ""
    """The path that listings still give, when it has moved to `path` since."""
    delivery: Delivery = Delivery()

    @property
    def url(self) -> str:
        """Its canonical absolute URL."""
        return NEWS + quote(self.path, safe="/()")


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleArticle:
    """An article of the sample site and every page that carries it."""

    key: str
    title: str
    published: datetime | None
    """In the site's zone; None when its pages do not say."""
    media: str
    """The medium as a right reading names it; empty when no page does."""
    posts: tuple[Post, ...]
    status: str = "ok"
    """One of `STATUSES`."""
    traps: frozenset[str] = field(default=frozenset())
    """Names of the traps it holds (see `crawler.sample.traps`)."""
    edited: tuple[Block, ...] = ()
    """Its blocks after the edit; empty when it is never edited."""

    @property
    def numbered(self) -> bool:
        """Whether its key is the 18 digits, so that it has a share page."""
        return len(self.key) == 18 and self.key.isdigit()

    @property
    def order(self) -> datetime:
        """The time it is sorted by: its own, or its key's date."""
        return self.published or _key_date(self.key)

    def after_edit(self) -> SampleArticle:
        """The article as the site shows it once it has been edited; itself when it never is."""
        if not self.edited:
            return self
        return replace(self, posts=tuple(replace(post, blocks=self.edited) for post in self.posts))

    def expected(self, index: int = 0) -> Article:
        """The right reading of one of its posts, cleaned, without listings, captures and fingerprints."""
        post = self.posts[index]
        problems = [] if self.title else ["title_missing"]
        if self.published is None:
            problems.append("date_from_key")
        article = Article(
            site="sample",
            key=self.key,
            url=post.url,
            share_url=post.origin if post.ending != "none" else "",
            title=self.title,
            source=self.media,
            published_at=self.order.astimezone(UTC),
            published_tz="Asia/Shanghai",
            category=post.slug,
            digest=post.digest,
            problems=problems,
        )
        for block in post.blocks:
            _read(article, block)
        article.footer += [FooterLine(kind="navigation", text=line) for line in closing_lines(post)]
        return article


def closing_lines(post: Post) -> list[str]:
    """The texts of the lines under the article: its origin, and the ways back."""
    if post.ending == "none":
        return []
    back = [f"返回{post.tag}", "返回首页"]
    return [post.origin or "<>", *(back if post.ending == "lines" else ["｜".join(back)])]


def _read(article: Article, block: Block) -> None:
    position = len(article.paragraphs)
    if block.picture:
        url, full_url, caption = block.picture
        width, height = _size(full_url)
        image = Image(
            url=url, full_url=full_url, width=width, height=height, caption=caption, position=position
        )
        article.images.append(image)
    if block.rows:
        rows = [list(row) for row in block.rows]
        article.tables.append(Table(rows=rows, header_rows=1, position=position))
    if block.paragraph:
        if block.heading:
            article.headings.append(position)
        article.paragraphs.append(block.paragraph)
    symbols = {ticker.symbol for ticker in article.tickers}
    article.tickers += [ticker for ticker in block.tickers if ticker.symbol not in symbols]
    article.links += block.links
    article.authors += block.authors
    article.footer += block.footer


def _key_date(key: str) -> datetime:
    return datetime.strptime(key[:8], "%Y%m%d").replace(tzinfo=ZONE)


def moment(day: int, minute: int) -> datetime:
    """So many minutes into a day of March 2025, in the site's zone, at some second."""
    seconds = minute * 37 % 60
    return datetime(2025, 3, day, tzinfo=ZONE) + timedelta(minutes=minute, seconds=seconds)


def new_key(published: datetime, serial: int) -> str:
    """The 18 digits of an article: the date, then digits whose order is not that of time."""
    return f"{published:%Y%m%d}30{serial * 48271 % 10**8:08d}"


def post_path(slug: str, published: datetime, name: str) -> str:
    """A post's path: ``/<slug>/yyyy/mm/dd/<name>.html``."""
    return (f"/{slug}" if slug else "") + f"/{published:%Y/%m/%d}/{name}.html"


def _size(url: str) -> tuple[int | None, int | None]:
    """Width and height of the picture, which its name tells."""
    named = re.search(r"_w(\d+)h(\d+)", url)
    return (int(named[1]), int(named[2])) if named else (None, None)
