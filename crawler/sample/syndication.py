"""The sample site's XML feeds: RSS, and a sitemap index with a news sitemap and one of all posts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from email.utils import format_datetime
from html import escape

from crawler.sample.model import NEWS, SampleArticle
from crawler.sample.pages import TITLE

RSS_ITEMS = 30
NEWS_URLS = 20

_SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_NEWS_SITEMAP = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
_PARTS = ("news", "posts")


def rss(articles: Sequence[SampleArticle]) -> str:
    """RSS 2.0: the newest posts with summary and medium; links are those of the posts upstream."""
    dated = [article for article in articles if article.published and article.numbered]
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>'
        f"<title>{TITLE}</title><link>{NEWS}/</link><description>{TITLE}</description>"
        f"{''.join(map(_item, dated[:RSS_ITEMS]))}</channel></rss>"
    )


def sitemap_index() -> str:
    """The index of the two sitemaps."""
    parts = "".join(f"<sitemap><loc>{NEWS}/sitemap-{part}.xml</loc></sitemap>" for part in _PARTS)
    return f'<?xml version="1.0" encoding="UTF-8"?><sitemapindex {_SITEMAP}>{parts}</sitemapindex>'


def news_sitemap(articles: Sequence[SampleArticle]) -> str:
    """The newest posts, with title, medium and time of publication."""
    dated = [article for article in articles if article.published][:NEWS_URLS]
    return _urlset("".join(map(_news_url, dated)), _NEWS_SITEMAP)


def sitemap(articles: Sequence[SampleArticle]) -> str:
    """Every post, and the home page, with the day of its last change."""
    urls = [f"<url><loc>{NEWS}/</loc></url>"]
    for article in articles:
        day = f"{article.order:%Y-%m-%d}"
        urls += [
            f"<url><loc>{escape(post.url)}</loc><lastmod>{day}</lastmod></url>" for post in article.posts
        ]
    return _urlset("".join(urls))


def _urlset(urls: str, further: str = "") -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {_SITEMAP} {further}>{urls}</urlset>'


def _item(article: SampleArticle) -> str:
    post = article.posts[0]
    summary = f"<description><![CDATA[<p>{post.digest}</p>]]></description>" if post.digest else ""
    medium = f'<source url="{NEWS}/">{escape(article.media)}</source>' if article.media else ""
    return (
        f"<item><title>{escape(article.title)}</title><link>{escape(post.url)}</link>{summary}{medium}"
        f"<pubDate>{format_datetime(article.order.astimezone(UTC), usegmt=True)}</pubDate></item>"
    )


def _news_url(article: SampleArticle) -> str:
    return (
        f"<url><loc>{escape(article.posts[0].url)}</loc><news:news><news:publication>"
        f"<news:name>{escape(article.media or TITLE)}</news:name><news:language>zh-cn</news:language>"
        f"</news:publication><news:publication_date>{article.order.isoformat()}</news:publication_date>"
        f"<news:title>{escape(article.title)}</news:title></news:news></url>"
    )
