"""Times counted from the page's own: 刚刚, 3小时前, 昨天 08:21, 星期三, and days without a year.

None is ever guessed into the future: a day that would lie ahead of the page is one of an earlier week or
year; where it lies less than a day ahead, it may be either, and is ambiguous.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo

from crawler.dates.absolute import Found
from crawler.dates.clock import AFTER, CLOCK, PART, at_clock
from crawler.dates.reading import (
    AMBIGUOUS,
    DAY,
    HOUR,
    MINUTE,
    MONTH,
    SECOND,
    WEEK,
    YEAR,
    Reading,
    reading,
)

CLOCKS_DIFFER = timedelta(minutes=10)
"""How far ahead of the page a time may lie and still be the page's own day's."""

_UNITS = {"秒": SECOND, "分": MINUTE, "小时": HOUR, "天": DAY, "日": DAY, "周": WEEK, "星期": WEEK}
_UNITS |= {"月": MONTH, "年": YEAR}
_BACK = {"今": 0, "昨": 1, "前": 2, "大前": 3}
_WEEKDAYS = "一二三四五六日"

_ALONE = rf"(?:{AFTER}|(?:{PART})?(?![\u4e00-\u9fff])|(?={PART}|发布|发表|更新))"
"""What may follow a word for a day: in 今日头条 and 每周一歌 it is none."""


_Read = Callable[[re.Match[str], datetime, tzinfo], Reading | None]


def relative(text: str, reference: datetime, zone: tzinfo) -> Iterator[Found]:
    """The times in ``text`` (as `crawler.dates.wording.plain` spells it) that are counted from the page's.

    Only the first form that says anything is read: of ``2月11日 星期五`` the day.

    :param reference: the page's time, aware.
    """
    reference = reference.astimezone(zone)
    for pattern, read in _FORMS:
        readings = [(match.start(), read(match, reference, zone)) for match in pattern.finditer(text)]
        found = [(start, each) for start, each in readings if each]
        if found:
            yield from found
            return


def _month_day(match: re.Match[str], reference: datetime, zone: tzinfo) -> Reading | None:
    """A day of the latest year in which it does not lie ahead."""
    month, day = int(match["month"]), int(match["day"])
    days = (_date(reference.year + 1 - back, month, day) for back in range(10))
    return _past((at_clock(each, match, zone) for each in days if each), reference)


def _day_word(match: re.Match[str], reference: datetime, zone: tzinfo) -> Reading | None:
    day = reference.date() - timedelta(days=_BACK[match["word"]])
    return _past([at_clock(day, match, zone)], reference)


def _weekday(match: re.Match[str], reference: datetime, zone: tzinfo) -> Reading | None:
    """The latest such day; of this week or the last, where the text says so."""
    wanted = _WEEKDAYS.index(match["weekday"].replace("天", "日"))
    ahead = wanted - reference.weekday()
    if match["week"]:
        days = [ahead - 7 * (match["week"] == "上")]
    else:
        days = [ahead - 7 * weeks for weeks in (0, 1)]
    each = (reference.date() + timedelta(days=count) for count in days)
    return _past((at_clock(day, match, zone) for day in each), reference)


def _ago(match: re.Match[str], reference: datetime, zone: tzinfo) -> Reading | None:
    unit = _UNITS[match["unit"]]
    back = unit / 2 if match["halved"] else unit * int(match["count"])
    back += HOUR * int(match["hours"] or 0)
    moment = reference - back
    if back < DAY or unit < DAY:
        return reading(moment.replace(microsecond=0), unit)
    found = at_clock(moment.date(), match, zone)
    return replace(found, precision=unit) if found and found.precision == DAY else found


def _just(_: re.Match[str], reference: datetime, __: tzinfo) -> Reading | None:
    return reading(reference.replace(microsecond=0), MINUTE)


_FORMS: tuple[tuple[re.Pattern[str], _Read], ...] = (
    (  # 2月11日 08:21
        re.compile(rf"(?<!\d)(?P<month>\d{{1,2}}) ?月 ?(?P<day>\d{{1,2}})(?!\d) ?[日号]?{CLOCK}"),
        _month_day,
    ),
    (  # 02-11 08:21
        re.compile(rf"(?<![\d/.:-])(?P<month>\d{{1,2}})[-/](?P<day>\d{{1,2}})(?![\d/.:-]){AFTER}"),
        _month_day,
    ),
    (re.compile(r"\A\W{0,3}(?P<month>\d{1,2})[-/](?P<day>\d{1,2})\W{0,3}\Z"), _month_day),  # [02-11]
    (re.compile(rf"(?<![目以之此日])(?P<word>大前|今|昨|前)(?:[天日]|(?=[早晨晚])){_ALONE}"), _day_word),
    (  # 3小时前, 1小时30分钟前, 半个月前, 3天前 08:21
        re.compile(
            r"(?:(?P<hours>(?<!\d)\d{1,2}) ?个?小时)?(?:(?<!\d)(?P<count>\d{1,3})|(?P<halved>半)) ?"
            r"(?:个(?=小时|星期|月))?(?P<unit>秒|分|小时|天|日|周|星期|(?<=个)月|年)钟? ?"
            rf"[以之]?前{CLOCK}"
        ),
        _ago,
    ),
    (re.compile(r"刚刚|刚才|几秒前"), _just),
    (re.compile(rf"(?P<week>[上本这])?个?(?:周|星期|礼拜)(?P<weekday>[{_WEEKDAYS}天]){_ALONE}"), _weekday),
)


def _past(candidates: Iterable[Reading | None], reference: datetime) -> Reading | None:
    """The first of ``candidates``, latest first, that does not lie ahead."""
    for each in candidates:
        if each is None or each.instant is None:
            continue
        if each.instant <= reference + CLOCKS_DIFFER:
            return each
        if each.instant < reference + DAY:
            return AMBIGUOUS
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
