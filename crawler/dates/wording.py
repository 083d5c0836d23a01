"""One spelling for the many of Chinese times: full width, traditional characters, numerals in words."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 1000
"""Characters of a text that are looked at: a time stands in a line, not in a page."""

_TRADITIONAL = str.maketrans("時點鐘剛週禮號個後開間発發聯", "时点钟刚周礼号个后开间发发联")
_DIGITS = {numeral: value for value, numeral in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "○": 0,
    "两": 2,
}
_TENS = {"十": 1, "廿": 2, "卅": 3}
_NUMERAL = re.compile(
    r"(?<![周期拜])(?P<numeral>[〇零○一二三四五六七八九十廿卅两]{1,6})"
    r"(?=[ ]?(?:[年月日号时点分秒天周]|小时|星期|个月|个小时))"
)
_REPUBLIC = re.compile(r"民[国國] ?(?P<year>\d{1,3}) ?年")


def plain(text: str) -> str:
    """``text``, at most `LONGEST` characters, on one line with single blanks, in half width, with
    simplified units and with digits: ``二〇二二年二月十四日　８時`` is ``2022年2月14日 8时``.

    Years of the Republic (民国111年) become years of our era.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text[:LONGEST])
    text = " ".join(text[:LONGEST].split())
    if text.isascii():
        return text
    text = _NUMERAL.sub(lambda found: _number(found["numeral"]), text.translate(_TRADITIONAL))
    return _REPUBLIC.sub(lambda found: f"{1911 + int(found['year'])}年", text)


def _number(numeral: str) -> str:
    """``numeral`` in digits: 二〇二二 digit by digit, 二十三 as a number."""
    ten = next((sign for sign in numeral if sign in _TENS), None)
    if ten is None:
        return "".join(str(_DIGITS[sign]) for sign in numeral)
    before, _, after = numeral.partition(ten)
    tens = _DIGITS.get(before, _TENS[ten])
    return str(10 * tens + _DIGITS.get(after, 0))
