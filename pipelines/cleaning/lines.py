"""From the running text of a block to its lines, blanks settled, links moved along."""

from __future__ import annotations

import re
from itertools import pairwise

from crawler.pages.characters import respaced, spaced

Spans = list[tuple[int, int, str]]
"""Start, end and URL of each link in a text, in order, not overlapping."""

_INDENT = "\u3000"
_BREAK = "\0"
_BROKEN = re.compile(r"(?<![ \t\n\r])[ \t]*+[\n\r][ \t\n\r]*+(?=\u3000[ \t]*+\u3000)")
_PARAGRAPHS = re.compile(r"\0|(?<=[。！？…”』」）!?])[ \xa0]*\u3000(?=[ \xa0]*\u3000)")
"""Where an author begins a paragraph without a tag: a line break and an indent of two full-width blanks,
or the indent behind a sentence's end."""


def lines(raw: str, spans: Spans) -> list[tuple[str, Spans]]:
    """The lines of ``raw``, without outer blanks, none empty, each with its links.

    :param spans: links of the whole of ``raw``.
    """
    marked = _BROKEN.sub(_as_break, raw) if _INDENT in raw else raw
    whole = spaced(marked)
    if spans and whole != raw:
        offsets = respaced(marked, [offset for start, end, _ in spans for offset in (start, end)])
        spans = [
            (start, end, url)
            for start, end, (_, _, url) in zip(offsets[::2], offsets[1::2], spans, strict=True)
        ]
    if _INDENT not in whole and _BREAK not in whole:
        text = whole.strip()
        return _line(whole, 0, len(whole), spans) if spans else [(text, [])] if text else []
    cuts = [0, *(match.end() for match in _PARAGRAPHS.finditer(whole)), len(whole)]
    return [line for start, end in pairwise(cuts) for line in _line(whole, start, end, spans)]


def _as_break(blanks: re.Match[str]) -> str:
    return _BREAK.ljust(len(blanks[0]))


def _line(whole: str, start: int, end: int, spans: Spans) -> list[tuple[str, Spans]]:
    """What stands from ``start`` to ``end`` in ``whole``, as a list of one line or none."""
    part = whole[start:end].rstrip("\0")
    text = part.strip()
    if not text:
        return []
    start += len(part) - len(part.lstrip())
    end = start + len(text)
    moved = [
        (max(first, start) - start, min(last, end) - start, url)
        for first, last, url in spans
        if first < end and last > start
    ]
    return [(text, moved)]
