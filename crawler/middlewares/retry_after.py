"""Retries that wait as long as the server asks."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from scrapy import Request
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Response


def wait_seconds(value: bytes | None, now: datetime) -> float:
    """Seconds that a ``Retry-After`` value asks for: a number of seconds or an HTTP-date.

    Values that are neither, and dates gone by, are 0 (RFC 9110, section 10.2.3).

    :param now: the present, aware.
    """
    text = (value or b"").decode("ascii", "replace").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return 0.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


class RetryAfterMiddleware(RetryMiddleware):
    """Scrapy's retry middleware, with ``Retry-After`` honoured up to ``RETRY_AFTER_MAX`` seconds.

    A server that asks for longer is not bothered again in this run: its answer goes to the spider,
    which reports it. The wait holds back this request only; the crawl goes on.
    """

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._longest = settings.getfloat("RETRY_AFTER_MAX")

    async def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """The response, or a new request once the server's time has passed."""
        if request.meta.get("dont_retry") or response.status not in self.retry_http_codes:
            return response
        seconds = wait_seconds(response.headers.get(b"Retry-After"), datetime.now(UTC))
        if seconds > self._longest:
            self.crawler.stats.inc_value("newsvault/retry_after/too_long")
            return response
        retry = super().process_response(request, response)
        if seconds and isinstance(retry, Request):
            self.crawler.stats.inc_value("newsvault/retry_after/waited")
            await asyncio.sleep(seconds)
        return retry
