"""Characters: which of them are text, and how blanks are counted."""

from __future__ import annotations

import re

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls (Unicode Cc) other than line breaks
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff"  # zero width, bidi, joiners, fillers, noncharacters
    "\ud800-\udfff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_WIDE = (
    "\u2e80-\u312f\u3190-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6"
    "\U0001f300-\U0001f64f\U00020000-\U0003ffff"
)
_BREAK = "\n\f\r\x85\u2028\u2029"
_BLANKS = re.compile(
    f"(?P<none>(?<=[{_WIDE}])[ \t]*[{_BREAK}][ \t{_BREAK}]*(?=[{_WIDE}]))|[ \t{_BREAK}]{{2,}}|[\t{_BREAK}]"
)
_UNSETTLED = re.compile(f"[ \t{_BREAK}](?:(?<! )|(?=[ \t{_BREAK}]))")
"""Finds any blank that `_BLANKS` replaces, in a tenth of its time."""


def visible(text: str) -> str:
    """``text`` without control, zero-width and bidirectional characters."""
    return _INVISIBLE.sub("", text)


def spaced(text: str) -> str:
    """``text`` with its blanks as a browser shows them.

    A run of blanks is one space; a line break between two wide (Chinese) characters is none
    (CSS Text Level 3, section 4.1.3). Full-width and no-break spaces stay as they are.
    """
    return _BLANKS.sub(_blank, text) if _UNSETTLED.search(text) else text


def respaced(text: str, offsets: list[int]) -> list[int]:
    """Where ascending ``offsets`` into ``text`` stand in `spaced` of it; one inside a run, at its start."""
    moved, shift = [], 0
    runs = _BLANKS.finditer(text)
    run = next(runs, None)
    for offset in offsets:
        while run and run.end() <= offset:
            shift += len(_blank(run)) - len(run[0])
            run = next(runs, None)
        moved.append((run.start() if run and run.start() < offset else offset) + shift)
    return moved


def one_line(text: str) -> str:
    """``text`` as a value: visible characters only, single blanks, none at the ends."""
    return spaced(visible(text)).strip()


def _blank(run: re.Match[str]) -> str:
    return "" if run["none"] is not None else " "
