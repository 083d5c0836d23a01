"""The links of a page, found in its text alone: quick enough for every page that is archived."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from crawler.urls import absolute

LONGEST = 2048
"""Characters of the longest reference that is taken for a link: browsers and servers take little more."""


def _in_any_case(name: str) -> str:
    """A pattern for ``name``; `re.IGNORECASE` would have every character of a page compared by its case."""
    return "".join(f"[{letter}{letter.upper()}]" for letter in name)


_TAGS = ("a", "area", "base", "embed", "frame", "iframe", "img", "link", "script", "source")
_FIRST = "[" + "".join({tag[0] + tag[0].upper() for tag in _TAGS}) + "]"
_ELEMENT = re.compile(rf"<(?={_FIRST})({'|'.join(map(_in_any_case, _TAGS))})\b([^<>]{{1,4096}})")
_REFERENCE = re.compile(
    r"(?:^|[\s/])(href|src)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))",
    re.IGNORECASE,
)
_NAVIGATION = ("a", "area")


class Outlink(NamedTuple):
    """A link, as the archives' crawlers note it."""

    url: str
    """Absolute, without fragment."""
    hop: str
    """``L`` for a link to follow, ``E`` for what the page embeds."""
    context: str
    """Element and attribute: ``a/@href``, ``img/@src``."""


def outlinks(text: str, base: str, most: int) -> list[Outlink]:
    """The first ``most`` links of a page, each URL once, in order.

    Takes time in proportion to ``text``, whatever it holds. Markup in comments and scripts counts too.

    :param base: absolute URL of the page; a ``base`` element stands above it.
    """
    found: dict[str, Outlink] = {}
    for tag, name, reference in _references(text):
        url = absolute(base, reference) if 0 < len(reference) <= LONGEST else None
        if url is None:
            continue
        if tag == "base":
            base = url
            continue
        url = url.partition("#")[0]
        hop = "L" if tag in _NAVIGATION else "E"
        found.setdefault(url, Outlink(url, hop, f"{tag}/@{name}"))
        if len(found) == most:
            break
    return list(found.values())


def _references(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield element, attribute and reference of each link."""
    for element in _ELEMENT.finditer(text):
        tag, attributes = element.groups()
        if reference := _REFERENCE.search(attributes):
            value = reference[reference.lastindex or 0]
            yield tag.lower(), reference[1].lower(), unescape(value) if "&" in value else value
