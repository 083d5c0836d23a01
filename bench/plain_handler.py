"""Scrapy's own HTTP/1.1 handler, led to one loopback port: the bare baseline of bench/crawl.py."""

from __future__ import annotations

from scrapy.core.downloader.handlers import http11
from twisted.internet.endpoints import HostnameEndpoint


class _Agent(http11._BindAddressAgent):
    port = 0

    def _getEndpoint(self, uri):
        return HostnameEndpoint(self._reactor, "127.0.0.1", self.port)


class PlainHandler(http11.HTTP11DownloadHandler):
    lazy = False

    def __init__(self, crawler):
        super().__init__(crawler)
        _Agent.port = crawler.settings.getint("BENCH_PORT")
        http11._BindAddressAgent = _Agent  # what Scrapy's agent makes for a request without proxy
