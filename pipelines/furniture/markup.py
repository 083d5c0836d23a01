"""Edits clean markup (`pipelines.cleaning.blocks.rendered`: a block a line, all escaped) as text."""

from __future__ import annotations

import re
from html import unescape

from crawler.items import Link

_PARAGRAPHS = ("<p>", "<h2>", "<blockquote>", "<ul>")
_TOKEN = re.compile(r"<[^>]*>|&[#\w]+;|.")
_ANCHOR = re.compile(r'<a href="([^"]*)">(.*?)</a>')
_EMPTY_ANCHOR = re.compile(r'<a href="[^"]*"></a>')
_WORD = re.compile(r"\w")
_TAG = re.compile(r"<[^>]*>")


def paragraph_lines(lines: list[str]) -> list[int]:
    """Indexes of the lines that hold a paragraph or heading, in the order of the paragraphs."""
    return [index for index, line in enumerate(lines) if line.startswith(_PARAGRAPHS)]


def is_linked(line: str) -> bool:
    """Whether all words of the line stand in links."""
    rest, links = _ANCHOR.subn("", line)
    return links > 0 and not _WORD.search(unescape(_TAG.sub("", rest)))


def links_of(line: str) -> list[Link]:
    """The links of the line."""
    return [Link(url=unescape(url), text=unescape(text).strip()) for url, text in _ANCHOR.findall(line)]


def without(line: str, gone: set[int]) -> str:
    """The line without the characters at the positions ``gone`` of its text, and links that empties."""
    kept, position = [], 0
    for token in _TOKEN.findall(line):
        is_text = not token.startswith("<")
        if not is_text or position not in gone:
            kept.append(token)
        position += is_text
    return _EMPTY_ANCHOR.sub("", "".join(kept))
