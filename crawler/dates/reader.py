"""Reads a text as a time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from crawler.dates.absolute import Found, absolute
from crawler.dates.reading import NOTHING, SECOND, Reading, agreed
from crawler.dates.relative import relative
from crawler.dates.wording import plain

_DIGIT_OR_WORD = re.compile(r"[\d刚昨前今周期拜]")
_BEIJING = re.compile(r"北京时间|Asia/Shanghai")
_OF_A_CHANGE = re.compile(
    r"(?:更新|修改|修订|编辑|截至|截止|updated|modified)(?:时间|日期|于|at|on)? ?[:|]? ?$", re.IGNORECASE
)


def read(text: str, tz: str, reference: datetime | None = None) -> Reading:
    """The one time that ``text`` names.

    Read are dates with a year, in digits or in words, in Chinese and in English order, ISO 8601 and
    RFC 822 included; and, counted from ``reference``, 刚刚, 3小时前, 昨天, 星期三 and days without a year.
    A date with a year goes before all others, and a time of publication before one of a change (更新于).
    Two different times are ambiguous; so is 03/04/2022. What does not exist (30 February, 25:00) is
    nothing. Any text is read in bounded time: only its first 1,000 characters are looked at.

    :param tz: IANA zone that holds where the text itself states none.
    :param reference: when the page was fetched, aware. Without it times that are counted from it are
        nothing.
    """
    text = plain(text)
    if not _DIGIT_OR_WORD.search(text):
        return NOTHING
    zone = _zone("Asia/Shanghai" if _BEIJING.search(text) else tz)
    found = list(absolute(text, zone))
    if not found and reference:
        found = list(relative(text, reference, zone))
    return found[0][1] if len(found) == 1 else agreed(_of_publication(found, text))


def from_epoch(value: float) -> Reading:
    """The time of a count of seconds, or of milliseconds, since 1970 in UTC; none beyond the year 9999.

    A count of eleven digits or more is of milliseconds: so many seconds lead to the year 5138.
    """
    try:
        moment = datetime.fromtimestamp(value / 1000 if abs(value) >= 1e11 else value, UTC)
    except (ValueError, OverflowError, OSError):
        return NOTHING
    return Reading(moment, SECOND)


def _of_publication(found: list[Found], text: str) -> list[Reading]:
    """The readings, without those that the text says are of a change, unless there are no others."""
    published = [each for start, each in found if not _OF_A_CHANGE.search(text, max(0, start - 12), start)]
    return published or [each for _, each in found]


@cache
def _zone(name: str) -> tzinfo:
    return ZoneInfo(name)
