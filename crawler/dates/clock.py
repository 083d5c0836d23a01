"""The time of day that stands behind a date: 08:21:46 +0800, 下午3时20分, 8:21 PM."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from crawler.dates.reading import DAY, HOUR, MINUTE, SECOND, Reading, reading

_MORNING, _NOON, _AFTERNOON, _NIGHT = (
    "凌晨|清晨|早上|早晨|上午|早间|早|晨",
    "中午|正午",
    "下午|午后|午间|傍晚|晚上|晚间|晚",
    "半夜|深夜|午夜|夜里|夜间",
)
# fmt: off
_ZONES = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8,
    "PDT": -7, "BST": 1, "CET": 1, "CEST": 2, "HKT": 8, "SGT": 8, "JST": 9, "KST": 9,
}
# fmt: on
"""Hours ahead of UTC; CST is left out: it is China's as well as America's."""

_WEEKDAY = (
    r"(?:(?:周|星期|礼拜)[一二三四五六日天]"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)"
)
ZONE = (
    r"(?P<zone>(?:GMT|UTC)? ?[+-]\d{1,2}(?::?\d\d)?(?![\d:])"
    rf"|(?:{'|'.join(sorted(_ZONES, key=len, reverse=True))}|CST)(?![A-Za-z]))"
)
_SECOND = r"(?: ?[:分] ?(?:(?P<second>\d{1,2})(?!\d)(?:[.,]\d{1,9})?秒?)?)?"
TIME = (
    rf"(?P<part>{_MORNING}|{_NOON}|{_AFTERNOON}|{_NIGHT})? ?(?P<hour>\d{{1,2}}) ?"
    rf"(?:(?::|[时点]) ?(?P<minute>\d{{1,2}})(?!\d){_SECOND}|[时点](?P<half>半)|[时点](?![击赞评]))"
    r"(?: ?(?P<meridiem>[AP])\.?M\b)?"
)
AFTER = rf"[ ,T(|]{{0,3}}(?:{_WEEKDAY}[ ,)]{{0,3}})?{TIME}(?: ?{ZONE})?"
"""Regular expression, to be joined to one of a date, of the time of day that follows it."""
CLOCK = rf"(?:{AFTER})?"
"""The same, where there may be none."""
PART = f"{_MORNING}|{_NOON}|{_AFTERNOON}|{_NIGHT}"
"""Regular expression of a part of the day."""


def at_clock(day: date, match: re.Match[str], zone: tzinfo) -> Reading | None:
    """The time that ``match`` (of an expression with `CLOCK`) names on ``day``; without one, the day.

    None when there is no such time (25:00).

    :param zone: holds where the text itself states none.
    """
    found = match.groupdict()
    if not found.get("hour"):
        return reading(datetime.combine(day, time(), zone), DAY)
    hour = _hour(int(found["hour"]), found.get("part") or "", (found.get("meridiem") or "").upper())
    minute = 30 if found.get("half") else int(found["minute"] or 0)
    second = int(found["second"] or 0)
    if hour == 24 and not minute and not second:
        hour, day = 0, day + timedelta(days=1)
    try:
        moment = datetime.combine(day, time(hour, minute, second), _zone(found) or zone)
    except ValueError:
        return None
    fine = MINUTE if found["minute"] or found.get("half") else HOUR
    return reading(moment, SECOND if found["second"] else fine)


def _hour(hour: int, part: str, meridiem: str) -> int:
    """The hour, 0 to 24, of the ``hour`` in a ``part`` of the day."""
    if meridiem == "A" or re.fullmatch(_MORNING, part):
        return 0 if hour == 12 else hour
    if meridiem == "P":
        return hour + 12 if hour < 12 else hour
    if re.fullmatch(_NOON, part):
        return hour + 12 if hour < 3 else hour
    if re.fullmatch(_AFTERNOON, part):
        late = part.startswith("晚") and hour == 12
        return hour + 12 if hour < 12 or late else hour
    if re.fullmatch(_NIGHT, part):
        return hour + 12 if 5 < hour <= 12 else hour
    return hour


def _zone(found: dict[str, str | None]) -> tzinfo | None:
    """The zone that the text states; None for none, and for what is the end of a span of time."""
    text = (found.get("zone") or "").upper().replace(" ", "")
    if text in _ZONES:
        return timezone(timedelta(hours=_ZONES[text])) if _ZONES[text] else UTC
    sign = text[3:] if text.startswith(("GMT", "UTC")) else text
    if (
        not sign
        or sign == "CST"
        or (sign == text and found["second"] is None and text[0] == "-" and ":" in text)
    ):
        return None
    digits = sign[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    ahead = timedelta(hours=int(hours), minutes=int(minutes))
    if ahead > timedelta(hours=14):
        return None
    return timezone(-ahead if sign[0] == "-" else ahead)
