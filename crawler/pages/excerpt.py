"""Title and visible text of any HTML document, for lists and searches: bytes in, two strings out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from crawler.errors import PageError
from crawler.pages.characters import one_line
from crawler.pages.decoding import decoded
from crawler.pages.document import parse

LONGEST_TITLE = 500
"""Characters of a title that are kept."""

_UNSEEN = frozenset(
    ("script", "style", "noscript", "template", "head", "svg", "iframe", "object", "select")
)
_INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "cite", "code", "em", "font", "i", "mark", "q", "s", "small", "span")
) | {"strong", "sub", "sup", "u"}
_TITLES = (
    "string((//head//title | //body//title[not(ancestor::*[local-name()='svg'])])[1])",
    "string(//meta[@property='og:title']/@content)",
    "string((//h1)[1])",
)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What a list shows of a document."""

    title: str
    """On one line, at most `LONGEST_TITLE` characters; empty when it has none."""
    text: str
    """The visible text on one line; empty when it was not asked for."""


def excerpt(content: bytes, content_type: str | None, *, text: bool) -> Excerpt:
    """The title of an HTML document and, if asked for, its text; what cannot be read is empty.

    :param content: the document, no longer content-coded.
    :param content_type: the value of its Content-Type field.
    """
    try:
        root = parse(decoded(content, content_type))
    except PageError:
        return Excerpt("", "")
    titles = (one_line(str(root.xpath(path))) for path in _TITLES)
    title = next((found for found in titles if found), "")[:LONGEST_TITLE]
    return Excerpt(title.rstrip(), " ".join(filter(None, _blocks(root))) if text else "")


def _blocks(root: etree._Element) -> Iterator[str]:
    """The texts that a browser shows, block by block; without recursion, however deep the page."""
    parts: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event in ("start", "end") and element.tag not in _INLINE:
            yield one_line("".join(parts))
            parts.clear()
        if event == "start" and element.tag in _UNSEEN:
            walk.skip_subtree()
        else:
            parts.append((element.text if event == "start" else element.tail) or "")
    yield one_line("".join(parts))
