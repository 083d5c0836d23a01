"""Dates that name their year, in the orders and words in which Chinese and English pages write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, tzinfo

from crawler.dates.clock import CLOCK, TIME, ZONE, at_clock
from crawler.dates.reading import AMBIGUOUS, Reading

Found = tuple[int, Reading]
"""Where in the text a date begins, and its reading."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = (
    r"(?P<name>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_COMPACT = r"(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"


def _form(needed: str, pattern: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(needed, re.IGNORECASE), re.compile(pattern, re.IGNORECASE)


_FORMS = (
    # 2022-02-14 08:21, 2022/2/14, 2022年2月14日下午3时, 2022 02/14 08:21, 22年2月14日
    _form(
        r"\d[-/.年 ]",
        r"(?<!\d)(?P<year>\d{4}|\d\d(?=年))(?: ?[-/.年] ?| )(?P<month>\d{1,2}) ?[-/.月] ?(?P<day>\d{1,2})"
        rf"(?!\d) ?[日号]?{CLOCK}",
    ),
    # 20220214, 20220214 08:21
    _form(r"\d{8}", rf"(?<!\d){_COMPACT}(?!\d)(?!T\d{{4}}){CLOCK}"),
    # 20220214082146, 20220214T082146Z
    _form(
        r"\d{8}",
        rf"(?<!\d){_COMPACT}T?(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?P<second>[0-5]\d)(?!\d){ZONE}?",
    ),
    # Mon, 14 Feb 2022 08:21:46 +0800 (RFC 822), 14-Feb-22
    _form(
        r"[a-z]{3}",
        rf"(?<!\d){_DAY}[ -]{_NAME},?[ -](?P<year>\d{{4}}|\d\d)(?![\d:]){CLOCK}",
    ),
    # February 14, 2022 8:21 PM
    _form(r"[a-z]{3}", rf"(?<![a-z]){_NAME} ?{_DAY},? (?P<year>\d{{4}})(?!\d){CLOCK}"),
    # Mon Feb 14 08:21:46 CST 2022 (C's asctime, Java's Date)
    _form(r"[a-z]{3}", rf"(?<![a-z]){_NAME} {_DAY} {TIME}(?: {ZONE})? (?P<year>\d{{4}})(?!\d)"),
    # 14/02/2022 08:21
    _form(
        r"[-/.]\d{4}",
        r"(?<![\d/.-])(?P<one>\d{1,2})(?P<sep>[-/.])(?P<other>\d{1,2})(?P=sep)(?P<year>\d{4})(?!\d)"
        + CLOCK,
    ),
)
"""For each form what a text must hold for it to be looked for, and its regular expression."""


def absolute(text: str, zone: tzinfo) -> Iterator[Found]:
    """The dates with a year in ``text`` (as `crawler.dates.wording.plain` spells it), each where it begins.

    Of the forms in which dates are written, the first that names any is read. Dates that do not exist
    (30 February, 25:00) are none.
    """
    for needed, pattern in _FORMS:
        found = False
        for match in pattern.finditer(text) if needed.search(text) else ():
            reading = _dated(match, zone)
            if reading:
                found = True
                yield match.start(), reading
        if found:
            return


def _dated(match: re.Match[str], zone: tzinfo) -> Reading | None:
    found = match.groupdict()
    if "one" in found:
        return _year_last(match, zone)
    month = _MONTHS.index(found["name"][:3].lower()) + 1 if "name" in found else int(found["month"])
    return _on(_year(found["year"]), month, int(found["day"]), match, zone)


def _year_last(match: re.Match[str], zone: tzinfo) -> Reading | None:
    """14/02/2022 and 02/14/2022 are certain; 03/04/2022 is two days."""
    one, other = int(match["one"]), int(match["other"])
    if max(one, other) <= 12 and one != other:
        return AMBIGUOUS
    return _on(int(match["year"]), min(one, other), max(one, other), match, zone)


def _year(text: str) -> int:
    """The year; one of two digits by RFC 2822, section 4.3."""
    year = int(text)
    if len(text) == 4:
        return year
    return year + (2000 if year < 50 else 1900)


def _on(year: int, month: int, day: int, match: re.Match[str], zone: tzinfo) -> Reading | None:
    try:
        return at_clock(date(year, month, day), match, zone)
    except (ValueError, OverflowError):
        return None
