"""Undoes content codings by the archive's own rules: what a spider reads is what a rebuild will read."""

from __future__ import annotations

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware

from crawler.errors import PageError
from crawler.warc.content import ContentError, decode


class ContentCodingMiddleware(HttpCompressionMiddleware):
    """Scrapy's, with `crawler.warc.content` as decoder: a damaged page is read as far as it goes.

    A page fails with `PageError` when it is not in the coding that it names, or yields more than
    `crawler.warc.content.SIZE_LIMIT` bytes, whatever ``DOWNLOAD_MAXSIZE`` is: a rebuild cannot know that.
    """

    @staticmethod
    def _decode(body: bytes, encoding: bytes, max_size: int) -> bytes:  # noqa: ARG004 - Scrapy's
        try:
            return decode(body, [encoding])
        except ContentError as error:
            raise PageError(str(error)) from error
