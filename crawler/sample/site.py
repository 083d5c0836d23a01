"""The whole sample site as a function of host and request target."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qs, unquote, urlsplit

from crawler.sample import pages, upstream
from crawler.sample.articles import catalogue
from crawler.sample.edition import Edition
from crawler.sample.model import SampleArticle
from crawler.sample.news import NewsHost
from crawler.sample.reply import Reply, text_reply

NEWS_HOST = "news.sample.newsvault.test"
SHARE_HOST = "share.sample.newsvault.test"
FINANCE_HOST = "finance.sample.newsvault.test"
CHART_HOST = "webquoteklinepic.sample.newsvault.test"
HOSTS = (NEWS_HOST, SHARE_HOST, FINANCE_HOST, CHART_HOST)


class SampleSite:
    """What each of the site's hosts answers; any other host name gets the news host's pages.

    :param articles: what it publishes; by default the standard catalogue.
    :param volume: how many generated articles it publishes besides.
    """

    def __init__(self, articles: Sequence[SampleArticle] | None = None, volume: int = 0) -> None:
        published = tuple(catalogue() if articles is None else articles)
        self._failed: set[str] = set()
        self._publish(Edition(articles=published, volume=volume))

    def edit(self) -> None:
        """Publish the edited articles in their edited form, from now on."""
        self._publish(self._edition.after_edit())

    def reply(self, host: str, target: str) -> Reply:
        """The answer to a GET for ``target`` (path and query as requested) on ``host``."""
        parts = urlsplit(target)
        path, query = unquote(parts.path), {name: found[0] for name, found in parse_qs(parts.query).items()}
        reply: Reply | None
        if host == SHARE_HOST:
            reply = upstream.share(self._edition, path, query)
        elif host == FINANCE_HOST:
            reply = upstream.finance(self._edition, path)
        elif host == CHART_HOST:
            reply = upstream.chart(len(target))
        else:
            reply = self._news.reply(path)
        return reply or text_reply(pages.message_page(404, "没有这一页"), status=404, lasting=False)

    def _publish(self, edition: Edition) -> None:
        self._edition = edition
        self._news = NewsHost(edition, self._failed)
