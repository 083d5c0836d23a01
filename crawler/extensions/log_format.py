"""What Scrapy logs of items, without the items themselves."""

from __future__ import annotations

import logging
from typing import Any

from scrapy import Spider
from scrapy.exceptions import DropItem
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure


class PlainLogFormatter(LogFormatter):
    """A dropped item's line is its reason; an item is named by its id."""

    def dropped(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """A warning with the reason, which names the page and what to do."""
        formatted = super().dropped(item, exception, response, spider)
        level = formatted["level"] if isinstance(exception, DropItem) else logging.ERROR
        return {"level": level, "msg": "Dropped %(id)s: %(reason)s", "args": named(item, str(exception))}

    def scraped(self, item: Any, response: Response | Failure | None, spider: Spider) -> LogFormatterResult:
        """A debug line with the id."""
        return {"level": logging.DEBUG, "msg": "Stored %(id)s", "args": named(item, "")}


def named(item: Any, reason: str) -> dict[str, str]:
    """Arguments of the messages above."""
    return {"id": getattr(item, "id", type(item).__name__), "reason": reason}
