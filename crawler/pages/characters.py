"""Characters: which of them are text, and how blanks are counted."""

from __future__ import annotations

import re

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls (Unicode Cc) other than line breaks
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"  # zero width, bidi, joiners, fillers, noncharacters
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)
_BLANKS = re.compile("[ \t\n\f\r\x85\u2028\u2029]+")
_WIDE = (
    "\u2e80-\u312f\u3190-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6"
    "\U0001f300-\U0001f64f\U00020000-\U0003ffff"
)
_BREAK_BETWEEN_WIDE = re.compile(f"(?<=[{_WIDE}])[ \t]*[\n\f\r\x85\u2028\u2029][ \t\n\f\r]*(?=[{_WIDE}])")


def visible(text: str) -> str:
    """``text`` without control, zero-width and bidirectional characters."""
    return _INVISIBLE.sub("", text)


def spaced(text: str) -> str:
    """``text`` with its blanks as a browser shows them.

    A run of blanks is one space; a line break between two wide (Chinese) characters is none
    (CSS Text Level 3, section 4.1.3). Full-width and no-break spaces stay as they are.
    """
    if "\n" in text or "\r" in text:
        text = _BREAK_BETWEEN_WIDE.sub("", text)
    return _BLANKS.sub(" ", text)


def one_line(text: str) -> str:
    """``text`` as a value: visible characters only, single blanks, none at the ends."""
    return spaced(visible(text)).strip()
