"""Finds when a page's article was published: as the page prints it, and as it states it for machines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from lxml import etree

from crawler.dates import NOTHING, Reading, from_epoch, read
from crawler.pages.generic.blocks import Block
from crawler.pages.generic.lines import ENDS, Lines
from crawler.pages.generic.metadata import Metadata

MINUTE = timedelta(minutes=1)
LONGEST_LINE = 200
"""Characters of the longest line in which a time is looked for."""

SHORT_LINE = 40
"""Characters of the longest line in which 昨天 and 3小时前 are the article's."""

_META = (
    "article:published_time",
    "og:published_time",
    "og:release_date",
    "bytedance:published_time",
    "datepublished",
    "pubdate",
    "publishdate",
    "publish_date",
    "publish-date",
    "publish_time",
    "publishtime",
    "pubtime",
    "apub:time",
    "weibo:article:create_at",
    "weibo: article:create_at",
    "weibo:webpage:create_at",
    "og:time",
    "_pubtime",
    "article:create_at",
    "rnews:datepublished",
    "date",
    "dc.date",
    "dc.date.issued",
    "maketime",
    "createdate",
    "firstpublishedtime",
    "original-publish-date",
    "parsely-pub-date",
    "sailthru.date",
)
_DATED = re.compile(
    r"\d{4}\s*[-/.年\d]\s*\d{1,2}|[〇零一二三四五六七八九]{4}年|\d{1,2}[-/.月]\d{1,2}[-/.日]?\s?,?\s?\d{4}"
)
_SPLIT_DATE = re.compile(r"(20\d\d)[\s年]{1,3}(\d\d)\s*/\s*(\d\d)\s{1,3}(\d\d:\d\d)")
_SCRIPTED = re.compile(
    r"[\"']?\b(?:publish_?time|pub_?time|ptime|pub_?date|publish_?date|news_?time|create_?time|oriCreateTime|ct)\b[\"']?\s*"
    r"[:=]\s*[\"']?(?P<time>\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?|\d{10}(?:\d{3})?)\b",
    re.IGNORECASE,
)


def published(
    root: etree._Element, metadata: Metadata, lines: Lines, tz: str, at: datetime | None
) -> Reading:
    """The time of publication: the likeliest of those that are precise to the minute, else the likeliest.

    What stands between headline and text comes first, then what the page states for machines, then what
    stands elsewhere around the text. A time in a script counts if it is of a day that is named.

    :param lines: where a page prints it.
    :param tz: IANA zone that holds where no other is stated.
    :param at: when the page was captured, aware.
    """
    printed = list(_printed(lines.ahead, tz))
    told = [*stated(root, metadata, tz), *_printed(lines.around, tz)]
    for each in (*printed, *told):
        if each.precision <= MINUTE:
            return each
    days = {_day(each, tz) for each in (*printed, *told)}
    for each in _scripted(root, tz):
        if not days or _day(each, tz) in days:
            return each
    return next(iter((*printed, *told, *_counted(lines.all, tz, at))), NOTHING)


def _printed(lines: list[Block], tz: str) -> Iterator[Reading]:
    """The dates with a year in ``lines``."""
    for block in lines:
        if block.linked * 2 > len(block.text):
            continue
        if len(block.text) <= LONGEST_LINE and _DATED.search(block.text) and not block.text.endswith(ENDS):
            reading = read(_SPLIT_DATE.sub(r"\1-\2-\3 \4", block.line), tz)
            if reading.instant:
                yield reading


def _counted(lines: list[Block], tz: str, at: datetime | None) -> Iterator[Reading]:
    """The times in ``lines`` that are counted from ``at``."""
    for block in lines:
        if len(block.text) <= SHORT_LINE and not block.text.endswith(ENDS):
            reading = read(block.text, tz, at)
            if reading.instant:
                yield reading


def stated(root: etree._Element, metadata: Metadata, tz: str) -> Iterator[Reading]:
    """The times that a page states for machines, the likeliest first."""
    texts = [metadata.stated("datepublished"), metadata.stated("pubdate"), *metadata.first(*_META)]
    texts += [element.get("datetime") or "" for element in root.iter("time")][:3]
    for text in texts:
        reading = read(text, tz)
        if reading.instant:
            yield reading


def _scripted(root: etree._Element, tz: str) -> Iterator[Reading]:
    for script in root.iter("script"):
        for found in _SCRIPTED.finditer(script.text or ""):
            text = found["time"]
            reading = from_epoch(float(text)) if text.isdigit() else read(text, tz)
            if reading.instant:
                yield reading


def _day(reading: Reading, tz: str) -> object:
    """The day in the zone ``tz``."""
    assert reading.instant  # noqa: S101 - only times that were read are compared
    return reading.instant.astimezone(ZoneInfo(tz)).date()
